"""提成结算表: what commission is paid, from which receipts, for whom to sign (S10, its commission part; PY-01, PY-02).

Three sheets: one row per person with a place to sign and a chart of targets, what was attained and earned; the trace,
a block per person whose amounts add up to what is paid and carried on; and a person's own, which shows nobody else's.
Amounts are in the company's currency.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from salessupport.domain.pay.commission import CommissionStatement
from salessupport.domain.pay.settlement import SettledKind, SettledLine, Settlement
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money, total
from salessupport.domain.values.words import amount_in_words
from salessupport.reports import terms
from salessupport.reports.sheet import (
    Block,
    Field,
    Imprint,
    Paragraph,
    Row,
    RowChart,
    Sheet,
    SheetColumn,
    SheetContent,
    Words,
)
from salessupport.reports.sheets.contract_words import Names

SETTLEMENT = Sheet(
    name_zh="提成结算表",
    name_en="Settlement",
    title_zh="业务提成结算表",
    title_en="Settlement of commission",
    landscape=True,
    columns=(
        SheetColumn("id", "编号", "Id", width=8),
        SheetColumn("name", "姓名", "Name", width=14),
        SheetColumn("plan", "方案", "Plan", width=9),
        SheetColumn("base", "计提基数", "Base", "money", 14, total="sum"),
        SheetColumn("earned", "本期提成", "Earned", "money", 13, total="sum"),
        SheetColumn("clawback", "追溯调整", "Clawback", "money", 12, total="sum"),
        SheetColumn("carried_in", "上期结转", "Carried in", "money", 12, total="sum"),
        SheetColumn("payout", "应付提成", "Payout", "money", 13, total="sum"),
        SheetColumn(
            "carried_out",
            "结转下期",
            "Carried out",
            "money",
            12,
            total="sum",
            formula="earned + clawback + carried_in - payout",
        ),
        SheetColumn("lost", "封顶以外", "Above the cap", "money", 11, total="sum"),
        SheetColumn("target", "指标", "Target", "money", 14),
        SheetColumn("attained", "完成", "Attained", "money", 14),
        SheetColumn("rate", "完成率", "Rate", "percent", 10),
        SheetColumn("signed", "签收", "Signed", width=14),
    ),
)

TRACE = Sheet(
    name_zh="提成明细",
    name_en="Trace",
    title_zh="业务提成明细",
    title_en="Commission, line by line",
    landscape=True,
    columns=(
        SheetColumn("no", "序号", "No", "integer", 7),
        SheetColumn("what", "事项", "What", "words", 14),
        SheetColumn("on", "日期", "Date", "date", 12),
        SheetColumn("receipt", "到款", "Receipt", width=13),
        SheetColumn("customer", "客户", "Customer", width=30),
        SheetColumn("document", "单据", "Document", width=14),
        SheetColumn("line", "行", "Line", "integer", 6),
        SheetColumn("share", "份额", "Share", "percent", 10),
        SheetColumn("base", "计提基数", "Base", "money", 15, total="sum"),
        SheetColumn("tier", "档", "Tier", "integer", 6),
        SheetColumn("rate", "比例", "Rate", "percent", 9),
        SheetColumn("amount", "提成金额", "Amount", "money", 14, total="sum"),
    ),
)
_KINDS: Mapping[SettledKind, Words] = {
    "earned": ("提成", "Earned"),
    "cap": ("超过封顶", "Above the cap"),
    "clawback": ("重算", "Anew"),
    "carried_in": ("上期结转", "Carried in"),
}
_CHART = RowChart(("指标、完成与提成", "Target, attained and earned"), "name", ("target", "attained"), "earned")
_RULE = Paragraph(
    (
        "应付提成 + 结转下期 = 本期提成 + 追溯调整 + 上期结转；追溯调整是以后登记的事实使已结期间重算的差额。",
        (
            "Payout + carried out = earned + clawback + carried in; clawback is by how much facts recorded later change"
            " periods that were settled."
        ),
    )
)
_PLACES = Paragraph(
    (
        "结算只依据期末前已发生并已登记的事实，结算后不再更改；签收表示对金额无异议。",
        (
            "The settlement rests on what had happened and was recorded by the period's last day and never changes;"
            " who signs agrees with the amount."
        ),
    )
)
_ROUNDED = Paragraph(
    (
        "提成按累计基数计算，每档只在累计数上取整一次，故单行金额与“基数 × 比例”可有一分之差，合计不差。",
        (
            "Amounts are differences of running sums, each rounded once: a line may differ by a cent from base x rate,"
            " the total does not."
        ),
    )
)
_ASKED = Paragraph(
    (
        "逐行来由：salessupport explain 期间:业务员:序号（如 2026-10:S02:17）。",
        "Where a line comes from: salessupport explain PERIOD:SALESPERSON:NO (2026-10:S02:17).",
    )
)
_SIGN = Paragraph(
    (
        "本人已核对无误。    签名：____________________    日期：______ 年 ____ 月 ____ 日",
        "Checked and agreed.    Signed: ____________________    Date: ____________________",
    ),
    bold=True,
)


def settlement_sheet(
    settlements: Sequence[Settlement], *, period: Period, names: Names, imprint: Imprint
) -> SheetContent:
    """Lay out who is paid what, in the order given; the chart needs a target, without any there is none."""
    return SheetContent(
        sheet=SETTLEMENT,
        company=imprint.company,
        fields=((terms.period(period.first, period.last), terms.unit(names.currency)), imprint.fields()),
        blocks=(
            Block(
                rows=[_person(one, names) for one in settlements],
                totals={key: _sum(settlements, key, names.currency) for key in _SUMMED},
                currency=names.currency,
            ),
        ),
        remarks=(_RULE, _PLACES),
        chart=_CHART if any(one.target is not None for one in settlements) else None,
    )


def trace_sheet(settlements: Sequence[Settlement], *, period: Period, names: Names, imprint: Imprint) -> SheetContent:
    """Lay out every line of everybody, a block each."""
    return SheetContent(
        sheet=TRACE,
        company=imprint.company,
        fields=((terms.period(period.first, period.last), terms.unit(names.currency)), imprint.fields()),
        blocks=[_block(one, names) for one in settlements] or [Block((), {"base": 0, "amount": 0}, names.currency)],
        remarks=(_RULE, _ROUNDED, _ASKED),
    )


def personal_sheet(settlement: Settlement, *, period: Period, names: Names, imprint: Imprint) -> SheetContent:
    """Lay out one person's settlement, to be printed and signed."""
    statement = settlement.statement
    sheet = Sheet(
        name_zh=f"提成结算单 {period.name}",
        name_en=f"Commission {period.name}",
        title_zh="业务提成结算单",
        title_en="Statement of commission",
        columns=TRACE.columns,
        landscape=True,
    )
    who = f"{names.salesperson(statement.salesperson)} ({statement.salesperson})"
    return SheetContent(
        sheet=sheet,
        company=imprint.company,
        fields=(
            (
                Field(("业务员", "Salesperson"), who),
                Field(("方案", "Plan"), _plan(statement)),
                terms.period(period.first, period.last),
                terms.unit(statement.currency),
            ),
            imprint.fields(),
        ),
        blocks=(_block(settlement, names, headed=False),),
        remarks=(*_paid(statement), *_attained(settlement), _RULE, _ROUNDED, Paragraph(("", "")), _SIGN),
    )


_SUMMED = tuple(column.key for column in SETTLEMENT.columns if column.total is not None)


def _sum(settlements: Sequence[Settlement], key: str, currency: str) -> int:
    amounts: Iterator[Money] = (getattr(one.statement, key) for one in settlements)
    return total(amounts, currency).minor


def _person(one: Settlement, names: Names) -> Row:
    statement, target = one.statement, one.target
    attained = None if target is None or target.actual is None else target.actual.minor
    return (
        statement.salesperson,
        names.salesperson(statement.salesperson),
        _plan(statement),
        *(getattr(statement, key).minor for key in _SUMMED),
        None if target is None else target.target.minor,
        attained,
        None if target is None else target.value,
        None,
    )


def _block(one: Settlement, names: Names, *, headed: bool = True) -> Block:
    statement = one.statement
    who = f"{statement.salesperson} {names.salesperson(statement.salesperson)} · {_plan(statement)}"
    paid, left = terms.grouped(statement.payout), terms.grouped(statement.carried_out)
    return Block(
        rows=[_line(number, line, names) for number, line in enumerate(one.lines, 1)],
        totals={"base": statement.base.minor, "amount": (statement.payout + statement.carried_out).minor},
        currency=statement.currency,
        total_label=(f"合计（应付 {paid}，结转下期 {left}）", f"Total (payout {paid}, carried out {left})"),
        heading=(who, who) if headed else None,
    )


def _line(number: int, line: SettledLine, names: Names) -> Row:
    """Lay out a line; lines that were earned come first, and their number is the one that `explain` takes."""
    zh, en = _KINDS[line.kind]
    return (
        number if line.kind == "earned" else None,
        (f"{zh} {line.period}", f"{en} {line.period}") if line.period else (zh, en),
        line.on,
        line.receipt,
        names.customer(line.customer) or None,
        line.document,
        line.line,
        line.share,
        None if line.base is None else line.base.minor,
        line.tier,
        line.rate,
        line.amount.minor,
    )


def _plan(statement: CommissionStatement) -> str:
    return statement.plan if statement.version is None else f"{statement.plan} v{statement.version}"


def _paid(statement: CommissionStatement) -> Iterator[Paragraph]:
    """What is paid, also in words where the currency has them, and how it comes about."""
    figures = [statement.earned, statement.clawback, statement.carried_in, statement.payout, statement.carried_out]
    earned, clawback, carried_in, payout, carried_out = map(terms.grouped, figures)
    yield Paragraph(
        (
            f"本期提成 {earned} + 追溯调整 {clawback} + 上期结转 {carried_in} = 应付 {payout} + 结转下期 {carried_out}",
            (
                f"Earned {earned} + clawback {clawback} + carried in {carried_in}"
                f" = payout {payout} + carried out {carried_out}"
            ),
        ),
        bold=True,
    )
    if statement.currency == "CNY" and statement.payout.minor >= 0:
        words = amount_in_words(statement.payout)
        yield Paragraph((f"应付提成（大写）：人民币{words}", f"Payout: {payout} CNY ({words})"), bold=True)


def _attained(one: Settlement) -> Iterator[Paragraph]:
    target = one.target
    if target is not None and target.actual is not None:
        goal, actual = terms.grouped(target.target), terms.grouped(target.actual)
        percent = "" if target.value is None else f" = {target.value * Decimal(100):.2f}%"
        yield Paragraph(
            (f"指标完成：{actual} ÷ {goal}{percent}", f"Target attained: {actual} of {goal}{percent}"),
        )
