"""Texts about dates, characters, identifiers and the shape of records."""

TEXTS: dict[str, tuple[str, str]] = {
    "date.invalid": ("“{value}”不是有效日期：请写 YYYY-MM-DD", "{value!r} is not a date: write YYYY-MM-DD"),
    "date.range": (
        "日期超出 {first} 年至 {last} 年：请核对年月数",
        "the date is outside the years {first} to {last}: check the years or months added",
    ),
    "workday.unknown": (
        "{day} 超出官方工作日历（{first} 至 {last}）：请更新日历，或改用“周一至周五”暂算（weekends）",
        "{day} is outside the official calendar ({first} to {last}): update it, or reckon provisionally (weekends)",
    ),
    "date.order": (
        "{later_field} {later} 早于 {earlier_field} {earlier}：请核对两个日期",
        "{later_field} {later} lies before {earlier_field} {earlier}: check both dates",
    ),
    "terms.order": (
        "到期日 {due_on} 早于开票日 {issued_on}：请核对付款条件",
        "the due date {due_on} lies before the issue date {issued_on}: check the terms",
    ),
    "period.invalid": (
        "“{value}”不是期间：请写 2026-10（月）、2026Q4（季）或 2026（年）",
        "{value!r} is not a period: write 2026-10 (month), 2026Q4 (quarter) or 2026 (year)",
    ),
    "month.invalid": ("“{value}”不是月份：请写 YYYY-MM", "{value!r} is not a month: write YYYY-MM"),
    "text.control": (
        "文本含不可见或控制字符 {code_point}（第 {position} 个字符）：请删除",
        "the text holds the invisible or control character {code_point} (character {position}): remove it",
    ),
    "text.surrogate": (
        "文本含残缺字符 {code_point}（第 {position} 个字符）：请重新输入",
        "the text holds the broken character {code_point} (character {position}): enter it again",
    ),
    "text.too_long": (
        "文本有 {length} 个字符，上限 {limit}：请缩短",
        "the text has {length} characters, the limit is {limit}: shorten it",
    ),
    "text.mojibake_suspected": (
        "文本像是乱码（如 {sample}）：请核对原文件的编码",
        "the text looks garbled (as in {sample!r}): check the encoding of the source",
    ),
    "type.wrong": ("应为{expected}，得到 {kind}", "expected {expected}, got {kind}"),
    "field.missing": ("缺少必填项：请填写", "a necessary value is missing: fill it in"),
    "field.unknown": ("不认识的字段：请删除或改名{hint_zh}", "unknown field: remove or rename it{hint}"),
    "choice.unknown": ("“{value}”不在可选值内：{choices}", "{value!r} is not one of {choices}"),
    "boolean.invalid": ("“{value}”不是是/否：请写 是 或 否", "{value!r} is not yes or no"),
    "uscc.length": (
        "统一社会信用代码应为 18 位，现为 {length} 位",
        "a unified social credit code has 18 characters, this has {length}",
    ),
    "uscc.character": (
        "统一社会信用代码第 {position} 位“{character}”不合法（不用 I、O、S、V、Z 与小写）",
        "character {position} of the credit code, {character!r}, is not allowed (no I, O, S, V, Z, no lower case)",
    ),
    "uscc.check": (
        "统一社会信用代码校验码（第 18 位）应为 {expected}：请核对抄写",
        "the check character (position 18) of the credit code should be {expected}: check for a slip",
    ),
    "uscc.organisation_check": (
        "统一社会信用代码中主体标识码的校验位（第 17 位）应为 {expected}：请核对",
        "the inner check of the credit code (position 17) should be {expected}: verify it with the customer",
    ),
    "tax_id.invalid": (
        "税号不是任何已知种类（应为 18 位信用代码、15 位旧税号或 18 位身份证号）：请核对位数与空格",
        "no known kind of tax number (credit code 18 characters, old number 15, identity 18): check length and blanks",
    ),
    "tax_id.check": (
        "税号（18 位公民身份号码）校验码应为 {expected}：请核对抄写",
        "the check character (position 18) of the identity number should be {expected}: check for a slip",
    ),
    "name.duplicate_candidate": (
        "名称与 {id}“{name}”疑似相同：请核对，同一客户只留一个（不会自动合并）",
        "the name may be that of {id}, {name!r}: check, and keep one record for one customer (nothing is merged)",
    ),
    "encoding.invalid": (
        "第 {byte} 字节不是 {encoding} 文本{hint_zh}：请声明正确的编码",
        "byte {byte} is not {encoding} text{hint}: declare the right encoding",
    ),
    "json.depth": ("嵌套超过 {limit} 层：请拆分", "nested deeper than {limit} levels: split it up"),
    "json.duplicate_key": ("键“{key}”出现两次：只留一个", "the key {key!r} stands twice: keep one"),
    "json.invalid": ("不是有效的 JSON：{reason}", "not valid JSON: {reason}"),
    "report.findings": ("共 {count} 处问题，未载入任何数据", "{count} findings; nothing was loaded"),
}
