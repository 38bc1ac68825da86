"""合同履行情况统计表 (S13, CO-09): contracts of a month, quarter or year by region and by salesperson.

Of each currency there are two blocks with the same totals, by region and by salesperson. Rates are exact; the total's
stands beneath the table, since rates do not add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from salessupport.domain.contracts.statistics import ContractStatistics, Figures, GroupFigures
from salessupport.domain.values.dates import Period
from salessupport.reports import terms
from salessupport.reports.sheet import Block, Imprint, Paragraph, Row, Sheet, SheetColumn, SheetContent, Words
from salessupport.reports.sheets.contract_words import EACH_CURRENCY, Names

STATISTICS = Sheet(
    name_zh="合同履行情况统计表",
    name_en="Contract statistics",
    title_zh="合同履行情况统计表",
    title_en="Statistics of contract performance",
    landscape=True,
    columns=(
        SheetColumn("region", "片区", "Region", width=16),
        SheetColumn("rep", "业务员", "Salesperson", width=18),
        SheetColumn("signed", "本期签订份数", "Signed", "integer", 10, total="sum"),
        SheetColumn("signed_amount", "本期签订金额", "Amount signed", "money", 17, total="sum"),
        SheetColumn("active", "在执行份数", "Active", "integer", 10, total="sum"),
        SheetColumn("amount", "在执行合同额", "Amount active", "money", 17, total="sum"),
        SheetColumn("done", "已履行金额", "Performed", "money", 17, total="sum"),
        SheetColumn("open", "未履行金额", "Not performed", "money", 17, total="sum", formula="amount - done"),
        SheetColumn("due", "应交货份数", "Deliveries due", "integer", 11, total="sum"),
        SheetColumn("on_time", "按期履行数", "On time", "integer", 10, total="sum"),
        SheetColumn("rate", "按期履行率", "On-time rate", "percent", 11),
    ),
)
_REGIONS: Words = ("按片区", "By region")
_REPS: Words = ("按业务员", "By salesperson")
_NOTES = (
    Paragraph(
        (
            "在执行 = 期末前签订，且期初前未全部交货并结清。应交货 = 约定交货日在本期内且已到。",
            "Active: signed by the period's end, not delivered and settled before it. Due: agreed day in it, and come.",
        )
    ),
    Paragraph(
        (
            "已履行 = 截至所列日期的发货金额（不超过合同额）；未登记订单和发货的合同按开票金额。",
            "Performed: goods delivered by that date, at most the amount; without orders and deliveries, invoices.",
        )
    ),
)


def statistics_sheet(
    statistics: Iterable[ContractStatistics], *, period: Period, names: Names, imprint: Imprint
) -> SheetContent:
    """Lay out the statistics of a period, one of each currency."""
    found = list(statistics)
    dates = tuple(terms.as_of(one.as_of) for one in found[:1])
    return SheetContent(
        sheet=STATISTICS,
        company=imprint.company,
        fields=((terms.period(period.first, period.last), *dates, EACH_CURRENCY), imprint.fields()),
        blocks=[block for one in found for block in _blocks(one, names)] or list(_nothing(names.currency)),
        remarks=(*(_rate(one) for one in found), *_NOTES),
    )


def _blocks(one: ContractStatistics, names: Names) -> Iterator[Block]:
    for words, groups in ((_REGIONS, one.by_region), (_REPS, one.by_salesperson)):
        yield _block(words, one.currency, [_row(group, names) for group in groups], one.total)


def _nothing(currency: str) -> Iterator[Block]:
    for words in (_REGIONS, _REPS):
        yield _block(words, currency, [], Figures.none(currency))


def _block(words: Words, currency: str, rows: list[Row], figures: Figures) -> Block:
    return Block(
        rows=rows,
        totals=_totals(figures),
        currency=currency,
        total_label=(f"合计 {currency}", f"Total {currency}"),
        heading=(f"{words[0]} {currency}", f"{words[1]} {currency}"),
    )


def _totals(figures: Figures) -> Mapping[str, int]:
    return {
        "signed": figures.signed,
        "signed_amount": figures.signed_amount.minor,
        "active": figures.active,
        "amount": figures.amount.minor,
        "done": figures.done.minor,
        "open": figures.open.minor,
        "due": figures.due,
        "on_time": figures.on_time,
    }


def _row(group: GroupFigures, names: Names) -> Row:
    rep = names.salesperson(group.salesperson)
    return group.region or "—", rep or "—", *_totals(group.figures).values(), group.figures.rate


def _rate(one: ContractStatistics) -> Paragraph:
    due, on_time = one.total.due, one.total.on_time
    if one.total.rate is None:
        return Paragraph((f"{one.currency}：本期无应交货合同。", f"{one.currency}: no delivery was due."), bold=True)
    tenths = round(one.total.rate * 10_000)  # a fraction is rounded exactly
    percent = f"{tenths // 100}.{tenths % 100:02d}%"
    return Paragraph(
        (
            f"{one.currency} 合计按期履行率：{on_time} ÷ {due} = {percent}",
            f"{one.currency}, on-time rate in total: {on_time} / {due} = {percent}",
        ),
        bold=True,
    )
