"""Answers of matching and reconciling as tables on a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from salessupport.cli.console import money, new_table, print_all

if TYPE_CHECKING:
    from salessupport.desk.answers import Duplicates
    from salessupport.desk.profile import ProfileAnswer
    from salessupport.domain.matching.receipts import Matches
    from salessupport.domain.reconciliation.states import Confirmations
    from salessupport.domain.reconciliation.views import Reconciliation

SHOWN = 3


def matches(answer: Matches) -> None:
    """Print what each receipt may have paid; the first few explanations of each."""
    left = ["到款\nReceipt", "客户\nCustomer", "结果\nStatus", "组合\nExplanations"]
    shown = new_table(f"到款匹配 Match · {answer.as_of}", left, ["金额\nAmount"])
    for one in answer.receipts:
        sets = [
            f"{number}. " + " + ".join(f"{target.id} {target.amount}" for target in each.targets)
            for number, each in enumerate((*one.explanations, *one.proposals)[:SHOWN], 1)
        ]
        more = len(one.explanations) + len(one.proposals) - SHOWN
        lines = [*sets, *([f"… {more}"] if more > 0 else [])]
        shown.add_row(one.receipt, one.customer or "", one.status, "\n".join(lines), money(one.amount))
    print_all(shown)


def profile(answer: ProfileAnswer, out: Path) -> None:
    """Print how many receipts of a profile have which status."""
    said = " · ".join(f"{status} {count}" for status, count in sorted(answer.statuses.items()))
    print_all(f"{len(answer.matches)} 笔到款 receipts: {said} → {out}")
    for finding in answer.findings:
        print_all(Text(f"  ! {finding.place}: {finding.message('zh_CN')} / {finding.message('en')}"))


def reconciliation(answer: Reconciliation) -> None:
    """Print both balances, what explains the difference, and what is left to ask."""
    shown = new_table(f"对账 Reconcile · {answer.customer} · {answer.as_of} · {answer.currency}", [""], [""])
    shown.add_row("我方 Ours", money(answer.ours))
    shown.add_row("对方 Theirs", money(answer.theirs))
    shown.add_row("差额 Difference", money(answer.difference))
    shown.add_section()
    for one in answer.explained:
        shown.add_row(f"{one.kind} {one.id or ''}", money(one.amount))
    shown.add_row("未解释 Unexplained", money(answer.unexplained))
    print_all(shown)
    print_all(f"相符 matched {len(answer.matched)} · 不符 differing {len(answer.differing)}")
    for question in answer.questions:
        print_all(f"? {question.side} {question.kind} {question.id or ''} {question.amount}: {question.doubt}")


def confirmations(answer: Confirmations) -> None:
    """Print where each statement stands."""
    left = ["客户\nCustomer", "状态\nState", "自\nSince"]
    shown = new_table(f"对账单回函 Confirmations · {answer.month}", left, ["余额\nBalance", "差异\nDifference"])
    for one in answer.customers:
        since = str(one.since or "")
        shown.add_row(f"{one.customer} {one.name}", one.state, since, money(one.balance), money(one.difference))
    print_all(shown)
    print_all(" · ".join(f"{state} {count}" for state, count in answer.counts.items()))


def duplicates(answer: Duplicates) -> None:
    """Print pairs of customers with the reasons; an equal tax number blocks."""
    shown = new_table("疑似重复客户 Duplicates", ["客户\nFirst", "客户\nSecond", "理由\nReasons"], ["‰"])
    for one in answer.candidates:
        reasons = "\n".join(f"{each.message('zh_CN')} / {each.message('en')}" for each in one.reasons)
        shown.add_row(one.first, one.second, reasons, str(one.score))
    print_all(shown)
