"""What `pull`, `push` and `reconcile --with` print."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from rich.text import Text

from salessupport.cli.console import money, new_table, print_all
from salessupport.domain.values.money import Money

if TYPE_CHECKING:
    from salessupport.linking.pulling import PullAnswer
    from salessupport.linking.pushing import Planned, PushAnswer
    from salessupport.linking.tie import ThreeWayTie

SHOWN: Final = 50
_STATES: Final = {
    "new": "待发 to be sent",
    "pending": "待发 pending",
    "claimed": "处理中 under way",
    "confirmed": "已确认 confirmed",
    "rejected": "被拒绝 rejected",
    "unknown": "结果未知 unknown",
    "parked": "待人裁决 parked",
}
_TIES: Final = {"tied": "三方一致 tied", "unconfirmed": "客户未回函 unconfirmed", "differs": "不一致 differs"}


def pulled(answer: PullAnswer) -> None:
    """Print what came, what differs and what the books did not take."""
    what = "将拉取 Would pull" if answer.dry_run else "已拉取 Pulled"
    table = new_table(
        f"{what} · {answer.connection} · {answer.read} 份 documents read", ["表\nTable"], ["新增行\nRows"]
    )
    for name, count in answer.added.items():
        table.add_row(name, str(count))
    print_all(table if answer.added else f"{what} · {answer.connection}: 没有新单据 nothing new ({answer.read} read)")
    _differing(answer)
    for one in answer.refused[:SHOWN]:
        print_all(Text(f"! {one.ref.kind} {one.ours or one.ref.id}: 账簿未收 refused by the books: {one.reason}"))


def _differing(answer: PullAnswer) -> None:
    if not answer.differing:
        return
    columns = ["单据\nDocument", "行\nRow", "栏\nField", "我方\nOurs", "对方\nTheirs"]
    table = new_table("双方不一致，未改动账簿 Differs; the books were left alone", columns, [])
    for one in answer.differing[:SHOWN]:
        if one.deleted:
            table.add_row(one.ours, "", "", "", "对方已删除 deleted there")
        for field in one.fields:
            table.add_row(one.ours, f"{field.table} {field.row}", field.field, Text(field.ours), Text(field.theirs))
    print_all(table)
    if len(answer.differing) > SHOWN:
        print_all(f"… {len(answer.differing) - SHOWN} more / 另有 {len(answer.differing) - SHOWN} 份")


def pushed(answer: PushAnswer) -> None:
    """Print what was or would be sent, by kind and state, and each document that waits for a person."""
    what = "将推送 Would push" if answer.dry_run else "已推送 Pushed"
    table = new_table(f"{what} · {answer.connection}", ["单据\nKind", "状态\nState"], ["份数\nCount", "金额\nAmount"])
    for (kind, state), count in sorted(Counter((one.kind, one.state) for one in answer.documents).items()):
        some = [one for one in answer.documents if (one.kind, one.state) == (kind, state)]
        table.add_row(kind, _STATES[state], str(count), Text("\n").join(_sums(some)))
    print_all(table if answer.documents else f"{what} · {answer.connection}: 没有可推送的 nothing to push")
    for one in answer.left[:SHOWN]:
        print_all(Text(f"! {one.kind} {one.id}: {_STATES[one.state]}: {one.reason}"))
    for ref in answer.changed[:SHOWN]:
        print_all(Text(f"! {ref.kind} {ref.id}: 发送后又被修改 changed here after it was sent"))


def _sums(some: list[Planned]) -> list[Text]:
    sums: Counter[str] = Counter()
    for one in some:
        if one.amount is not None:
            sums[one.amount.currency] += one.amount.minor
    return [Text(f"{currency} ") + money(Money(minor, currency)) for currency, minor in sorted(sums.items())]


def tie(answer: ThreeWayTie) -> None:
    """Print the three figures of each customer, and why any two of them differ."""
    left, right = ["客户\nCustomer", "结论\nState"], ["我方\nOurs", "对方系统\nTheirs", "客户确认\nConfirmed"]
    table = new_table(f"三方核对 Three-way tie · {answer.connection} · {answer.as_of}", left, right)
    for one in answer.customers:
        table.add_row(
            f"{one.customer} {one.name}", _TIES[one.state], money(one.ours), money(one.theirs), money(one.confirmed)
        )
    print_all(table)
    for one in answer.customers:
        for reason in one.reconciliation.explained:
            print_all(Text(f"  {one.customer} {reason.kind} {reason.id or ''} {reason.amount}"))
        for asked in one.reconciliation.questions:
            print_all(
                Text(f"  ? {one.customer} {asked.side} {asked.kind} {asked.id or ''} {asked.amount}: {asked.doubt}")
            )
    for item in answer.strangers[:SHOWN]:
        print_all(
            Text(
                f"  ! {item.number} {item.open}: 客户不在账簿中 a customer that the books do not know ({item.customer})"
            )
        )
