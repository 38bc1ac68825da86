"""The three-way tie: our open items, the other system's, and what customers confirmed, customer by customer.

Law: ours − theirs is explained line by line to an unexplained of zero or named; a customer whose three figures agree is
tied. The other system's items are compared as the customer's own list is. Source: LD-02; books.md Conventions 14, 15.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.desk import Desk
from salessupport.domain.reconciliation.lines import TheirLine
from salessupport.domain.reconciliation.states import Confirmation
from salessupport.domain.reconciliation.views import Reconciliation
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money
from salessupport.spi.documents import RemoteOpenItem

Tied = Literal["tied", "unconfirmed", "differs"]


@frozen
class TiedCustomer:
    """One customer in one currency: what we hold open, what the other system does, what the customer said.

    `confirmed` is None while nothing was said; `differs` if any two of the figures do, `unconfirmed` where ours and
    theirs agree and the customer has not answered.
    """

    customer: str
    name: str
    currency: str
    ours: Money
    theirs: Money
    confirmed: Money | None
    state: Tied
    reconciliation: Reconciliation


@frozen
class ThreeWayTie:
    """The answer of `reconcile --with`: customers by id, and items there of customers that the books do not know."""

    connection: str
    as_of: date
    customers: tuple[TiedCustomer, ...]
    strangers: tuple[RemoteOpenItem, ...]

    @property
    def tied(self) -> bool:
        """Whether nothing differs anywhere."""
        return not self.strangers and all(one.state != "differs" for one in self.customers)


def three_way_tie(
    desk: Desk, connection: str, items: Iterable[RemoteOpenItem], *, names: Mapping[str, str], as_of: date
) -> ThreeWayTie:
    """Compare what both sides hold open on a day with each other and with the month's confirmations.

    `names` gives our numbers of customers by the other system's; one that it does not name counts by its own.
    """
    by_customer: defaultdict[str, list[RemoteOpenItem]] = defaultdict(list)
    for item in items:
        by_customer[names.get(item.customer, item.customer)].append(item)
    known = desk.history.customers
    strangers = tuple(item for name, some in sorted(by_customer.items()) if name not in known for item in some)
    said = {one.customer: one for one in desk.confirmations(Period.month_of(as_of).name, as_of=as_of).customers}
    customers = (_tied(desk, name, by_customer.get(name, []), said.get(name), as_of) for name in sorted(known))
    return ThreeWayTie(connection, as_of, tuple(one for one in customers if _counts(one)), strangers)


def _tied(
    desk: Desk, customer: str, items: list[RemoteOpenItem], said: Confirmation | None, as_of: date
) -> TiedCustomer:
    lines = [_line(item) for item in items]
    found = desk.reconcile(customer, lines, as_of=as_of)
    confirmed = None if said is None else _confirmed(said)
    return TiedCustomer(
        customer=customer,
        name=desk.history.customers[customer].name,
        currency=found.currency,
        ours=found.ours,
        theirs=found.theirs,
        confirmed=confirmed,
        state=_state(found, confirmed),
        reconciliation=found,
    )


def _line(item: RemoteOpenItem) -> TheirLine:
    kind: Mapping[bool, Literal["invoice", "credit_note"]] = {True: "invoice", False: "credit_note"}
    return TheirLine(id=item.number, kind=kind[item.open.minor >= 0], amount=item.open, on=item.issued_on)


def _confirmed(said: Confirmation) -> Money | None:
    if said.stated is not None:
        return said.stated
    return said.sent if said.state in ("agreed", "signed") and not said.stale else None


def _state(found: Reconciliation, confirmed: Money | None) -> Tied:
    if found.differing or found.ours_only or found.theirs_only:
        return "differs"
    if confirmed is None:
        return "unconfirmed"
    return "tied" if confirmed == found.ours else "differs"


def _counts(one: TiedCustomer) -> bool:
    return bool(one.ours or one.theirs or one.confirmed or one.reconciliation.differing)
