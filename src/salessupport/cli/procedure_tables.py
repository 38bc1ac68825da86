"""Answers about contracts, orders, bills and exposure as tables on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.text import Text

from salessupport.cli.console import money, new_table, print_all
from salessupport.domain.values.quantity import decimal_text

if TYPE_CHECKING:
    from rich.table import Table

    from salessupport.domain.contracts.gates import Gate
    from salessupport.domain.contracts.performance import ContractView
    from salessupport.domain.office.agenda import Agenda
    from salessupport.domain.orders.exposure import ExposureView
    from salessupport.domain.orders.order_view import OrderView
    from salessupport.domain.receivables.bills import BillView


def contract(answer: ContractView) -> None:
    """Print a contract: its instalments, its figures, its gates and licences."""
    head = f"合同 Contract · {answer.id} · {answer.customer} · {answer.currency}"
    left = ["期\nNo.", "条件\nTrigger", "到期\nDue", "状态\nStatus"]
    parts = new_table(head, left, ["金额\nAmount", "已收\nReceived", "未收\nOpen"])
    for one in answer.instalments:
        due = str(one.due_on or "")
        amounts = money(one.amount), money(one.received), money(one.open)
        parts.add_row(str(one.no), one.trigger.replace("_", " "), due, one.status, *amounts)
    parts.add_section()
    parts.add_row("", "合计 Total", "", "", money(answer.amount), money(answer.collected), Text())
    print_all(parts, _figures(answer), _gates(answer))
    for licence in answer.licences:
        until = f" → {licence.until}" if licence.until else ""
        print_all(f"授权 licence {licence.id}: {licence.state}{until}")


def _figures(answer: ContractView) -> Table:
    figures = new_table("", [""], [""])
    rows: Mapping[str, str | Text] = {
        "项目编号 Project": answer.project_no or "",
        "交货期 Delivery": str(answer.deliver_on or ""),
        "已订货 Ordered": money(answer.ordered),
        "已交货 Delivered": money(answer.delivered),
        "已开票 Invoiced": money(answer.invoiced),
        "应收 Receivable": money(answer.receivable),
        "未开票 Unbilled": money(answer.unbilled),
        "质保金 Retained": money(answer.retained),
        "逾期 Overdue": money(answer.overdue),
    }
    for name, value in rows.items():
        figures.add_row(name, value)
    return figures


def _gates(answer: ContractView) -> Table:
    gates = new_table(
        "", ["关口\nGate", "结果\nAnswer", "审批\nApprovals"], ["应到\nRequired", "已到\nReceived", "缺\nShort"]
    )
    rows: Mapping[str, Gate] = {
        "执行 start": answer.may_start,
        "发货 ship": answer.may_ship,
        "全额开票 invoice": answer.may_invoice_in_full,
        "无限期 unlimited": answer.may_be_unlimited,
    }
    for name, gate in rows.items():
        said = Text(f"{'可' if gate.allowed else '否'} {gate.reason}", style="green" if gate.allowed else "red")
        approvals = ", ".join(gate.approvals)
        gates.add_row(name, said, approvals, money(gate.required), money(gate.received), money(gate.short))
    return gates


def order(answer: OrderView) -> None:
    """Print an order: each line's axes, its totals, its credit."""
    axes = ("ordered", "cancelled", "delivered", "returned", "invoiced", "credited", "to_deliver", "to_invoice")
    names = ("订\nOrd", "消\nCanc", "交\nDeliv", "退\nRet", "票\nInv", "贷\nCred", "待交\nTo del", "待票\nTo inv")
    lines = new_table(f"订单 Order · {answer.id} · {answer.status}", ["行\nLine"], [*names, "净额\nNet"])
    for line in answer.lines:
        lines.add_row(str(line.line), *(decimal_text(getattr(line, axis)) for axis in axes), money(line.net))
    lines.add_section()
    blank = [""] * len(axes)
    lines.add_row("Net", *blank, money(answer.net))
    lines.add_row("Tax", *blank, money(answer.tax))
    lines.add_row("Gross", *blank, money(answer.gross))
    print_all(lines)
    credit = answer.credit
    reasons = ", ".join(credit.reasons)
    print_all(f"信用 credit: {credit.decision} {reasons} · 审批 approval: {credit.approval}")


def bill(answer: BillView) -> None:
    """Print a bill."""
    rows = {
        "票面 Face": money(answer.face),
        "状态 Status": answer.status,
        "有效 Good": "是 yes" if answer.good else "否 no",
        "贴现息 Charge": money(answer.charge),
        "贴现净额 Proceeds": money(answer.proceeds),
        "在手 Notes": money(answer.notes),
        "或有 Contingent": money(answer.contingent),
    }
    shown = new_table(f"承兑汇票 Bill · {answer.id}", [""], [""])
    for name, value in rows.items():
        shown.add_row(name, value)
    print_all(shown)


def exposure(answer: ExposureView) -> None:
    """Print an exposure: its parts, its limit, its holds, and the decision where one was asked for."""
    names = {
        "open": "未收 Open",
        "draft": "草稿发票 Draft",
        "unbilled": "已交未票 Unbilled",
        "undelivered": "已订未交 Undelivered",
        "notes": "在手票据 Notes",
        "contingent": "或有票据 Contingent",
        "unapplied": "未核销 Unapplied",
    }
    shown = new_table(f"信用敞口 Exposure · {answer.customer}", [""], [""])
    for name, label in names.items():
        shown.add_row(label, money(getattr(answer.parts, name)))
    shown.add_section()
    shown.add_row("合计 Exposure", money(answer.exposure))
    shown.add_row("额度 Limit", money(answer.limit) if answer.limit is not None else "无 none")
    if answer.exposure_after is not None:
        shown.add_row("接单后 After", money(answer.exposure_after))
    print_all(shown)
    print_all(f"暂停原因 holds: {', '.join(answer.holds) or '无 none'}")
    if answer.decision is not None:
        print_all(f"结论 decision: {answer.decision} {', '.join(answer.reasons)}")


def agenda(answer: Agenda) -> None:
    """Print the tasks of a day."""
    tasks = new_table(
        f"当日事项 Agenda · {answer.on}", ["到期 Due", "事项 What", "对象 Subject", "责任人 Owner", "依据 Rule"], []
    )
    for task in (*answer.missed, *answer.tasks):
        tasks.add_row(str(task.due_on), task.what, task.subject, task.owner or "", task.rule)
    print_all(tasks)
