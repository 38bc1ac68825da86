"""The three-way tie: our open items, the other system's, and what customers confirmed, customer by customer.

Law: ours − theirs is explained line by line to an unexplained of zero or named; a customer whose three figures agree is
tied, one whose difference is nothing but what no port carries (`untold`) is explained. The other system's items are
compared as the customer's own list is; money that it holds and has placed nowhere is no item of its list, and is taken
from the receipts that it told us. Source: LD-02; books.md Conventions 14, 15.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.desk import Desk
from salessupport.domain.facts import Receipt
from salessupport.domain.reconciliation.lines import TheirKind, TheirLine
from salessupport.domain.reconciliation.states import Confirmation
from salessupport.domain.reconciliation.views import Explained, Reconciliation
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money, total
from salessupport.linking.beside import Beside, Named
from salessupport.linking.untold import Untelling, Untold, placed_there
from salessupport.spi.documents import RemoteOpenItem, Settlement

Tied = Literal["tied", "unconfirmed", "explained", "differs"]


@frozen
class TiedCustomer:
    """One customer in one currency: what we hold open, what the other system does, what the customer said.

    `confirmed` is None while nothing was said; `differs` if any two of the figures do, `explained` where ours and
    theirs do by nothing but what no port carries (`untold`), `unconfirmed` where they agree and nothing was said.
    """

    customer: str
    name: str
    currency: str
    ours: Money
    theirs: Money
    confirmed: Money | None
    state: Tied
    reconciliation: Reconciliation
    untold: tuple[Untold, ...] = ()

    @property
    def open(self) -> tuple[Explained, ...]:
        """Differences for which somebody has to do something."""
        named = {one.id for one in self.untold}
        differs = self.state == "differs"
        return tuple(one for one in self.reconciliation.explained if differs and one.id not in named)


@frozen
class ThreeWayTie:
    """The answer of `reconcile --with`: customers by id; items there that nothing of ours can be compared with.

    `strangers` are items of customers that the books do not know, or in another currency than the customer's.
    """

    connection: str
    as_of: date
    customers: tuple[TiedCustomer, ...]
    strangers: tuple[RemoteOpenItem, ...]

    @property
    def tied(self) -> bool:
        """Whether nothing differs anywhere that is not explained."""
        return not self.strangers and all(one.state != "differs" for one in self.customers)


def three_way_tie(
    desk: Desk,
    connection: str,
    items: Iterable[RemoteOpenItem],
    *,
    names: Mapping[str, str],
    receipts: Iterable[Settlement],
    as_of: date,
) -> ThreeWayTie:
    """Compare what both sides hold open on a day with each other and with the month's confirmations.

    `names` gives our numbers of customers by the other system's; one that it does not name counts by its own.
    `receipts` are those that the other system has, with where it has placed them.
    """
    known = desk.history.customers
    by_customer: defaultdict[str, list[TheirLine]] = defaultdict(list)
    strangers, listed, held = [], set[str](), {one.receipt.id: one for one in receipts}
    for item in items:
        name = names.get(item.customer, item.customer)
        listed |= {item.number, item.ref}
        if name in known and desk.history.currency_of(name) == item.open.currency:
            by_customer[name].append(_line(item, money=item.number in held))
        else:
            strangers.append(item)
    for one in held.values():
        name, left = one.receipt.customer or "", _unplaced(desk, one, as_of)
        if left and one.receipt.id not in listed and desk.history.currency_of(name) == left.currency:
            by_customer[name].append(_advance(one.receipt, left))
    said = {one.customer: one for one in desk.confirmations(Period.month_of(as_of).name, as_of=as_of).customers}
    account = Beside(desk, Untelling(desk.ledger(as_of), placed_there(held.values(), as_of), frozenset(held)))
    customers = (_tied(account, name, by_customer.get(name, []), said.get(name)) for name in sorted(known))
    return ThreeWayTie(connection, as_of, tuple(one for one in customers if _counts(one)), tuple(strangers))


def _unplaced(desk: Desk, one: Settlement, as_of: date) -> Money | None:
    """What the other system holds of a receipt without having placed it; None for nothing, or where nobody can say."""
    receipt, rows = one.receipt, [row for row in one.allocations if row.effective_on <= as_of]
    unknown = receipt.customer not in desk.history.customers or any(row.amount is None for row in rows)
    if unknown or receipt.received_on > as_of:
        return None
    placed = total((row.amount for row in rows if row.amount is not None), receipt.amount.currency)
    fee = receipt.bank_fee if desk.company.policies.bank_fee == "ours" else None
    return receipt.amount + (fee or Money.zero(receipt.amount.currency)) - placed


def _advance(receipt: Receipt, left: Money) -> TheirLine:
    return TheirLine(id=receipt.id, kind="advance", amount=-left, on=receipt.received_on)


def _tied(beside: Beside, customer: str, lines: list[TheirLine], said: Confirmation | None) -> TiedCustomer:
    found = beside.desk.reconcile(customer, lines, as_of=beside.ledger.as_of)
    confirmed = None if said is None else _confirmed(said)
    named = beside.named(customer, lines)
    return TiedCustomer(
        customer=customer,
        name=beside.desk.history.customers[customer].name,
        currency=found.currency,
        ours=found.ours,
        theirs=found.theirs,
        confirmed=confirmed,
        state=_state(found, named, confirmed),
        reconciliation=found,
        untold=named.parts,
    )


def _line(item: RemoteOpenItem, *, money: bool) -> TheirLine:
    kind: TheirKind = "advance" if money else "credit_note" if item.open.minor < 0 else "invoice"
    return TheirLine(id=item.number, kind=kind, amount=item.open, on=item.issued_on)


def _confirmed(said: Confirmation) -> Money | None:
    if said.stated is not None:
        return said.stated
    return said.sent if said.state in ("agreed", "signed") and not said.stale else None


def _state(found: Reconciliation, named: Named, confirmed: Money | None) -> Tied:
    agreed = not (found.differing or found.ours_only or found.theirs_only)
    if not (agreed or named.whole) or (confirmed is not None and confirmed != found.ours):
        return "differs"
    if found.difference:
        return "explained"
    return "unconfirmed" if confirmed is None else "tied"


def _counts(one: TiedCustomer) -> bool:
    return bool(one.ours or one.theirs or one.confirmed or one.reconciliation.differing)
