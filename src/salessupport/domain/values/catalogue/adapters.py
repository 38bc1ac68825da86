"""Texts about other systems: keys, cursors, adapters and what they answer."""

TEXTS: dict[str, tuple[str, str]] = {
    "key.empty": ("键的操作或组成部分为空：请用业务单号", "an empty operation or part of a key: use business numbers"),
    "key.long": ("键超过 {limit} 个字符：请用更短的单号", "a key of more than {limit} characters: use shorter numbers"),
    "key.short": ("短键长度须在 8 至 52 之间", "a short key has 8 to 52 characters"),
    "key.reused": (
        "同一个键已用于另一内容：请核对单号是否重复",
        "the same key was used with another content: check whether a number was used twice",
    ),
    "cursor.invalid": ("读取位置无法识别：请从头读取", "not a cursor: read from the beginning"),
    "cursor.foreign": (
        "该读取位置属于别的适配器或数据流（本处为 {own}）：请从头读取",
        "a cursor of another adapter or stream (here it is {own}): read from the beginning",
    ),
    "contract.version": (
        "接口版本应写作 主版本.次版本，如 1.0",
        "a contract version is written major.minor, such as 1.0",
    ),
    "document.foreign_line": (
        "该行属于 {owner}，不属于本单据：请按单据分开",
        "a row of {owner} in this document: keep documents apart",
    ),
    "link.no_ports": (
        "连接 {name} 没有客户或销售端口：请在 salessupport.toml 的 [adapters.{name}] 中写明适配器",
        (
            "the connection {name} serves neither customers nor sales: name its adapter under [adapters.{name}] in "
            "salessupport.toml"
        ),
    ),
    "link.ours": (
        "{value} 不能归我方所有：对方只有客户的字段可由推送更改，可写 {known}",
        "{value} cannot be ours: only fields of customers can be set there by a push, which are {known}",
    ),
    "certify.extra": (
        "认证需要测试组件：请安装 salessupport[testing]",
        "certifying needs the testing extra: install salessupport[testing]",
    ),
    "certify.not_installed": ("未安装 {name}：请先用 pip 安装", "{name} is not installed: install it with pip first"),
    "certify.nothing": (
        "{name} 没有登记认证：请在其 pyproject.toml 的入口点组 {group} 下登记",
        "{name} announces no certifications: name them in its pyproject.toml under the entry points {group}",
    ),
    "certify.unknown": ("没有 {name} 的认证：现有 {known}", "no certification of {name}: there are {known}"),
    "scaffold.port": (
        "没有这个端口{hint_zh}：现有 {known}",
        "no such port{hint}: there are {known}",
    ),
    "scaffold.name": (
        "名称只用小写字母、数字和单个连字符，以字母开头，最多 {longest} 个字符，如 acme-cloud",
        "a name has small letters, digits and single hyphens, begins with a letter and has at most {longest} characters, such as acme-cloud",
    ),
    "scaffold.exists": (
        "文件夹已存在：请换一个名称或用 --into 另选位置",
        "the folder is there already: choose another name, or another place with --into",
    ),
    "adapter.not_written": ("尚未编写：{remote_text}", "not written yet: {remote_text}"),
    "adapter.path": ("应写作 模块:名称，如 package.module:name", "a dotted path is written package.module:name"),
    "policy.name": ("策略名须为标识符，版本从 1 起", "a policy has an identifier as its name and a version from 1"),
    "adapter.failed": (
        "对方系统调用失败（{remote}）：请查看详情",
        "a call of the other system failed ({remote}): see the details",
    ),
    "adapter.rejected": (
        "对方系统拒绝（{remote}），未作更改：请更正后重试",
        "the other system refused ({remote}) and changed nothing: correct it and try again",
    ),
    "adapter.invalid": (
        "对方系统认为数值有误（{remote}）：请更正",
        "the other system finds a value wrong ({remote}): correct it",
    ),
    "adapter.not_found": (
        "对方系统没有这份单据（{remote}）：请核对编号",
        "the other system has no such document ({remote}): check its number",
    ),
    "adapter.version": (
        "对方系统中的单据已被改动：请重新读取后再提交",
        "the document has changed in the other system: read it again, then submit",
    ),
    "adapter.limit": (
        "超出对方系统的限制（{remote_text}）：请拆分或缩短",
        "beyond what the other system takes ({remote_text}): split or shorten it",
    ),
    "adapter.period": (
        "对方系统的会计期间已关闭：请改用下一期间",
        "the period is closed in the other system: use the next one",
    ),
    "adapter.permission": (
        "登录用户无此权限：请联系对方系统管理员",
        "the user that signed in may not do this: ask the other system's administrator",
    ),
    "adapter.transient": ("暂时失败，未产生任何影响：请稍后重试", "failed for now and without effect: try again later"),
    "adapter.rate": ("调用过于频繁：请在 {retry_after} 秒后重试", "too many calls: try again in {retry_after} seconds"),
    "adapter.unreachable": (
        "连接不上对方系统，未发送任何内容：请检查网络和地址",
        "the other system cannot be reached, nothing was sent: check network and address",
    ),
    "adapter.maintenance": (
        "对方系统正在维护：请稍后重试",
        "the other system is closed for maintenance: try again later",
    ),
    "adapter.deadline": ("超过时限：请稍后重试或放宽时限", "the time is over: try again later or allow more"),
    "adapter.circuit": (
        "对方系统连续失败，暂停调用：请稍后重试",
        "the other system failed too often and is not called for now: try again later",
    ),
    "adapter.unknown": (
        "已发送但未收到答复：系统将按键查询，切勿重发",
        "sent, and the answer was lost: it will be looked up by its key; do not send it again",
    ),
    "adapter.auth": (
        "登录未被接受：请检查凭据或证书",
        "the sign-in was not accepted: check credentials or certificate",
    ),
    "adapter.contract": (
        "对方系统的答复不符合约定（{remote_text}）：请报告给适配器作者",
        "an answer that the contract does not know ({remote_text}): report it to the adapter's author",
    ),
    "adapter.unsupported": ("对方系统不支持：请改用其他方式", "not possible in the other system: choose another way"),
    "adapter.cancelled": ("已取消，未发送", "cancelled before anything was sent"),
}
