"""The papers of the demo's contracts: consents, project numbers, contact sheets, inspections, notices, licences.

They follow what the year brought: nothing is issued before its money is in or its waiver is given, and nothing in the
books of money is written here. The last contract was started on the owner's waiver and is not paid yet; goods that left
before their pick-up money left on a waiver of rep and owner. Laws: every approval is shown what its subject is
(digest), every number is without gaps. Sources: CO-02 to CO-08, LG-01, LG-02, OR-11, LA-01.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from attrs import evolve, frozen

from salessupport.books.demo.clerk import Clerk
from salessupport.books.demo.daily import daily_papers
from salessupport.books.demo.names import INSIDE, OWNER
from salessupport.books.demo.office import Office, working_day_after
from salessupport.domain.contracts.review import contract_review
from salessupport.domain.contracts.shown import change_digest, contract_digest
from salessupport.domain.facts import (
    Allocation,
    Contract,
    ContractChange,
    Delivery,
    LicenceKind,
    Order,
    OrderLine,
    RegisterInspection,
    RegisterLicence,
    RegisterRequest,
)
from salessupport.domain.history import History
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from salessupport.domain.values.quantity import Quantity

_DAY = timedelta(days=1)
_ENGINEER = "冯工"
_INSPECTOR = "陈检"
_DEPARTMENTS = (("finance", 1, "郑会计"), ("engineering", 2, _ENGINEER), ("scheduling", 2, "王调度"))
_SHARES = (30, 60, 10)
_PROMISE = timedelta(days=30)
_LICENCE_AGE = timedelta(days=60)


@frozen
class _Deal:
    """A contract with what became of it: the days of its payments by instalment, its order, when that first left."""

    number: int
    contract: Contract
    paid: Mapping[int, date]
    order: Order | None = None
    shipped_on: date | None = None

    @property
    def parts(self) -> tuple[Money, ...]:
        """The amounts of its instalments."""
        return self.contract.amount.split(_SHARES)


def procedures(clerk: Clerk, company: Company) -> None:
    """Write the papers of all contracts, of receipts, orders and refunds."""
    office = Office(clerk, History(company, clerk.facts()))
    for deal in _deals(clerk):
        _review(office, deal.contract)
        _activate(office, deal)
        _ship(office, deal)
        _license(clerk, deal)
    _changes(office)
    daily_papers(office)
    office.number_all()


def _deals(clerk: Clerk) -> Iterator[_Deal]:
    orders = {row.contract: row for row in clerk.rows("orders", Order) if row.contract}
    left: dict[str, date] = {}
    for row in clerk.rows("deliveries", Delivery):
        if row.order and row.shipped_on:
            left[row.order] = min(row.shipped_on, left.get(row.order, row.shipped_on))
    paid = {row.target: row.effective_on for row in clerk.rows("allocations", Allocation)}
    for number, contract in enumerate(clerk.rows("contracts", Contract), 1):
        days = {no: paid[f"{contract.id}:{no}"] for no in (1, 2, 3) if f"{contract.id}:{no}" in paid}
        order = orders.get(contract.id)
        yield _Deal(number, contract, days, order, left.get(order.id) if order else None)


def _review(office: Office, contract: Contract) -> None:
    """On the day of signing the owner decides on what differs, and the engineer on the technical file."""
    if not contract.electronic:
        return
    on = contract.signed_on
    review = contract_review(office.history, contract.id, as_of=on)
    deviation = RegisterRequest(
        id="", act="contract_deviation", subject=contract.id, requested_by=contract.salesperson or INSIDE,
        requested_on=on, reason="质保延长半年，尾款晚一个月，价格不变", digest=review.digest,
    )  # fmt: skip
    if review.state == "open":
        office.ask(evolve(deviation, id=office.clerk.number("SQ", on)), ("owner", OWNER))
    technical = evolve(deviation, id=office.clerk.number("SQ", on), act="technical_review", reason="技术附件评审")
    office.ask(technical, ("technical", _ENGINEER))


def _activate(office: Office, deal: _Deal) -> None:
    """Project number and contact sheet the working day after the prepayment, or after the owner's waiver.

    Scheduling has not signed for a contract that runs on a waiver.
    """
    contract, clerk = deal.contract, office.clerk
    waivers: tuple[str, ...] = ()
    started_on = deal.paid.get(1)
    if started_on is None:
        started_on = working_day_after(contract.signed_on + _DAY)
        waiver = RegisterRequest(
            id=clerk.number("SQ", started_on), act="start_before_prepayment", subject=contract.id,
            requested_by=contract.salesperson or INSIDE, requested_on=started_on, amount=deal.parts[0],
            expires_on=started_on + 2 * _PROMISE, reason="老客户急用，承诺下月付预付款",
            digest=contract_digest(office.history, contract, started_on),
        )  # fmt: skip
        waivers = office.ask(waiver, ("owner", OWNER))
    on = working_day_after(started_on + _DAY)
    signed = tuple(
        (name, None if waivers and name == "scheduling" else working_day_after(on + days * _DAY), person)
        for name, days, person in _DEPARTMENTS
    )
    office.issue("project", contract.id, on, approvals=waivers)
    digest = contract_digest(office.history, contract, on)
    office.issue("contact_sheet", contract.id, on, approvals=waivers, digest=digest, signed=signed)


def _ship(office: Office, deal: _Deal) -> None:
    """The inspection of the day before, and the notice; before the pick-up money only on a waiver of rep and owner."""
    order, on = deal.order, deal.shipped_on
    if order is None or on is None:
        return
    _inspect(office.clerk, order, on - _DAY, again=deal.number == 1)
    lines = tuple(row for row in office.clerk.rows("order_lines", OrderLine) if row.order == order.id)
    waivers: tuple[str, ...] = ()
    if on < deal.paid.get(2, date.max):
        asked = RegisterRequest(
            id=office.clerk.number("SQ", on - _DAY), act="ship_before_payment", subject=deal.contract.id,
            requested_by=INSIDE, requested_on=on - _DAY, amount=deal.parts[1], expires_on=on + _PROMISE,
            reason="客户承诺货到后付提货款", digest=contract_digest(office.history, deal.contract, on - _DAY),
        )  # fmt: skip
        waivers = office.ask(asked, ("rep", deal.contract.salesperson or ""), ("owner", OWNER))
    office.issue("shipping_notice", order.id, on, approvals=waivers, lines=lines)


def _inspect(clerk: Clerk, order: Order, on: date, *, again: bool) -> None:
    """All lines pass; `again`: the first line was one piece short in the morning."""
    passed = RegisterInspection(
        id="", subject=order.id, inspected_on=on, inspector=_INSPECTOR, result="pass", note="外观、数量、合格证齐全"
    )
    short = evolve(passed, result="fail", line=1, shortfall=Quantity(Decimal(1)), note="短少一件，当日补齐")
    for row in (short, passed) if again else (passed,):
        clerk.note("register_inspections", evolve(row, id=clerk.number("JY", on)))


def _license(clerk: Clerk, deal: _Deal) -> None:
    """Unlimited once the tail is in; provisional from a late acceptance on while it is not."""
    contract = deal.contract
    on = working_day_after(deal.paid[3] + _DAY) if 3 in deal.paid else contract.accepted_on
    if on is not None and (3 in deal.paid or on >= clerk.last - _LICENCE_AGE):
        kind: LicenceKind = "unlimited" if 3 in deal.paid else "provisional"
        number = clerk.number("ZS", on)
        row = RegisterLicence(id=number, contract=contract.id, kind=kind, effective_on=on, machine="1号机")
        clerk.note("register_licences", row)


def _changes(office: Office) -> None:
    """The owner approved each change the day before it holds."""
    for change in office.clerk.rows("contract_changes", ContractChange):
        on = change.effective_on - _DAY
        asked = RegisterRequest(
            id=office.clerk.number("SQ", on), act="contract_change", subject=change.id, requested_by=INSIDE,
            requested_on=on, reason="客户厂房未就绪，交货推迟三天", digest=change_digest(change),
        )  # fmt: skip
        office.ask(asked, ("owner", OWNER))
