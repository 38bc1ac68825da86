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
}
