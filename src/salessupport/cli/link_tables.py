"""What `pull`, `push` and `reconcile --with` print."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from rich.text import Text

from salessupport.cli.console import money, new_table, print_all
from salessupport.cli.outbox_verbs import STATES
from salessupport.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.table import Table

    from salessupport.linking.pulling import PullAnswer
    from salessupport.linking.pushing import Planned, PushAnswer
    from salessupport.linking.tie import ThreeWayTie
    from salessupport.linking.untold import Untold

SHOWN: Final = 50
NAMED: Final = 6
"""Documents that a line names; of more it says how many."""
_STATES: Final = {"new": "待发 to be sent", "held": "检查未过，未发 held back by a check", **STATES}
_REASONS: Final = {
    "payment_in_transit": "在途款 money on its way",
    "credit_note_they_lack": "对方缺红字发票 a credit note that they lack",
    "receipt_they_lack": "对方缺到款 money that they lack",
    "advance_they_lack": "对方缺预收款 money on account that they lack",
    "invoice_they_lack": "对方缺发票 an invoice that they lack",
    "invoice_we_lack": "我方缺发票 an invoice that we lack",
    "amount_differs": "金额不同 the amount differs",
}
_TIES: Final = {
    "tied": "三方一致 tied",
    "unconfirmed": "客户未回函 unconfirmed",
    "explained": "差异已说明 explained",
    "differs": "不一致 differs",
}
_UNTOLD: Final = {
    "written_off": "我方已核销 written off here",
    "tolerance": "容差内尾差 a rest within the tolerance",
    "credited": "红字发票手工核销 a credit note placed by hand",
    "charge": "我方另收 a charge of ours",
    "interest": "先冲利息 taken for interest",
    "costs": "先冲费用 taken for costs",
    "refunded": "已退款 refunded",
    "not_good": "票据未兑付 a bill that was not paid",
    "nobody": "付款人未定 money whose payer is not known",
    "placed": "对方核销不同 placed otherwise there",
}


def pulled(answer: PullAnswer) -> None:
    """Print what came, what differs and what the books did not take."""
    what = "将拉取 Would pull" if answer.dry_run else "已拉取 Pulled"
    title = f"{what} · {answer.connection} · 读到 {answer.read} 份 read"
    print_all(Text(title if answer.added else f"{title} · 没有新单据 nothing new"))
    if answer.added:
        table = new_table("", ["表\nTable"], ["新增行\nRows"])
        for name, count in answer.added.items():
            table.add_row(name, str(count))
        print_all(table)
    _differing(answer)
    for one in answer.refused[:SHOWN]:
        print_all(Text(f"! {one.ref.kind} {one.ours or one.ref.id}: 账簿未收 refused by the books: {one.reason}"))
    _more(len(answer.refused))


def _differing(answer: PullAnswer) -> None:
    if not answer.differing:
        return
    columns = ["单据\nDocument", "行\nRow", "栏\nField", "我方\nOurs", "对方\nTheirs"]
    table = new_table("", columns, [])
    for one in answer.differing[:SHOWN]:
        if one.deleted:
            table.add_row(one.ours, one.ref.kind, "", "", "对方已删除 deleted there")
        if one.doubled:
            table.add_row(one.ours, one.ref.kind, "", "", f"{one.ref.id} 对方重复 twice there")
        for said in one.fields:
            row = said.table if said.row == one.ours else f"{said.table} {said.row}"
            field = f"{said.field} *" if said.owned else said.field
            table.add_row(one.ours, row, field, Text(said.ours), Text(said.theirs))
    print_all(Text("双方不一致，账簿未改 Differs; the books were left alone"), table)
    if any(said.owned for one in answer.differing for said in one.fields):
        print_all("* 以我方为准，推送时改对方 ours: a push sets it there")
    _more(len(answer.differing))


def _more(count: int) -> None:
    if count > SHOWN:
        print_all(f"… 另有 {count - SHOWN} 份 {count - SHOWN} more")


def pushed(answer: PushAnswer) -> None:
    """Print what was or would be sent, by kind and state, and each document that waits for a person."""
    what = "将推送 Would push" if answer.dry_run else "已推送 Pushed"
    empty = "" if answer.documents else " · 没有可推送的 nothing to push"
    print_all(Text(f"{what} · {answer.connection}{empty}"))
    if answer.documents:
        print_all(_by_state(answer))
    for one in answer.documents:
        if one.sets:
            print_all(Text(f"  {one.kind} {one.id}: 以我方为准 ours: {', '.join(one.sets)}"))
    _left(answer.left)
    if count := len(answer.waiting):
        print_all(f"! {count} 份等待重试，请稍后再推送 {count} wait to be tried again: push again later")
    for found in answer.noticed[:SHOWN]:
        if found.level == "warning":
            print_all(Text(f"  {found.ref.kind} {found.ref.id}: {found.plugin}: {found.text_zh} / {found.text}"))
    for ref in answer.changed[:SHOWN]:
        print_all(Text(f"! {ref.kind} {ref.id}: 发送后又被修改，未重发 changed here after it was sent, not sent again"))
    _more(len(answer.changed))
    if answer.unsupported:
        print_all(Text(f"! {', '.join(answer.unsupported)}: 对方系统不接收 not taken by the other system"))


def _left(left: Sequence[Planned]) -> None:
    """Print what waits for a person, documents with one reason together."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for one in left:
        groups.setdefault((one.kind, one.state, one.reason.removeprefix(f"{one.id}: ")), []).append(one.id)
    for (kind, state, reason), names in list(groups.items())[:SHOWN]:
        more = f" … ({len(names)})" if len(names) > NAMED else ""
        print_all(Text(f"! {kind} {' '.join(names[:NAMED])}{more}: {_STATES[state]}: {reason}"))
    _more(sum(map(len, list(groups.values())[SHOWN:])))


def _by_state(answer: PushAnswer) -> Table:
    table = new_table("", ["单据\nKind", "状态\nState"], ["份数\nCount", "金额\nAmount"])
    groups: dict[tuple[str, str], list[Planned]] = {}
    for one in answer.documents:
        groups.setdefault((one.kind, one.state), []).append(one)
    for (kind, state), some in groups.items():
        table.add_row(kind, _STATES[state], str(len(some)), Text("\n").join(_totals(one.amount for one in some)))
    return table


def _totals(amounts: Iterable[Money | None]) -> list[Text]:
    sums: Counter[str] = Counter()
    for amount in amounts:
        if amount is not None:
            sums[amount.currency] += amount.minor
    return [Text(f"{currency} ") + money(Money(minor, currency)) for currency, minor in sorted(sums.items())]


def tie(answer: ThreeWayTie) -> None:
    """Print the three figures of each customer, and why any two of them differ."""
    left, right = ["客户\nCustomer", "结论\nState"], ["我方\nOurs", "对方系统\nTheirs", "客户确认\nConfirmed"]
    table = new_table("", left, right)
    several = len({one.currency for one in answer.customers}) > 1
    for one in answer.customers:
        name = f"{one.customer} {one.name} {one.currency if several else ''}".rstrip()
        table.add_row(name, _TIES[one.state], money(one.ours), money(one.theirs), money(one.confirmed))
    print_all(Text(f"三方核对 Three-way tie · {answer.connection} · {answer.as_of}"), table)
    _untold([part for one in answer.customers for part in one.untold])
    for one in answer.customers:
        for reason in one.open:
            print_all(Text(f"  {one.customer} {reason.id or ''} {_REASONS[reason.kind]} ") + money(reason.amount))
        for asked in one.reconciliation.questions:
            side = "我方 ours" if asked.side == "ours" else "对方 theirs"
            print_all(Text(f"  ? {one.customer} {side} {asked.id or ''} {asked.kind} ") + money(asked.amount))
    for item in answer.strangers[:SHOWN]:
        said = "账簿没有此客户，或币种不同 no such customer here, or another currency"
        print_all(
            Text(f"  ! {item.customer} {item.number} {said} ") + money(item.open) + Text(f" {item.open.currency}")
        )
    _more(len(answer.strangers))


def _untold(parts: list[Untold]) -> None:
    """Print what explains differences, by kind: how many documents, how much. Somebody enters them there, or not."""
    if not parts:
        return
    columns = ["账簿有、接口不传\nStands here, no port carries it"]
    table = new_table("", columns, ["份数\nCount", "差额\nDifference"])
    for kind, words in _UNTOLD.items():
        some = [one for one in parts if one.kind == kind]
        if some:
            table.add_row(words, str(len(some)), Text("\n").join(_totals(one.amount for one in some)))
    print_all(table, "逐笔见 --json / each document with --json")
