"""Texts about configuration, secrets, the network and signatures."""

TEXTS: dict[str, tuple[str, str]] = {
    "instant.invalid": (
        "“{value}”不是带时区的时刻：请写如 2026-10-01T08:00:00+08:00",
        "{value!r} is not an instant with its offset: write it like 2026-10-01T08:00:00+08:00",
    ),
    "span.invalid": (
        "“{value}”不是时长：请写如 500ms、30s、5min、2h、7d",
        "{value!r} is not a length of time: write it like 500ms, 30s, 5min, 2h or 7d",
    ),
    "value.refused": ("值不被接受（{reason}）：请更正", "the value is not accepted ({reason}): correct it"),
    "converter.unsupported": (
        "字段类型 {kind} 不能严格读取：请改用文本、整数、Decimal、Money 或日期",
        "a field of the type {kind} has no strict reading: use text, whole numbers, Decimal, Money or dates",
    ),
    "secret.exposure": (
        "机密值 {name} 不得写出：请去掉该字段",
        "the secret {name} would have been written out: leave the field away",
    ),
    "config.adapter": (
        "配置中没有名为 {name} 的连接（已有：{known}）：请在 [adapters] 中加入",
        "no connection {name} in the configuration (there are: {known}): add it under [adapters]",
    ),
    "config.unreadable": (
        "配置文件无法读取（{reason}）：请检查路径和权限",
        "the configuration cannot be read ({reason}): check its path and permissions",
    ),
    "config.toml": (
        "配置文件不是有效的 TOML（{reason}）：请更正",
        "the configuration is not TOML ({reason}): correct it",
    ),
    "config.pin": (
        "“{value}”不是软件包名：请写如 salessupport-acme 或 salessupport-acme==1.2.0",
        "{value!r} is no distribution: write it like salessupport-acme or salessupport-acme==1.2.0",
    ),
    "secret.reference": (
        '机密须以引用给出：请写只含 env = "变量"、file = "文件" 或 keyring = "服务:用户" 之一的表',
        'a secret is given by reference: write a table of env = "NAME", file = "NAME" or keyring = "SERVICE:USER"',
    ),
    "secret.variable": ("环境变量 {name} 未设置：请设置", "the environment variable {name} is not set: set it"),
    "secret.empty": ("{source} {name} 中的机密为空：请填写", "the secret in {source} {name} is empty: fill it in"),
    "secret.file": (
        "机密文件 {name} 无法读取：须为 UTF-8 普通文件且不超过 64 KiB",
        "the secret's file {name} cannot be read: it has to be a plain file in UTF-8 of at most 64 KiB",
    ),
    "secret.mode": (
        "机密文件 {name} 的权限为 {mode}，他人可读：请执行 chmod 600",
        "the secret's file {name} has mode {mode} and others can read it: chmod 600",
    ),
    "secret.keyring": (
        "系统钥匙串中没有 {name}：请先存入",
        "the system's keyring has no {name}: put it there first",
    ),
    "secret.keyring_name": (
        "钥匙串引用须写作 服务:用户，如 salessupport:erp",
        "a reference to the keyring is written service:user, such as salessupport:erp",
    ),
    "secret.keyring_absent": (
        "未安装 keyring 软件包：请安装，或改用 env、file",
        "the package keyring is not installed: install it, or use env or file",
    ),
    "http.span": (
        "时限须在 0 至 1 小时之间：请更正 {field}",
        "a limit of time is above zero and at most an hour: correct {field}",
    ),
    "http.network": (
        "“{value}”不是可用的网段：请写如 10.1.0.0/16，且不宽于 /8",
        "{value!r} is no network that can be named: write it like 10.1.0.0/16, no broader than /8",
    ),
    "destination.url": (
        "地址须写作 https://主机[:端口][/路径]，不含用户、查询或上级路径：请更正",
        "an address is written https://host[:port][/path] without user, query or steps upwards: correct it",
    ),
    "destination.host": (
        "主机 {host} 是伪装的数字地址：请写普通主机名或地址",
        "the host {host} is a number in disguise: write a plain name or address",
    ),
    "http.ca_file": (
        "{name} 中没有可用的证书：请给出 PEM 文件",
        "{name} holds no certificates that can be used: give a PEM file",
    ),
    "destination.address": (
        "{host} 不在公网，或绝不可访问：如为内网系统，请在 [http] networks 中列出其网段",
        "{host} is not on the public internet or is never called: name the network of an inner system in [http] networks",
    ),
    "destination.origin": (
        "{origin} 不在允许的地址之列：请加入 [http] origins",
        "{origin} is not among those that may be called: add it to [http] origins",
    ),
    "destination.link": (
        "答复中的链接指向 {origin} 以外的地址，未予访问：请报告给适配器作者",
        "a link of an answer leads away from {origin} and was not followed: report it to the adapter's author",
    ),
    "destination.redirect": (
        "对方要求转到别处（{status}），未予跟随：请把最终地址写入配置",
        "the other system sends elsewhere ({status}), which is not followed: configure the final address",
    ),
    "tls.required": (
        "{origin} 未加密：请用 https，或列入 [http] plain_http",
        "{origin} is not encrypted: use https, or name it in [http] plain_http",
    ),
    "tls.untrusted": (
        "对方的证书不可信，未发送任何内容：请更正证书，或在 [http] ca_file 中给出其签发者",
        "the other system's certificate is not trusted, nothing was sent: mend it, or name its issuer in [http] ca_file",
    ),
    "request.method": (
        "不支持方法 {method}：请用 GET、POST 等大写名称",
        "the method {method} is not known: use GET, POST and the like, in capitals",
    ),
    "request.path": (
        "路径须以 / 开头，只含可见 ASCII 字符且不含上级路径：请先转义",
        "a path begins with / and has visible ASCII without steps upwards: escape it first",
    ),
    "request.header": (
        "标头 {name} 的名称或值不可用：请更正",
        "the header {name} has a name or value that cannot be sent: correct it",
    ),
    "request.body": (
        "请求内容无法准确写出（{reason}）：请更正",
        "the body of a request cannot be written exactly ({reason}): correct it",
    ),
    "response.too_large": (
        "答复超过 {limit}，已中止：请缩小查询范围",
        "an answer of more than {limit} was cut off: ask for less at once",
    ),
    "response.packing": (
        "答复的压缩方式无法识别或已损坏：请报告给适配器作者",
        "an answer is packed in an unknown way or is damaged: report it to the adapter's author",
    ),
    "response.encoding": (
        "答复在第 {byte} 字节处不是 {charset}：请报告给适配器作者",
        "an answer is not {charset} at byte {byte}: report it to the adapter's author",
    ),
    "response.json": (
        "答复不是严格的 JSON（{reason}）：请报告给适配器作者",
        "an answer is not strict JSON ({reason}): report it to the adapter's author",
    ),
    "response.empty": ("答复为空：请核实对方系统", "an answer is empty: look at the other system"),
    "response.kind": (
        "答复的类型是 {kind} 而非 JSON（{remote_text}）：请检查地址",
        "an answer is {kind} and not JSON ({remote_text}): check the address",
    ),
    "response.login": (
        "对方返回登录页面（{remote_text}）：请检查凭据",
        "the other system answered with its sign-in page ({remote_text}): check the credentials",
    ),
    "response.status": (
        "对方系统出错（{remote}），读取未完成：请稍后重试",
        "the other system failed ({remote}) and nothing was read: try again later",
    ),
    "response.lost": (
        "读取中断（{remote_text}）：请稍后重试",
        "the answer to a reading was lost ({remote_text}): try again later",
    ),
    "webhook.scheme": (
        "签名方案不可用（{reason}）：请更正",
        "a scheme of signatures that cannot be used ({reason}): correct it",
    ),
    "webhook.too_large": (
        "推送消息超过 {limit} MiB：已拒收，请核实来源",
        "a message of more than {limit} MiB was refused: look at who sends it",
    ),
    "webhook.missing": (
        "推送消息缺少标头 {header} 或其内容无效：请核对对方的设置",
        "a message without a usable header {header}: check the sender's settings",
    ),
    "webhook.signature": (
        "推送消息的签名不符：请核对密钥，并确认内容未被改动",
        "the signature of a message is wrong: check the secret, and that nothing changes the message on its way",
    ),
    "webhook.time": (
        "推送消息的时间与本机相差超过 {seconds} 秒：请校准时钟；若时钟无误，则可能是重放",
        "a message more than {seconds} s from now: set the clocks right; if they are, it may be a replay",
    ),
}
