"""The sentences of the settlement of commission (S10): rules, what is paid in words, what of a target is attained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from salessupport.domain.pay.commission import CommissionStatement
from salessupport.domain.pay.settlement import Settlement
from salessupport.domain.values.words import amount_in_words
from salessupport.reports import terms
from salessupport.reports.sheet import Paragraph

RULE = Paragraph(
    (
        "应付提成 + 结转下期 = 本期提成 + 追溯调整 + 上期结转；追溯调整是以后登记的事实使已结期间重算的差额。",
        (
            "Payout + carried out = earned + clawback + carried in; clawback is by how much facts recorded later change"
            " periods that were settled."
        ),
    )
)
HOLDING = Paragraph(
    (
        "应付提成 + 结转下期还减本期留存、加本期释放：有质保金的合同，质保金到账前留存其提成的一部分，到账的当期释放。",
        (
            "Payout + carried out is less what is held and more what is released: of contracts with a retention a share"
            " of the commission is held until the retention is in."
        ),
    )
)
PLACES = Paragraph(
    (
        "结算只依据期末前已发生并已登记的事实，结算后不再更改；签收表示对金额无异议。",
        (
            "The settlement rests on what had happened and was recorded by the period's last day and never changes;"
            " who signs agrees with the amount."
        ),
    )
)
ROUNDED = Paragraph(
    (
        "提成按累计基数计算，每档只在累计数上取整一次，故单行金额与“基数 × 比例”可有一分之差，合计不差。",
        (
            "Amounts are differences of running sums, each rounded once: a line may differ by a cent from base x rate,"
            " the total does not."
        ),
    )
)
ASKED = Paragraph(
    (
        "逐行来由：salessupport explain 期间:业务员:序号（如 2026-10:S02:17）。",
        "Where a line comes from: salessupport explain PERIOD:SALESPERSON:NO (2026-10:S02:17).",
    )
)
SIGN = Paragraph(
    (
        "本人已核对无误。    签名：____________________    日期：______ 年 ____ 月 ____ 日",
        "Checked and agreed.    Signed: ____________________    Date: ____________________",
    ),
    bold=True,
)


def holding(settlements: Sequence[Settlement]) -> Iterator[Paragraph]:
    """What hold-back is, where there is any."""
    if any(one.statement.holds_back for one in settlements):
        yield HOLDING


def paid(statement: CommissionStatement) -> Iterator[Paragraph]:
    """What is paid, also in words where the currency has them, and how it comes about."""
    figures = [statement.earned, statement.clawback, statement.carried_in, statement.payout, statement.carried_out]
    earned, clawback, carried_in, payout, carried_out = map(terms.grouped, figures)
    kept = ("", "")
    if statement.holds_back:
        held, released = terms.grouped(statement.held), terms.grouped(statement.released)
        kept = f" - 本期留存 {held} + 本期释放 {released}", f" - held {held} + released {released}"
    yield Paragraph(
        (
            (
                f"本期提成 {earned} + 追溯调整 {clawback} + 上期结转 {carried_in}{kept[0]}"
                f" = 应付 {payout} + 结转下期 {carried_out}"
            ),
            (
                f"Earned {earned} + clawback {clawback} + carried in {carried_in}{kept[1]}"
                f" = payout {payout} + carried out {carried_out}"
            ),
        ),
        bold=True,
    )
    if statement.currency == "CNY" and statement.payout.minor >= 0:
        words = amount_in_words(statement.payout)
        yield Paragraph((f"应付提成（大写）：人民币{words}", f"Payout: {payout} CNY ({words})"), bold=True)


def attained(one: Settlement) -> Iterator[Paragraph]:
    """What of the target is attained, where there is one."""
    target = one.target
    if target is not None and target.actual is not None:
        goal, actual = terms.grouped(target.target), terms.grouped(target.actual)
        percent = "" if target.value is None else f" = {target.value * Decimal(100):.2f}%"
        yield Paragraph(
            (f"指标完成：{actual} ÷ {goal}{percent}", f"Target attained: {actual} of {goal}{percent}"),
        )
