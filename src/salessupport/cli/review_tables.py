"""Reviews and files as tables on a terminal: contracts, orders, contact sheets, dispatch, refunds, the watch list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from salessupport.cli.console import money, new_table, print_all
from salessupport.domain.contracts.contact_sheet import ContactSheet, PriceFreeSheet
from salessupport.domain.contracts.review import ContractReview
from salessupport.domain.values.quantity import decimal_text

if TYPE_CHECKING:
    from rich.table import Table

    from salessupport.desk.answers import WatchList
    from salessupport.domain.contracts.dispatch import Dispatch
    from salessupport.domain.contracts.refunds import RefundFile
    from salessupport.domain.orders.review import OrderReview

_STYLES = {"pass": "green", "warn": "yellow", "fail": "red", "not_given": "dim"}


def review(answer: ContractReview | OrderReview) -> None:
    """Print the points of a review with what was found."""
    if isinstance(answer, ContractReview):
        _contract(answer)
    else:
        _order(answer)


def _contract(answer: ContractReview) -> None:
    points = _points(f"合同审核 Review · {answer.contract} · {answer.state}")
    for point in answer.points:
        said = "\n".join(f"{one.message('zh_CN')} / {one.message('en')}" for one in point.differences)
        points.add_row(point.name.replace("_", " "), Text(point.verdict, _STYLES[point.verdict]), said)
    print_all(points)
    if answer.missing:
        print_all(f"缺 missing: {', '.join(answer.missing)}")
    print_all(f"技术 technical: {answer.technical} · 审批 approvals: {', '.join(answer.approvals) or '无 none'}")


def _order(answer: OrderReview) -> None:
    points = _points(f"订单审核 Review · {answer.order} · 版本 version {answer.version}")
    for check in answer.checks:
        said = "\n".join(f"{one.message('zh_CN')} / {one.message('en')}" for one in check.evidence)
        points.add_row(check.name.replace("_", " "), Text(check.verdict, _STYLES[check.verdict]), said)
    print_all(points)
    blocked = "不得确认 blocked" if answer.blocked else "须审批 needs approval" if answer.needs_approval else "可 clear"
    print_all(f"结论 answer: {blocked} · 审批 approvals: {', '.join(answer.approvals) or '无 none'}")
    for one in answer.confirmations:
        print_all(f"确认 confirmation: {one.party} {one.state} {one.by or ''} {one.at or ''}")


def _points(title: str) -> Table:
    return new_table(title, ["要点 Point", "结论 Verdict", "依据 Evidence"], [])


def contact_sheet(answer: ContactSheet | PriceFreeSheet) -> None:
    """Print a contact sheet; the price-free copy holds no money to print."""
    full = isinstance(answer, ContactSheet)
    name = "合同联系单 Contact sheet" if full else "合同联系单（无价） Price-free copy"
    lines = new_table(
        f"{name} · {answer.number or '—'} · {answer.contract} · {answer.customer_name}",
        ["行 Line", "品名 Product", "单位 Unit"],
        ["数量 Qty", "金额 Amount"] if full else ["数量 Qty"],
    )
    for line in answer.lines:
        goods = " ".join(filter(None, (line.product, line.name, line.spec)))
        qty = decimal_text(line.qty) if line.qty is not None else ""
        amount = [money(getattr(line, "amount", None))] if full else []
        lines.add_row(str(line.line), goods, line.unit or "", qty, *amount)
    print_all(lines)
    print_all(f"项目 project {answer.project_no or '—'} · 交货期 delivery {answer.deliver_on or '—'}")
    print_all(f"交货地 to {answer.deliver_to or '—'} · 安装 installation {answer.installation or '—'}")
    print_all(f"备注 remarks: {answer.remarks or '—'}")
    if isinstance(answer, ContactSheet):
        for one in answer.signatures:
            late = " 逾期 overdue" if one.overdue else ""
            print_all(f"签收 {one.department}: {one.state} {one.signed_by or ''} {one.signed_on or ''}{late}")


def dispatch(answer: Dispatch) -> None:
    """Print dispatch data, what is missing, and the messages once all is there."""
    fields = {
        "司机 Driver": answer.driver,
        "电话 Phone": answer.phone,
        "车牌 Plate": answer.vehicle,
        "预计到达 Expected": answer.expected_on,
    }
    shown = new_table(f"发运 Dispatch · {answer.delivery}", ["", ""], [])
    for name, value in fields.items():
        shown.add_row(name, str(value or ""))
    print_all(shown)
    if answer.missing:
        print_all(f"缺 missing: {', '.join(answer.missing)}")
    if answer.malformed:
        print_all(f"格式 malformed: {', '.join(answer.malformed)}")
    for notice in (answer.rep, answer.customer):
        if notice is not None:
            print_all(f"→ {notice.to}: {notice.zh}", f"  {notice.en}")


def refund(answer: RefundFile) -> None:
    """Print the file of a refund."""
    rows = {
        "已收 Received": money(answer.received),
        "应收 Due": money(answer.due),
        "多余 Excess": money(answer.excess),
        "退款 Amount": money(answer.amount),
        "状态 State": answer.state,
        "审批 Approvals": ", ".join(answer.approvals),
        "付款 Paid on": str(answer.paid_on or ""),
        "客户收据 Receipt": answer.papers.customer_receipt_no or "",
        "交财务 Handed in": str(answer.papers.handed_in_on or ""),
    }
    shown = new_table(f"退款 Refund · {answer.refund or answer.receipt}", [""], [""])
    for name, value in rows.items():
        shown.add_row(name, value)
    print_all(shown)
    if answer.problems:
        print_all(f"问题 problems: {', '.join(answer.problems)}")


def watch_list(answer: WatchList) -> None:
    """Print the contracts under watch."""
    left = ["合同\nContract", "业务员\nRep", "特批\nWaiver", "审批\nApprovals", "自\nSince"]
    shown = new_table(f"特批跟踪 Watch list · {answer.as_of}", left, ["尚缺\nShort", "天\nDays"])
    for one in answer.contracts:
        act, approvals = one.act.replace("_", " "), ", ".join(one.approvals)
        shown.add_row(
            one.contract, one.salesperson or "", act, approvals, str(one.since), money(one.short), str(one.days)
        )
    print_all(shown)
