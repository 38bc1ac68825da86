"""对账单, the statement of account (S20, DN-01), with its reply slip, and the month's index of all statements.

One statement is one file, since it goes to the customer; amounts are in the customer's currency (Conventions 13, 14).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from attrs import frozen

from salessupport.domain.receivables.statement import Statement
from salessupport.domain.values.money import total
from salessupport.domain.values.words import amount_in_words
from salessupport.reports import terms
from salessupport.reports.sheet import Block, Field, Imprint, Paragraph, Row, Sheet, SheetColumn, SheetContent, Words

STATEMENT = Sheet(
    name_zh="对账单",
    name_en="Statement",
    title_zh="对 账 单",
    title_en="Statement of account",
    columns=(
        SheetColumn("date", "日期", "Date", "date", 12),
        SheetColumn("id", "单据号", "Document", width=20),
        SheetColumn("kind", "摘要", "Description", width=20, vocabulary=terms.KINDS),
        SheetColumn("debit", "应收（借）", "Debit", "money", 16, total="sum"),
        SheetColumn("credit", "收款（贷）", "Credit", "money", 16, total="sum"),
        SheetColumn(
            "balance", "余额", "Balance", "money", 17, total="first + debit - credit", formula="above + debit - credit"
        ),
    ),
)

INDEX = Sheet(
    name_zh="对账单目录",
    name_en="Statements",
    title_zh="对账单目录",
    title_en="Index of statements",
    landscape=True,
    columns=(
        SheetColumn("customer", "客户", "Customer", width=12),
        SheetColumn("name", "名称", "Name", width=32),
        SheetColumn("currency", "币种", "Currency", width=9),
        SheetColumn("opening", "期初余额", "Opening", "money", 16, total="sum"),
        SheetColumn("debits", "本期应收", "Debits", "money", 16, total="sum"),
        SheetColumn("credits", "本期收款", "Credits", "money", 16, total="sum"),
        SheetColumn("closing", "期末余额", "Closing", "money", 16, total="sum", formula="opening + debits - credits"),
        SheetColumn("file", "文件", "File", width=30),
    ),
)

_REPLY: tuple[Paragraph, ...] = (
    Paragraph(("", "")),
    Paragraph(("回函（请核对后勾选并盖章寄回）", "Reply (please check, tick, stamp and return)"), bold=True),
    Paragraph(("□ 相符：上列期末余额与我单位账面一致。", "□ Agreed: the closing balance agrees with our books.")),
    Paragraph(
        (
            "□ 不符：我单位账面余额为 ________________，差异 ________________，原因：____________________________",
            "□ Not agreed: our books show ________________, a difference of ________________, because: ______________",
        )
    ),
    Paragraph(("", "")),
    Paragraph(
        (
            "单位盖章：______________________    经办人：________________    回函日期：______ 年 ____ 月 ____ 日",
            "Company stamp: ____________________    Signed by: ________________    Date of reply: ________________",
        )
    ),
)


@frozen
class Issued:
    """A statement with the name of the file that holds it."""

    statement: Statement
    file: str


def statement_sheet(statement: Statement, *, number: str, imprint: Imprint) -> SheetContent:
    """Lay out a statement under its `number`; the closing balance is also in words where the currency has them."""
    return SheetContent(
        sheet=STATEMENT,
        company=imprint.company,
        fields=(
            (Field(("客户", "Customer"), _customer(statement)), Field(("编号", "No."), number)),
            (terms.period(statement.first, statement.last), terms.unit(statement.currency)),
            imprint.fields(),
        ),
        blocks=(_lines(statement),),
        remarks=(_closing(statement), *_REPLY),
    )


def statement_index(issued: Iterable[Issued], *, imprint: Imprint, period: Field) -> SheetContent:
    """List the month's statements in the order given, one block and one total per currency (never added together)."""
    groups: defaultdict[str, list[Issued]] = defaultdict(list)
    for each in issued:
        groups[each.statement.currency].append(each)
    return SheetContent(
        sheet=INDEX,
        company=imprint.company,
        fields=((period, Field(("单位", "Unit"), ("各币种原币", "each in its own currency"))), imprint.fields()),
        blocks=[_index_block(currency, groups[currency]) for currency in sorted(groups)] or [_index_block("CNY", [])],
    )


def _customer(statement: Statement) -> str:
    return f"{statement.name} ({statement.customer})" if statement.name else statement.customer


def _lines(statement: Statement) -> Block:
    return Block(
        rows=[
            (
                line.date,
                line.id,
                line.kind,
                None if line.debit is None else line.debit.minor,
                None if line.credit is None else line.credit.minor,
                line.balance.minor,
            )
            for line in statement.lines
        ],
        totals={
            "debit": statement.debits.minor,
            "credit": statement.credits.minor,
            "balance": statement.closing.minor,
        },
        currency=statement.currency,
        total_label=("本期合计 / 期末余额", "Total of the period / closing balance"),
        opening=(statement.first, None, "opening_balance", None, None, statement.opening.minor),
    )


def _closing(statement: Statement) -> Paragraph:
    closing = f"{terms.grouped(statement.closing)} {statement.currency}"
    if statement.currency != "CNY":
        return Paragraph((f"期末余额：{closing}", f"Closing balance: {closing}"), bold=True)
    words = f"人民币{amount_in_words(statement.closing)}"
    return Paragraph((f"期末余额（大写）：{words}", f"Closing balance: {closing} ({words})"), bold=True)


def _index_block(currency: str, issued: list[Issued]) -> Block:
    statements = [each.statement for each in issued]
    label: Words = (f"合计 {currency}", f"Total {currency}")
    return Block(
        rows=[_index_row(each) for each in issued],
        totals={
            "opening": total((statement.opening for statement in statements), currency).minor,
            "debits": total((statement.debits for statement in statements), currency).minor,
            "credits": total((statement.credits for statement in statements), currency).minor,
            "closing": total((statement.closing for statement in statements), currency).minor,
        },
        currency=currency,
        total_label=label,
    )


def _index_row(issued: Issued) -> Row:
    statement = issued.statement
    return (
        statement.customer,
        statement.name,
        statement.currency,
        statement.opening.minor,
        statement.debits.minor,
        statement.credits.minor,
        statement.closing.minor,
        issued.file,
    )
