"""Texts about the journal, its chain and its checkpoint."""

TEXTS: dict[str, tuple[str, str]] = {
    "store.busy": (
        "另一进程正在写入，{seconds} 秒内未让出：请稍后重试",
        "another process is writing and did not finish within {seconds} seconds: try again later",
    ),
    "store.full": ("磁盘已满，未写入任何内容：请腾出空间", "the disk is full and nothing was written: make room"),
    "store.access": (
        "无法在此处读写（{reason}）：请检查文件夹是否存在、是否允许写入",
        "this place cannot be read and written ({reason}): check that the folder exists and may be written",
    ),
    "store.failed": (
        "日志数据库出错（{reason}），未写入任何内容：请查看详情",
        "the journal's database failed ({reason}) and nothing was written: see the details",
    ),
    "store.closed": ("日志已关闭：请重新打开", "the journal is closed: open it again"),
    "store.none": (
        "此账簿还没有日志：尚未向其他系统发送过任何单据，请核对文件夹",
        "these books have no journal: nothing was sent to another system yet; check the folder",
    ),
    "store.not_ours": (
        "不是本库的日志文件，未作更改：请核对路径",
        "not a journal of this library, nothing was touched: check the path",
    ),
    "store.too_new": (
        "日志由更新的版本写成（第 {found} 版，本程序到第 {known} 版），未作更改：请升级程序",
        "the journal was written by a newer version ({found}, known are those up to {known}), nothing was touched: upgrade",
    ),
    "store.engine": (
        "SQLite {version} 的 WAL 模式可能丢失已提交的数据：请用默认模式，或升级至 3.51.3",
        "WAL of SQLite {version} may lose what was committed: use the default mode, or upgrade to 3.51.3",
    ),
    "store.corrupt": (
        "日志文件已损坏（{reason}）：请用备份恢复",
        "the journal's file is damaged ({reason}): restore it from a backup",
    ),
    "store.schema": (
        "日志文件的表结构被改动（{name}）：请用备份恢复",
        "the tables of the journal's file were changed ({name}): restore it from a backup",
    ),
    "store.state": (
        "状态表的 {space} {key} 与日志不符：请用备份恢复",
        "the state of {space} {key} is not what the journal says: restore it from a backup",
    ),
    "store.key": (
        "检查点密钥至少须有 16 字节：请更换密钥",
        "a checkpoint key has at least 16 bytes: use a longer one",
    ),
    "chain.broken": (
        "日志第 {seq} 条与其哈希不符：请用备份恢复，并查明谁改动了文件",
        "entry {seq} of the journal is not what its hash says: restore a backup and find out who changed the file",
    ),
    "chain.forked": (
        "日志不经过最近的检查点（第 {seq} 条）：该文件属于另一分支，请恢复正确的文件",
        "the journal does not go through its last checkpoint (entry {seq}): restore the right file",
    ),
    "chain.rollback": (
        "日志止于第 {found} 条，而检查点已到第 {seq} 条：文件丢失了记录或被旧副本替换，请恢复最新备份，与对方系统核对后用 accept 确认",
        "the journal ends at entry {found}, its checkpoint is at {seq}: entries were lost or an older copy was put back; restore the newest backup, compare with the other systems, and `accept` it",
    ),
    "checkpoint.missing": (
        "找不到检查点文件 {name}：请从备份恢复，或核对日志末条后用 accept 重新签名",
        "the checkpoint file {name} is missing: restore it from a backup, or check the journal's last entry and `accept` it",
    ),
    "checkpoint.invalid": (
        "检查点的签名不符：密钥不对或文件被改动，请核对密钥",
        "the signature of the checkpoint is wrong: another key, or the file was changed; check the key",
    ),
    "crash.unknown": (
        "没有名为 {value} 的中断点：请核对名称",
        "there is no crash point of the name {value}: check it",
    ),
    "outbox.not_parked": (
        "该行未挂起（现为 {state}）：只有挂起的行由人裁决",
        "the row is not parked (it is {state}): only parked rows are decided by a person",
    ),
    "outbox.not_stopped": (
        "该行未停止（现为 {state}）：只有挂起或被拒绝的行可以重发",
        "the row has not stopped (it is {state}): only parked and rejected rows are replayed",
    ),
    "outbox.not_confirmed": (
        "该行尚未确认（现为 {state}），还没有结果：请稍后再查",
        "the row is not confirmed (it is {state}) and has no result yet: ask again later",
    ),
    "outbox.abandoned": (
        "上一次发送时进程中断，不知是否已生效：将按键查询，查不到的由人裁决",
        "whoever sent it did not come back, so it may have had an effect: it is looked up by key, or left to a person",
    ),
    "outbox.connection": (
        "连接名不能为空，也不能含冒号：请在配置中改名",
        "a connection's name is not empty and has no colon: rename it in the configuration",
    ),
    "outbox.answer": (
        "适配器的返回值不是 Done 或 Pending（{kind}）：请报告给适配器作者",
        "the adapter answered neither Done nor Pending but {kind}: report it to its author",
    ),
    "event.id": (
        "事件须有来源（不含冒号）和编号：请核对接收设置",
        "an event has a source (without a colon) and an id: check how it is received",
    ),
    "event.changed": (
        "同一事件号的内容与先前不同：请向对方核对",
        "the same event came before with another content: ask the sender",
    ),
    "cursor.repeated": (
        "对方两次给出同一页的位置（{position}）：请报告给适配器作者",
        "the same page position came twice ({position}): report it to the adapter's author",
    ),
    "cursor.backwards": (
        "读取位置退回到已读过的地方（{position}）：对方可能重置了数据流，请从头读取并核对",
        "the position went back to where reading was before ({position}): the stream may have been reset; read from the beginning and compare",
    ),
    "cursor.empty_pages": (
        "连续 {limit} 个空页仍称有下一页：请报告给适配器作者",
        "{limit} empty pages in a row still promise a next one: report it to the adapter's author",
    ),
}
