"""提成结算表: what commission is paid, from which receipts, for whom to sign (S10, its commission part; PY-01, PY-02).

Three sheets: one row per person with a place to sign and a chart of targets, what was attained and earned; the trace,
a block per person whose amounts add up to what is paid and carried on; and a person's own, which shows nobody else's.
Amounts are in the company's currency.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from salessupport.domain.pay.commission import CommissionStatement
from salessupport.domain.pay.settlement import SettledKind, SettledLine, Settlement
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money, total
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
from salessupport.reports.sheets.settlement_words import (
    ASKED,
    PLACES,
    ROUNDED,
    RULE,
    SIGN,
    attained,
    holding,
    paid,
)

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

_HELD = (
    SheetColumn("held", "本期留存", "Held", "money", 12, total="sum"),
    SheetColumn("released", "本期释放", "Released", "money", 12, total="sum"),
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
    "held": ("质保金留存", "Held back"),
    "released": ("留存释放", "Released"),
    "carried_in": ("上期结转", "Carried in"),
}
_CHART = RowChart(("指标、完成与提成", "Target, attained and earned"), "name", ("target", "attained"), "earned")


def settlement_sheet(
    settlements: Sequence[Settlement], *, period: Period, names: Names, imprint: Imprint
) -> SheetContent:
    """Lay out who is paid what, in the order given; the chart needs a target, without any there is none."""
    sheet = _settlement(held=any(one.statement.holds_back for one in settlements))
    summed = _summed(sheet)
    return SheetContent(
        sheet=sheet,
        company=imprint.company,
        fields=((terms.period(period.first, period.last), terms.unit(names.currency)), imprint.fields()),
        blocks=(
            Block(
                rows=[_person(one, names, summed) for one in settlements],
                totals={key: _sum(settlements, key, names.currency) for key in summed},
                currency=names.currency,
            ),
        ),
        remarks=(RULE, *holding(settlements), PLACES),
        chart=_CHART if any(one.target is not None for one in settlements) else None,
    )


def trace_sheet(settlements: Sequence[Settlement], *, period: Period, names: Names, imprint: Imprint) -> SheetContent:
    """Lay out every line of everybody, a block each."""
    return SheetContent(
        sheet=TRACE,
        company=imprint.company,
        fields=((terms.period(period.first, period.last), terms.unit(names.currency)), imprint.fields()),
        blocks=[_block(one, names) for one in settlements] or [Block((), {"base": 0, "amount": 0}, names.currency)],
        remarks=(RULE, *holding(settlements), ROUNDED, ASKED),
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
        remarks=(
            *paid(statement),
            *attained(settlement),
            RULE,
            *holding([settlement]),
            ROUNDED,
            Paragraph(("", "")),
            SIGN,
        ),
    )


def _settlement(*, held: bool) -> Sheet:
    """Give the sheet of all, with what is held and released where there is any."""
    if not held:
        return SETTLEMENT
    columns: list[SheetColumn] = []
    for column in SETTLEMENT.columns:
        if column.key == "payout":
            columns += _HELD
        formula = "earned + clawback + carried_in - held + released - payout"
        columns.append(evolve(column, formula=formula) if column.key == "carried_out" else column)
    return evolve(SETTLEMENT, columns=tuple(columns))


def _summed(sheet: Sheet) -> tuple[str, ...]:
    return tuple(column.key for column in sheet.columns if column.total is not None)


def _sum(settlements: Sequence[Settlement], key: str, currency: str) -> int:
    amounts: Iterator[Money] = (getattr(one.statement, key) for one in settlements)
    return total(amounts, currency).minor


def _person(one: Settlement, names: Names, summed: Sequence[str]) -> Row:
    statement, target = one.statement, one.target
    attained = None if target is None or target.actual is None else target.actual.minor
    return (
        statement.salesperson,
        names.salesperson(statement.salesperson),
        _plan(statement),
        *(getattr(statement, key).minor for key in summed),
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
    zh, en = ("超指标提成", "Above target") if line.accelerated else _KINDS[line.kind]
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
