"""特批跟踪表 (CO-06, LG-02): contracts that run or shipped on a waiver, with what is still missing, until it is in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from salessupport.domain.contracts.watch import Watched
from salessupport.domain.values.money import Money
from salessupport.reports import terms
from salessupport.reports.sheet import Imprint, Paragraph, Row, Sheet, SheetColumn, SheetContent
from salessupport.reports.sheets.contract_words import EACH_CURRENCY, WAIVERS, Names, blocks

WATCH_LIST = Sheet(
    name_zh="特批跟踪表",
    name_en="Watch list",
    title_zh="特批跟踪表",
    title_en="Watch list of special approvals",
    landscape=True,
    columns=(
        SheetColumn("contract", "合同编号", "Contract", width=16),
        SheetColumn("customer", "客户", "Customer", width=28),
        SheetColumn("rep", "业务员", "Salesperson", width=13),
        SheetColumn("act", "特批事项", "Waived", width=17, vocabulary=WAIVERS),
        SheetColumn("approvals", "批准单号", "Approvals", width=16),
        SheetColumn("papers", "据以签发", "Issued on them", width=18),
        SheetColumn("since", "特批日期", "Since", "date", 12),
        SheetColumn("days", "已过天数", "Days", "integer", 9),
        SheetColumn("gap", "特批时欠缺", "Missing when waived", "money", 16, total="sum"),
        SheetColumn("short", "仍欠金额", "Still missing", "money", 16, total="sum"),
        SheetColumn("follow_up", "跟踪情况", "Follow-up", width=20),
    ),
)
_FIGURES: Mapping[str, Callable[[Watched], Money | None]] = {
    "gap": lambda one: one.gap,
    "short": lambda one: one.short,
}
_REMARKS = (
    Paragraph(
        (
            "合同款到齐之前一直在表上；特批时欠缺为空，表示批准单未写金额。",
            "A contract stays here until the money is in; an approval that names no amount has none missing.",
        )
    ),
)


def watch_sheet(watched: Iterable[Watched], *, as_of: date, names: Names, imprint: Imprint) -> SheetContent:
    """Lay out the watch list; an empty one has zeros in the company's currency."""
    return SheetContent(
        sheet=WATCH_LIST,
        company=imprint.company,
        fields=((terms.as_of(as_of), EACH_CURRENCY), imprint.fields()),
        blocks=blocks(
            watched,
            lambda one: _row(one, names),
            _FIGURES,
            currency_of=lambda one: one.short.currency,
            empty=names.currency,
        ),
        remarks=_REMARKS,
    )


def _row(one: Watched, names: Names) -> Row:
    return (
        one.contract,
        names.customer(one.customer),
        names.salesperson(one.salesperson),
        one.act,
        "\n".join(one.approvals),
        "\n".join(one.papers),
        one.since,
        one.days,
        one.gap.minor if one.gap is not None else None,
        one.short.minor,
        None,
    )
