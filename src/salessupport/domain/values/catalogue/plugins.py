"""Texts about plugins, hooks and policies."""

TEXTS: dict[str, tuple[str, str]] = {
    "plugin.finding": ("插件提示：{text_zh}（{rule}）", "a plugin says: {text} ({rule})"),
    "plugin.load": (
        "插件 {plugin} 无法载入（{reason}）：请修复或卸载 {distribution}，或从配置中删去",
        "plugin {plugin} cannot be loaded ({reason}): mend or uninstall {distribution}, or take it out of the configuration",
    ),
    "plugin.missing": (
        "配置允许的 {plugin} 未安装或不含插件：请安装，或从配置中删去",
        "{plugin} is allowed by the configuration but is not installed or has no plugin: install it or take it out",
    ),
    "plugin.not_allowed": (
        "{distribution} 未列入配置，没有载入：如需使用，请加入 [plugins]",
        "{distribution} is not named in the configuration and was not loaded: add it to [plugins] to use it",
    ),
    "plugin.disabled": (
        "插件已由 SALESSUPPORT_DISABLE_PLUGINS 停用，{plugin} 没有载入：请取消该变量",
        "plugins are switched off by SALESSUPPORT_DISABLE_PLUGINS, {plugin} was not loaded: unset that variable",
    ),
    "plugin.pin": (
        "{distribution} 的版本为 {found}，配置固定为 {pinned}：请安装该版本或更改配置",
        "{distribution} is version {found} but the configuration pins {pinned}: install that one or change the pin",
    ),
    "plugin.pluggy": (
        "pluggy 为 {found}，至少需要 {needed}：请升级",
        "pluggy is {found}, at least {needed} is needed: upgrade it",
    ),
    "plugin.speaks": (
        "{what} 依据接口 {speaks} 编写，本程序为 {ours}：{remedy_zh}",
        "{what} speaks contract {speaks}, this library {ours}: {remedy}",
    ),
    "plugin.duplicate": (
        "{what} 由 {first} 和 {second} 同时提供，都未采用：请从配置中删去其一",
        "{what} is announced by {first} and by {second}, so neither is used: take one out of the configuration",
    ),
    "plugin.class": (
        "插件须为模块或对象，而不是类：请提供一个实例",
        "a plugin is a module or an object, not a class: give an instance",
    ),
    "plugin.hook": (
        "没有名为 {hook} 的钩子{hint_zh}：请更正名称",
        "there is no hook {hook}{hint}: correct its name",
    ),
    "plugin.unmarked": (
        "函数 {hook} 没有 @hook 标记，不会被调用：请加上标记或改名",
        "the function {hook} has no @hook mark and would never be called: mark or rename it",
    ),
    "plugin.wrapper": (
        "{hook} 以包装方式实现，而插件不得改动他人的结果：请写成普通实现",
        "{hook} is a wrapper, but no plugin may change another's answer: make it a plain implementation",
    ),
    "plugin.arguments": (
        "{hook} 的参数 {unknown} 不存在；应为 {spec}：请更正",
        "{hook} has the argument {unknown}, which does not exist; it is {spec}: correct it",
    ),
    "plugin.defaulted": (
        "{hook} 的参数 {unknown} 不会传入，总取默认值：请删去",
        "the argument {unknown} of {hook} is never passed and keeps its default: leave it out",
    ),
    "plugin.async": (
        "{hook} 是异步函数，而接口是同步的：请改为普通函数",
        "{hook} is asynchronous, but the contract is synchronous: make it a plain function",
    ),
    "plugin.result": (
        "{hook} 返回了 {kind}，应为 {expected}：请报告给插件作者",
        "{hook} gave {kind} instead of {expected}: report it to the plugin's author",
    ),
    "plugin.finding_code": (
        "{hook} 的发现使用了未知代码 {found}：请用 salessupport.spi.hooks.noticed",
        "{hook} gave a finding of the unknown code {found}: make it with salessupport.spi.hooks.noticed",
    ),
    "plugin.crashed": (
        "插件 {plugin} 在 {hook} 中出错（{reason}），其余插件照常运行：请报告给插件作者",
        "plugin {plugin} failed in {hook} ({reason}), the others went on: report it to the plugin's author",
    ),
    "plugin.timeout": (
        "插件 {plugin} 在 {hook} 中超过 {limit} 秒未返回，已停用至本程序结束：请报告给插件作者",
        "plugin {plugin} did not come back from {hook} within {limit} s and is not called again: report it to its author",
    ),
    "policy.unknown_label": (
        "{kind} 策略 {label} 没有登记{hint_zh}：请在 [plugins] 中加入提供它的软件包，或改用其他策略",
        "no {kind} policy {label} is registered{hint}: add its package to [plugins], or name another policy",
    ),
    "policy.unresolved": (
        "{kind} 策略 {label} 由插件提供，而账簿打开时未载入插件：请载入插件后再打开",
        "the {kind} policy {label} comes from a plugin, but the books were opened without plugins: open them with it",
    ),
    "policy.law": (
        "策略 {policy} 的结果违反定律“{law}”（{broken}），未予采用：请更正该策略或改用其他策略",
        "the answer of policy {policy} breaks the law '{law}' ({broken}) and was refused: correct it or name another policy",
    ),
    "hub.adapter": (
        "没有 {port} 的适配器 {name}{hint_zh}：请核对配置与已载入的插件（salessupport doctor）",
        "there is no adapter {name} of {port}{hint}: check the configuration and the plugins (salessupport doctor)",
    ),
    "hub.port": (
        "适配器 {adapter} 依据的接口 {port} 不是本程序所有（现有：{known}）：请升级该插件或本程序",
        "adapter {adapter} is for the port {port}, which is not this library's (it has {known}): upgrade one of the two",
    ),
    "hub.dotted": (
        "{dotted} 无法导入（{reason}）：请修复适配器 {adapter} 的安装",
        "{dotted} cannot be imported ({reason}): mend the installation of adapter {adapter}",
    ),
    "hub.misfit": (
        "适配器 {adapter} 不符合接口 {port}（{misfits}）：请报告给适配器作者",
        "adapter {adapter} does not fit the port {port} ({misfits}): report it to its author",
    ),
    "hub.closed": (
        "适配器 {adapter} 的连接已关闭：请重新打开",
        "the connection of adapter {adapter} is closed: open it again",
    ),
    "hub.thread": (
        "适配器 {adapter} 的连接属于另一线程：请各自打开，或用 hub.map",
        "the connection of adapter {adapter} belongs to another thread: open one each, or use hub.map",
    ),
    "hub.stray": (
        "适配器 {adapter} 在 {verb} 中抛出了 {reason}，接口不允许：请报告给适配器作者",
        "adapter {adapter} raised {reason} in {verb}, which the contract does not allow: report it to its author",
    ),
    "doctor.connection": (
        "连接 {connection} 使用适配器 {adapter}，而已载入的插件都不提供{hint_zh}：请在 [plugins] 加入其软件包或更正名称",
        "the connection {connection} uses the adapter {adapter}, which no plugin in use announces{hint}: add its package to [plugins] or correct the name",
    ),
    "doctor.template": (
        "适配器 {adapter} 由第 {made} 版脚手架生成，现为第 {now} 版：请对照新脚手架更新",
        "adapter {adapter} was made from scaffold version {made}, the present one is {now}: compare it with a new one",
    ),
    "doctor.untested": (
        "适配器 {adapter} 未说明能否 {answers}：请运行 salessupport certify",
        "adapter {adapter} does not say whether it can {answers}: run salessupport certify",
    ),
}
