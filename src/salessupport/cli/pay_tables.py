"""Answers about commission and targets as tables on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from salessupport.cli.console import money, new_table, print_all
from salessupport.domain.values.money import total
from salessupport.domain.values.quantity import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from rich.table import Table

    from salessupport.domain.pay.commission import Commission, CommissionStatement
    from salessupport.domain.pay.other_allocation import OtherAllocation
    from salessupport.domain.pay.targets import Attained
    from salessupport.domain.pay.what_if import Difference, WhatIf
    from salessupport.domain.values.money import Money


def commission(answer: Commission, *, today: date) -> None:
    """Print the statements of a period: a row per person, then each person's lines, then what to look at."""
    title = f"业务提成 Commission · {answer.period} · {answer.first} – {answer.last}"
    held = ["留存\nHeld"] if any(one.holds_back for one in answer.statements) else []
    right = ["基数\nBase", "提成\nEarned", "追溯\nClawback", "上期结转\nIn", *held, "应付\nPayout", "结转下期\nOut"]
    table = new_table(title, ["人员\nWho"], right)
    rows = [_figures(one, held=bool(held)) for one in answer.statements]
    for one, figures in zip(answer.statements, rows, strict=True):
        table.add_row(one.salesperson, *map(money, figures))
    if len(rows) > 1:
        table.add_section()
        table.add_row("合计 Total", *(money(total(column, column[0].currency)) for column in zip(*rows, strict=True)))
    print_all(table)
    if not rows:
        print_all("没有提成表：无人的方案按此类期间计提 no statement: nobody has a plan with such periods")
    elif today <= answer.last:
        print_all(f"期间未完，数字可变 not final before {answer.last} is over")
    for one in answer.statements:
        if one.lines or one.restated or one.carried_in or one.holds:
            _lines(one)
    for finding in answer.findings:
        print_all(Text(f"  ! {finding.place}: {finding.message('zh_CN')} / {finding.message('en')}"))


def _figures(one: CommissionStatement, *, held: bool) -> tuple[Money, ...]:
    """Give a row; what is held less what is released stands in one column, as a terminal is narrow."""
    kept = (one.held - one.released,) if held else ()
    return one.base, one.earned, one.clawback, one.carried_in, *kept, one.payout, one.carried_out


def _lines(statement: CommissionStatement) -> None:
    """Print every cent of a statement; `explain PERIOD:WHO:NO` takes the number of a line."""
    left = ["序号\nNo", "到款\nReceipt", "单据/行\nDocument"]
    right = ["份额\nShare", "档\nTier", "基数\nBase", "%", "提成\nAmount"]
    version = f" v{statement.version}" if statement.version is not None else ""
    title = f"{statement.salesperson} · {statement.plan}{version} · {statement.currency}"
    table = new_table(title, left, right)
    for number, one in enumerate(statement.lines, 1):
        line = f"/{one.line}" if one.line is not None else ""
        tier = "" if one.tier is None else f"{one.tier}{'+' * one.accelerated}"
        document = f"{one.invoice or one.order}{line}"
        numbers = decimal_text(one.share), tier, money(one.base), decimal_text(one.rate * 100), money(one.amount)
        table.add_row(str(number), one.receipt or "", document, *numbers)
    for words, amount in _beside(statement):
        table.add_row("", "", words, "", "", "", "", money(amount))
    if any(one.accelerated for one in statement.lines):
        table.caption = "+ 超过指标 above the target"
    table.add_section()
    left_over = statement.payout + statement.carried_out
    table.add_row("", "", "应付 + 结转 Payout + out", "", "", money(statement.base), "", money(left_over))
    print_all(table)


def _beside(statement: CommissionStatement) -> Iterator[tuple[str, Money]]:
    """What a statement has beside the lines it earned."""
    if statement.lost:
        yield "超过封顶 above the cap", -statement.lost
    for change in statement.restated:
        yield f"重算 anew {change.period}", change.difference
    for hold in statement.holds:
        words = "留存 held" if hold.difference.minor > 0 else "释放 released"
        yield f"{words} {hold.contract} → {money(hold.held)}", -hold.difference
    if statement.carried_in:
        yield "上期结转 carried in", statement.carried_in


def what_if(answer: WhatIf) -> None:
    """Print what each person's periods would come to under another plan."""
    title = f"方案试算 What if · {answer.plan} · {answer.first} – {answer.last} · {answer.difference.currency}"
    table = _differences(title, answer.differences)
    table.add_section()
    held = ("",) if _holds_back(answer.differences) else ()
    table.add_row("合计 Total", "", "", "", money(answer.difference), *held, money(answer.payout_difference))
    print_all(table, *_clawback_noted(answer.differences), "账簿未改动 nothing was written")


def other_allocation(answer: OtherAllocation) -> None:
    """Print what another allocation policy would change."""
    policies = f"{answer.policy_now} → {answer.policy_then}"
    title = f"核销办法试算 What if · {policies} · {answer.last}"
    left, right = ["客户\nCustomer", "单据\nItem"], ["现未清\nOpen now", "改后\nThen", "差额\nDifference"]
    table = new_table(title, left, right)
    for one in answer.items:
        figures = one.open_now, one.open_then, one.difference
        table.add_row(one.customer, one.id or "未核销 unapplied", *map(money, figures))
    print_all(table)
    if not answer.items:
        print_all("未清项目不变 no open item would change")
    if answer.commission:
        print_all(_differences("提成差额 Commission", answer.commission), *_clawback_noted(answer.commission))
    print_all("账簿未改动 nothing was written")


def _differences(title: str, differences: Sequence[Difference]) -> Table:
    held = ["留存差额\nHeld"] if _holds_back(differences) else []
    right = ["现提成\nEarned now", "改后\nThen", "提成差额\nDifference", *held, "应付差额\nPayout"]
    table = new_table(title, ["期间\nPeriod", "人员\nWho"], right)
    for one in differences:
        kept = [one.held_then - one.held_now] if held else []
        balances = one.earned_now + one.clawback_now, one.earned_then + one.clawback_then
        figures = [*balances, one.difference, *kept, one.payout_then - one.payout_now]
        table.add_row(one.period, one.salesperson, *map(money, figures))
    return table


def _holds_back(differences: Sequence[Difference]) -> bool:
    return any(one.held_now or one.held_then for one in differences)


def _clawback_noted(differences: Sequence[Difference]) -> Iterator[str]:
    """Say that what later facts take back is in the figures, where there is any."""
    if any(one.clawback_now or one.clawback_then for one in differences):
        yield "提成含追溯调整 earned includes clawback"


_LIGHTS = {"green": "green", "amber": "yellow", "red": "red", None: ""}


def targets(answer: Attained) -> None:
    """Print targets and what is attained of them, with the part due for the days gone by, then what these lead to."""
    title = f"指标完成情况 Targets · {answer.period} · {answer.as_of}"
    left, right = (
        ["业务员\nPerson", "口径\nMeasure"],
        ["指标\nTarget", "应完成\nDue", "实际\nActual", "%"],
    )
    table = new_table(title, left, right)
    for one in answer.targets:
        percent = Text("—" if one.value is None else decimal_text(one.value * 100), style=_LIGHTS[one.light])
        figures = money(one.target), money(one.due), money(one.actual), percent
        table.add_row(one.salesperson or "全部门 office", one.measure or "", *figures)
    print_all(table)
    if not answer.targets:
        print_all("没有这一期间的指标 no targets of this period")
    for one in answer.targets:
        who = f"{one.salesperson or '全部门 office'} {one.measure or ''}"
        if one.light in ("amber", "red") and one.actual is not None:
            behind = money(one.due - one.actual)
            print_all(Text(f"  ! {who}: 落后 {behind} / {behind} behind what is due by now"))
        if one.projected is not None and one.projected != one.actual:
            print_all(Text(f"  {who}: 照此进度期末 {money(one.projected)} / {money(one.projected)} at this pace"))
