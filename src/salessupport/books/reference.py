"""The reference of the books' tables, generated from the schema: a documentation page and JSON Schemas.

Law: nothing is said here that the tables do not say; a text that a schema accepts is one that its parser accepts,
but for bounds that a pattern cannot hold. Source: books.md "Form"; architecture "One schema".
"""

from __future__ import annotations

from collections.abc import Iterator

from salessupport.books.schema import Column, Kind, Table
from salessupport.books.tables import TABLES
from salessupport.domain.values.messages import Language

JsonSchema = dict[str, object]

_KIND_NAMES: dict[Kind, tuple[str, str]] = {
    Kind.TEXT: ("文本", "text"),
    Kind.TEXTS: ("多个文本，用 ; 分隔", "texts, separated by ;"),
    Kind.CHOICE: ("选项", "choice"),
    Kind.BOOLEAN: ("是/否", "yes/no"),
    Kind.INTEGER: ("整数", "whole number"),
    Kind.DATE: ("日期 YYYY-MM-DD", "date YYYY-MM-DD"),
    Kind.MOMENT: ("日期，可带时间", "date, the time is optional"),
    Kind.MONEY: ("金额", "amount"),
    Kind.SIGNED_MONEY: ("金额，可为负", "amount, may be negative"),
    Kind.QUANTITY: ("数量", "quantity"),
    Kind.SIGNED_QUANTITY: ("数量，可为负", "quantity, may be negative"),
    Kind.PRICE: ("单价", "price per unit"),
    Kind.RATIO: ("比例 0.13 或 13%", "ratio, 0.13 or 13%"),
    Kind.RATE: ("汇率", "exchange rate"),
}
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_AMOUNT = r"[0-9]+(\.[0-9]{1,3})?"
_DECIMAL = r"[0-9]{1,18}(\.[0-9]{1,12})?"
_FRACTION = r"0{1,18}(\.[0-9]{1,12})?|0{0,17}1(\.0{1,12})?"
_PERCENT = r"0{0,16}[0-9]{1,2}(\.[0-9]{1,12})?|0{0,15}100(\.0{1,12})?"
_PATTERNS: dict[Kind, str] = {
    Kind.DATE: _DATE,
    Kind.MOMENT: f"{_DATE}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?)?",
    Kind.MONEY: _AMOUNT,
    Kind.SIGNED_MONEY: f"-?{_AMOUNT}",
    Kind.QUANTITY: _DECIMAL,
    Kind.SIGNED_QUANTITY: f"-?{_DECIMAL}",
    Kind.PRICE: _DECIMAL,
    Kind.RATIO: f"({_FRACTION})|({_PERCENT})%",
    Kind.RATE: f"(?=[0.]*[1-9]){_DECIMAL}",
}


def tables_markdown(*, language: Language = "en") -> str:
    """Write the reference page of all tables as Markdown, in `language`."""
    title, registers = _PAGE[language]
    sections = (line for table in TABLES.values() for line in _section(table, language))
    return "\n".join([f"# {title}", "", *sections, "## `register_*`", "", registers, ""])


_PAGE: dict[Language, tuple[str, str]] = {
    "zh_CN": ("账簿的表", "其他登记表：列由各表自定，须有编号列 `id`；内容按文本保留。"),
    "en": ("Tables of the books", "Any further register: its own columns, `id` among them, are kept as text."),
}


def _section(table: Table, language: Language) -> Iterator[str]:
    chinese = language == "zh_CN"
    yield f"## `{table.name}` {table.zh}"
    yield ""
    yield (f"{table.doc_zh}。" if chinese else f"{table.doc}.") + _key_text(table, chinese=chinese)
    yield ""
    if chinese:
        yield "| 列 | 中文表头 | 也可写作 | 类型 | 必填 | 引用 | 含义 |"
    else:
        yield "| column | Chinese header | also read as | kind | required | refers to | meaning |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for column in table.columns:
        yield _row(column, chinese=chinese)
    yield ""


def _key_text(table: Table, *, chinese: bool) -> str:
    if not table.key:
        return ""
    key = ", ".join(f"`{name}`" for name in table.key)
    if chinese:
        return f"唯一：{key}。" + ("编号在所有单据中唯一。" if table.document else "")
    return f" Unique by {key}." + (" Ids are unique over all documents together." if table.document else "")


def _row(column: Column, *, chinese: bool) -> str:
    meaning = column.doc_zh if chinese else column.doc
    if column.kind is Kind.CHOICE:
        meaning += ": " + ", ".join(f"`{word}` {label}" for word, label in column.choice_labels.items())
    cells = (
        f"`{column.name}`",
        column.zh,
        "、".join(column.also),
        _KIND_NAMES[column.kind][0 if chinese else 1],
        ("是" if chinese else "yes") if column.required else "",
        ", ".join(f"`{name}`" for name in column.refers_to),
        meaning,
    )
    return f"| {' | '.join(cells)} |"


def json_schemas() -> dict[str, JsonSchema]:
    """Give the JSON Schema of a row of every table, by table name."""
    return {name: json_schema(table) for name, table in TABLES.items()}


def json_schema(table: Table) -> JsonSchema:
    """Give the JSON Schema (2020-12) of one row: keys are the English headers, values the cells as text.

    Whole numbers and booleans may be JSON's own; an optional cell may be null or empty; unknown keys are allowed, as
    unknown columns are kept.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:salessupport:books:{table.name}",
        "title": f"{table.name} {table.zh}",
        "description": table.doc,
        "type": "object",
        "properties": {column.name: _property(column) for column in table.columns},
        "required": [column.name for column in table.columns if column.required],
    }


def _property(column: Column) -> JsonSchema:
    cell = _cell(column)
    if not column.required:
        cell = {"anyOf": [cell, {"enum": [None, ""]}]}
    return {"title": column.zh, "description": column.doc, **cell}


def _cell(column: Column) -> JsonSchema:
    words: list[object] = [word for pair in column.choice_labels.items() for word in pair]
    if column.kind is Kind.BOOLEAN:
        return {"enum": [True, False, *words]}
    if column.kind is Kind.CHOICE:
        return {"enum": words}
    if column.kind is Kind.INTEGER:
        return {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^-?[0-9]+$"}]}
    if column.kind in (Kind.TEXT, Kind.TEXTS):
        return {"type": "string", "pattern": r"\S"}
    cell: JsonSchema = {"type": "string", "pattern": f"^({_PATTERNS[column.kind]})$"}
    return {**cell, "format": "date"} if column.kind is Kind.DATE else cell
