"""Answers as tables on a terminal, with rich; figures stand right, Chinese and English headers side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text
from rich.tree import Tree

from salessupport.cli.console import money, new_table, print_all

if TYPE_CHECKING:
    from salessupport.desk.answers import Change, CheckAnswer, CloseAnswer
    from salessupport.domain.receivables.ageing import Ageing
    from salessupport.domain.receivables.settlement import InvoiceView, ReceiptView
    from salessupport.domain.receivables.statement import Statement
    from salessupport.domain.values.explanation import Explanation


def ageing(answer: Ageing) -> None:
    """Print an ageing: a row per customer, a column per bucket."""
    title = f"应收账款账龄 Ageing of receivables · {answer.as_of} · {answer.currency}"
    table = new_table(title, ["客户 Customer"], [*answer.buckets, "未核销 Unapplied", "合计 Total"])
    for one in answer.customers:
        table.add_row(one.customer, *map(money, one.buckets.values()), money(one.unapplied), money(one.total))
    table.add_section()
    table.add_row("合计 Total", *map(money, answer.buckets.values()), money(answer.unapplied), money(answer.total))
    print_all(table)


SHOWN_PAYERS = 8


def worst_payers(answer: Ageing, names: Mapping[str, str]) -> None:
    """Print the customers who owe most that is overdue."""
    title = f"逾期最多的客户 Most overdue · {answer.as_of} · {answer.currency}"
    overdue = [name for name in answer.buckets if name != "not_due"]
    table = new_table(title, ["客户 Customer"], [*overdue, "合计 Total"])
    ranked = sorted(answer.customers, key=lambda one: -sum(one.buckets[name].minor for name in overdue))
    for one in ranked[:SHOWN_PAYERS]:
        label = f"{one.customer} {names.get(one.customer, '')}"
        table.add_row(label, *(money(one.buckets[name]) for name in overdue), money(one.total))
    print_all(table)


def statement(answer: Statement) -> None:
    """Print a statement of account."""
    title = f"对账单 Statement · {answer.customer} {answer.name} · {answer.first} – {answer.last} · {answer.currency}"
    left, right = ["日期 Date", "单据 Document", "种类 Kind"], ["应收 Debit", "收款 Credit", "余额 Balance"]
    table = new_table(title, left, right)
    table.add_row(str(answer.first), "", "期初 opening", Text(), Text(), money(answer.opening))
    for line in answer.lines:
        row = str(line.date), line.id, line.kind, money(line.debit), money(line.credit), money(line.balance)
        table.add_row(*row)
    table.add_section()
    totals = money(answer.debits), money(answer.credits), money(answer.closing)
    table.add_row(str(answer.last), "", "期末 closing", *totals)
    print_all(table)


def invoice(answer: InvoiceView) -> None:
    """Print what became of an invoice."""
    table = new_table(f"{answer.id} · {answer.kind} · {answer.customer} · {answer.currency}", [""], [""])
    figures = {
        "价税合计 gross": answer.gross,
        "贷记 credited": answer.credited,
        "已收 paid": answer.paid,
        "核销坏账 written off": answer.written_off,
        "未清 open": answer.open,
        "利息 interest": answer.interest,
    }
    for name, amount in figures.items():
        table.add_row(name, money(amount))
    settled = new_table("核销 Allocations", ["来源 Source", "日期 Date", "规则 Rule"], ["金额 Amount"])
    for one in answer.allocations:
        settled.add_row(one.source, str(one.effective_on), one.rule, money(one.amount))
    print_all(f"到期 due {answer.due_on}", table, settled)


def receipt(answer: ReceiptView) -> None:
    """Print what a receipt settled."""
    title = f"{answer.receipt} · {answer.customer or '未认款 unidentified'} · {answer.received_on} · {answer.currency}"
    table = new_table(title, ["对象 Target", "种类 Kind"], ["金额 Amount"])
    for one in answer.applied:
        table.add_row(one.id, one.kind, money(one.amount))
    table.add_section()
    table.add_row("可核销 settles", "", money(answer.settles))
    table.add_row("未核销 unapplied", "", money(answer.unapplied))
    if answer.refunded:
        table.add_row("已退款 refunded", "", money(answer.refunded))
    print_all(table)
    if answer.decision is not None:
        print_all(f"退款 refund: {answer.decision} {', '.join(answer.reasons)}")


def explanation(answer: Explanation) -> None:
    """Print a tree of reasons; before it the paragraph for whom it concerns."""
    for paragraph in answer.told:
        print_all(Text(f"{paragraph}\n"))
    print_all(_branch(answer, None))


def _branch(node: Explanation, parent: Tree | None) -> Tree:
    text = Text(node.what)
    if node.amount is not None:
        text.append("  ").append(money(node.amount)).append(f" {node.amount.currency}")
    for part, style in ((node.rule, "italic cyan"), (node.fact, "dim")):
        if part:
            text.append(f"  {part}", style=style)
    branch = Tree(text) if parent is None else parent.add(text)
    for reason in node.because:
        _branch(reason, branch)
    return branch


def check(answer: CheckAnswer) -> None:
    """Print the findings of the books."""
    print_all(" · ".join(f"{name} {count}" for name, count in answer.tables.items()))
    if answer.clean:
        print_all("账簿无误 no findings")
        return
    table = new_table("问题 Findings", ["位置 Place", "级别 Level", "说明 What"], [])
    for one in answer.findings:
        table.add_row(str(one.place), one.level, f"{one.message('zh_CN')}\n{one.message('en')}")
    print_all(table)


def change(answer: Change) -> None:
    """Print what a command changed."""
    verb = "将会 would" if answer.dry_run else "已 did"
    for table, rows in answer.appended.items():
        if rows:
            print_all(f"{verb} append {len(rows)} to {table}{_names(rows)}")
    for effect in answer.effects:
        print_all(f"  {effect}")
    if answer.skipped:
        print_all(f"  已有相同记录 there already: {answer.skipped}")
    for finding in answer.findings:
        print_all(Text(f"  ! {finding.place}: {finding.message('zh_CN')} / {finding.message('en')}"))
    if answer.backup is not None:
        print_all(f"  备份 backup: {answer.backup}")


def _names(rows: Iterable[object]) -> str:
    """The first few ids behind a colon; lines have none."""
    names = [name for row in rows if (name := str(getattr(row, "id", "") or getattr(row, "month", "")))]
    return f": {', '.join([*names[:5], '…'] if len(names) > 5 else names)}" if names else ""


_STATUS = {"closed": "已结账 closed", "closed_before": "此前已结账 closed before", "dry_run": "试算 dry run"}


def close(answer: CloseAnswer, out: Path) -> None:
    """Print the month: the figures a clerk looks for, the controls, what needs a look."""
    table = new_table(f"月结 Month end · {answer.month} · {answer.currency}", [""], [""])
    table.add_row("应收合计 Receivables", money(answer.receivables))
    table.add_row("其中逾期 Of it overdue", money(answer.overdue))
    table.add_row("未核销到款 Unapplied money", money(answer.unapplied))
    if answer.commission is not None:
        table.add_row("应付提成 Commission", money(answer.commission))
    table.add_row("对账单 Statements", str(answer.statements))
    table.add_row("本月核清的到款 Receipts matched", str(answer.receipts_matched))
    table.add_row("异常 Exceptions", str(len(answer.exceptions)))
    controls = new_table("控制总数 Controls", ["名称 Name"], ["账面 Ours", "复核 Check", ""])
    for one in answer.controls:
        controls.add_row(one.name, one.ours, one.check, "=" if one.equal else Text("≠", style="bold red"))
    print_all(table, controls)
    for finding in answer.exceptions[:20]:
        print_all(Text(f"  ! {finding.message('zh_CN')} / {finding.message('en')}"))
    if len(answer.exceptions) > 20:
        print_all(f"  … 另有 {len(answer.exceptions) - 20} 项 more")
    seal = "已封账 sealed" if answer.sealed else "未封账 not sealed"
    print_all(f"{_STATUS[answer.status]} · {seal} · {len(answer.files) + 1} 个文件 files → {out}")
