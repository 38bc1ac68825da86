"""New books: a folder with `company.toml` and an empty `books.xlsx` that tells its user what to enter where.

Every table is a sheet with Chinese headers; the note on a header says what the column means, choices have drop-downs,
and a first sheet lists the tables and the rules of filling them. Source: books.md "Form"; architecture "One schema".
"""

from __future__ import annotations

from pathlib import Path

from salessupport.books.cells import field_of
from salessupport.books.company import FILE, Settings, company_toml
from salessupport.books.files import HELP_SHEET
from salessupport.books.schema import Column, Kind
from salessupport.books.sheets import BookWriter, add_drop_down
from salessupport.books.tables import TABLES
from salessupport.books.writer import check_empty, make_folder
from salessupport.domain.values.policies import Company
from salessupport.tabular.atomic import write_atomically

_RULES = (
    "每张工作表是一张表，第一行是表头，请勿改动表头；从第二行起每行填一条记录。不用的表留空即可。",
    "编号一律按文本填写，各表内不得重复，各类单据之间也不得重复。",
    "日期写作 2026-03-05；金额写数字，小数位不超过币种规定；比例写作 13% 或 0.13；是否项填 是 或 否。",
    "空单元格表示“未给出”，与 0 不同。可以自行增加列：内容会保留，但不参与计算。",
    "有下拉列表的列请从列表中选择；把鼠标移到表头上可看到该列的说明。",
    "公司名称、本位币与各项政策在同一文件夹的 company.toml 中设置。",
)
_HINTS = {
    Kind.TEXTS: "多个值用分号分隔",
    Kind.DATE: "日期，如 2026-03-05",
    Kind.MOMENT: "日期，可带时间，如 2026-03-05 14:30",
    Kind.INTEGER: "整数",
    Kind.MONEY: "金额，不为负",
    Kind.SIGNED_MONEY: "金额，可为负",
    Kind.QUANTITY: "数量，不为负",
    Kind.SIGNED_QUANTITY: "数量，可为负",
    Kind.PRICE: "单价，不为负",
    Kind.RATIO: "比例，如 13% 或 0.13",
    Kind.RATE: "汇率，大于 0",
}


def init_books(
    folder: Path, *, name: str, currency: str = "CNY", tax_id: str = "", timezone: str = "Asia/Shanghai"
) -> None:
    """Make new books for a company in a new or empty folder.

    Raises `ConfigError` `folder.not_empty`, `InvalidMoney` for an unknown currency, `StoreFull`.
    """
    company = Company(name=name, tax_id=tax_id, currency=currency, timezone=timezone)
    check_empty(folder)
    data = books_template(currency)
    make_folder(folder)
    write_atomically(folder / "books.xlsx", data)
    write_atomically(folder / FILE, company_toml(Settings(company)).encode())


def books_template(currency: str) -> bytes:
    """Give an empty workbook of all tables, amounts with the digits of `currency`."""
    book = BookWriter(currency)
    _write_help(book)
    for table in TABLES.values():
        sheet = book.table(table.zh, [field_of(column, "zh_CN") for column in table.columns], (), "zh_CN")
        for index, column in enumerate(table.columns):
            sheet.write_comment(0, index, _note(column), {"x_scale": 1.6})
            add_drop_down(sheet, index, column, "zh_CN")
    return book.close()


def _write_help(book: BookWriter) -> None:
    sheet = book.workbook.add_worksheet(HELP_SHEET)
    sheet.set_column(0, 1, 20)
    sheet.set_column(2, 3, 56, book.format(text_wrap=True, valign="top"))
    for row, rule in enumerate(_RULES):
        sheet.merge_range(row, 0, row, 3, rule, book.format(text_wrap=True, valign="top"))
    top = len(_RULES) + 1
    for index, header in enumerate(("表", "英文名", "内容", "必填列")):
        sheet.write_string(top, index, header, book.header_format())
    for row, table in enumerate(TABLES.values(), start=top + 1):
        required = "、".join(column.zh for column in table.columns if column.required)
        sheet.write_url(row, 0, f"internal:'{table.zh}'!A1", string=table.zh)
        for index, text in enumerate((table.name, table.doc_zh, required), start=1):
            sheet.write_string(row, index, text)


def _note(column: Column) -> str:
    refers = f"\n引用：{'、'.join(TABLES[name].zh for name in column.refers_to)}" if column.refers_to else ""
    hint = f"\n{_HINTS[column.kind]}" if column.kind in _HINTS else ""
    also = f"\n也可写作：{'、'.join(column.also)}" if column.also else ""
    return f"{column.doc_zh}（{'必填' if column.required else '选填'}）{hint}{refers}{also}\n{column.name}"
