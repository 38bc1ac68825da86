"""A month: whatever was sent there and read back closes as it does here, statement by statement.

The books are made twice, of what was sent and of what the feed hands over; a customer's account, its items' age and
what is open have to be the same. So an amount, a day, a sign, a placement that goes another way shows as money.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from attrs import evolve, fields, frozen
from hypothesis import strategies as st

from salessupport.desk import Desk
from salessupport.domain.facts import Allocation, Fact, Facts, ReceiptMethod
from salessupport.domain.values.errors import ValidationReport
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from salessupport.spi.capabilities import Full, Limited
from salessupport.spi.documents import InvoiceDocument, Settlement
from salessupport.testing.certify import samples
from salessupport.testing.certify.exercises import Exercise
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.laws.fidelity import everything
from salessupport.testing.certify.stage import Said, Stage, Subject
from salessupport.testing.certify.trials import Paper, Trial, brief

_DAYS: Final = timedelta(days=40)
"""How far back the statements begin: before anything that is drawn."""
_NEEDS: Final = {"post_invoice": "invoices", "post_settlement": "receipts"}


@frozen
class Month:
    """Documents in the order of their days."""

    papers: tuple[Paper, ...]

    def __str__(self) -> str:
        return str(Trial(self.papers))


def _carries(subject: Subject) -> bool:
    kinds = subject.adapter.capabilities.kinds
    read = all(isinstance(kinds.get(kind), Full | Limited) for kind in _NEEDS.values())
    return subject.does("changes") and all(map(subject.does, _NEEDS)) and read


def _months(subject: Subject) -> st.SearchStrategy[Month]:
    limit, world = subject.adapter.capabilities.traits.text_limit, subject.world
    by_verb = {one.verb: one for one in subject.exercises}

    @st.composite
    def drawn(draw: st.DrawFn) -> Month:
        made = [draw(samples.invoice(world, f"FP-{number}", limit)) for number in range(draw(st.integers(1, 4)))]
        left = {one.invoice.id: one.invoice.gross.minor for one in made}
        if draw(st.booleans()):
            made.append(credit := _credited(made[0], draw(st.integers(1, 4)), world.today))
            left[made[0].invoice.id] -= credit.invoice.gross.minor
        money = [_paid(draw, f"SK-{number}", made, left, world.today) for number in range(draw(st.integers(0, 3)))]
        dated = [(one.invoice.issued_on, by_verb["post_invoice"], one.invoice.id, one) for one in made]
        dated += [(one.receipt.received_on, by_verb["post_settlement"], one.receipt.id, one) for one in money]
        return Month(tuple(_papers(sorted(dated, key=lambda one: one[0]))))

    return drawn()


def _papers(dated: Sequence[tuple[date, Exercise, str, Any]]) -> Iterator[Paper]:
    """Invoices of a day stand before the money that is placed on them."""
    return (Paper(exercise, mark, document) for _, exercise, mark, document in dated)


def _credited(original: InvoiceDocument, quarters: int, on: date) -> InvoiceDocument:
    """A credit note of some quarters of an invoice, or of all of it, by quantity."""
    part = Decimal(quarters) / 4
    head, (line,) = original.invoice, original.lines
    net, tax = (_part(amount, part) for amount in (line.net, line.tax or Money.zero(head.gross.currency)))
    id_ = f"HP-{head.id}"
    amounts: Mapping[str, Any] = {"net": net, "tax": tax, "gross": net + tax}
    note = evolve(head, id=id_, number=id_, kind="credit_note", original=head.id, issued_on=on, due_on=None, **amounts)
    return evolve(original, invoice=note, lines=(evolve(line, invoice=id_, **amounts),))


def _part(amount: Money, part: Decimal) -> Money:
    return Money(max(1, int(amount.minor * part)), amount.currency)


def _paid(draw: st.DrawFn, mark: str, made: Sequence[InvoiceDocument], left: dict[str, int], today: date) -> Settlement:
    """Money of a customer, by bank or bill, less what a bank kept; placed on up to two invoices, and something left."""
    payer = draw(st.sampled_from([one.invoice.customer for one in made]))
    mine = [one.invoice for one in made if one.invoice.customer == payer and left.get(one.invoice.id, 0) > 0]
    chosen = mine[: draw(st.integers(0, 2))]
    on = max((one.issued_on for one in chosen), default=today - timedelta(days=draw(st.integers(0, 20))))
    rows = []
    for number, one in enumerate(chosen, 1):
        placed = draw(st.integers(1, left[one.id]))
        left[one.id] -= placed
        amount = Money(placed, one.gross.currency)
        rows.append(Allocation(id=f"{mark}-{number}", source=mark, target=one.id, amount=amount, effective_on=on))
    over = draw(st.integers(0, 100_000)) or (0 if rows else 1)
    whole, currency = sum(map(_minor, rows)) + over, _currency(made)
    fee = draw(st.integers(0, min(whole - 1, 5_000)))
    receipt = samples.receipt(payer, mark, on, Money(whole - fee, currency), remittance=mark)
    method: ReceiptMethod = draw(st.sampled_from(("bank", "bill")))
    return Settlement(evolve(receipt, bank_fee=Money(fee, currency) if fee else None, method=method), tuple(rows))


def _minor(row: Allocation) -> int:
    return row.amount.minor if row.amount else 0


def _currency(made: Sequence[InvoiceDocument]) -> str:
    return made[0].invoice.gross.currency


def _closes_alike(stage: Stage, month: Month) -> Iterator[str]:
    """Send the month, read it back, and hold the answers of two desks beside each other."""
    with stage.session() as port:
        for paper in month.papers:
            answer = stage.send(port, paper.exercise, paper.document, paper.key)
            if answer.said is not Said.DONE:
                yield f"{paper} was answered with {answer}"
                return
        stage.clock.advance(stage.subject.adapter.capabilities.traits.visibility)
        read = {change.ref: change for change in everything(port)}
    sent = [paper.exercise.rows(paper.document) for paper in month.papers]
    told = [change.rows for change in read.values() if not change.deleted and change.ref.kind in _NEEDS.values()]
    try:
        here, there = (_desk(stage, rows) for rows in (sent, told))
    except ValidationReport as report:
        yield f"what is read back are no books: {report.message()}"
        return
    yield from _unlike(stage, here, there)


def _desk(stage: Stage, documents: Sequence[Mapping[str, tuple[Fact, ...]]]) -> Desk:
    world = stage.world
    facts = Facts().appended({"customers": world.customers, "products": world.products})
    for rows in documents:
        facts = facts.appended(rows)
    return Desk.from_records(facts, company=Company(name="LAB", currency=world.currency), clock=stage.clock.now)


def _unlike(stage: Stage, here: Desk, there: Desk) -> Iterator[str]:
    today = stage.world.today
    for customer in stage.world.customers:
        drawn = [desk.statement(customer.id, first=today - _DAYS, last=today) for desk in (here, there)]
        yield from _differences(f"the statement of {customer.id}", *drawn)
    yield from _differences("the ageing", *(desk.ageing(as_of=today) for desk in (here, there)))


def _differences(name: str, here: Any, there: Any) -> Iterator[str]:
    for field in fields(type(here)):
        ours, theirs = getattr(here, field.name), getattr(there, field.name)
        if ours != theirs:
            yield f"{name} has {field.name} {brief(ours)} of what was sent, and {brief(theirs)} of what is read back"


LAWS = (
    AdapterLaw(
        "month.same",
        "A month that was sent there and is read back closes with the same statements and the same ageing.",
        "LD-02; rule 9; adapters.md",
        Group.FIDELITY,
        _carries,
        _months,
        _closes_alike,
        cost=3,
        port="sales",
    ),
)
