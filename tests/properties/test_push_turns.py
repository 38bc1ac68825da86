"""Law of pushing: invoices go over in the order of their days, for there are systems that take them in no other."""

from __future__ import annotations

from datetime import date, timedelta

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from salessupport.domain.facts import Customer, Facts, Invoice, InvoiceLine, Order
from salessupport.domain.values.money import Money
from salessupport.memory.remote import Remote, Settings
from salessupport.spi.capabilities import Lookup
from salessupport.testing.faults import FAULTS, Fault
from salessupport.testing.simulated import SimulatedClock
from salessupport.testing.weather import Weather
from support.journals import fast_folder
from support.links import books, facts, joined

FIRST = date(2026, 1, 5)
LOOKUP = Settings(idempotency=Lookup(settle=timedelta(minutes=1)))
SILENCE = Fault(FAULTS["F5"])


@st.composite
def offices(draw: st.DrawFn) -> Facts:
    """Up to three customers, each with as many orders and invoices as it likes, in a file in no order of days."""
    customers = [f"K{number}" for number in range(draw(st.integers(1, 3)))]
    owners = st.sampled_from(customers)
    ordered = draw(st.lists(owners, max_size=6))
    billed = draw(st.lists(st.tuples(owners, st.integers(0, 4)), min_size=1, max_size=6))
    money = Money.parse("100.00", "CNY")
    said = {"kind": "invoice", "gross": money, "status": "issued"}
    bills = [
        Invoice(id=f"F{n}", customer=owner, issued_on=FIRST + timedelta(days=day), **said)
        for n, (owner, day) in enumerate(billed)
    ]
    if draw(st.booleans()):
        note = evolve(bills[0], id="N0", kind="credit_note", original="F0")
        bills.insert(0, evolve(note, issued_on=FIRST))
    return facts(
        customers=[Customer(id=name, name=name) for name in customers],
        orders=[
            Order(id=f"S{n}", customer=owner, ordered_on=FIRST, status="confirmed") for n, owner in enumerate(ordered)
        ],
        invoices=bills,
        invoice_lines=[InvoiceLine(invoice=one.id, line=1, product="", net=money) for one in bills],
    )


@settings(max_examples=25, deadline=None)
@given(offices(), st.lists(st.sampled_from([None, None, SILENCE]), max_size=20))
def test_invoices_go_over_in_the_order_of_their_days(office: Facts, faults: list[Fault | None]) -> None:
    """Whatever else their customers have, and whichever answers were lost; a note not before what it takes back."""
    clock = SimulatedClock()
    remote, weather = Remote(settings=LOOKUP), Weather(clock)
    with fast_folder() as folder:
        books(folder, office)
        weather.forecast(tuple(faults))
        with joined(folder, remote, clock=clock, wire=weather) as link:
            pushed = link.push()
    assert {one.state for one in pushed.documents} == {"confirmed"}
    came = [record.rows["invoices"][0] for record in remote.changes if record.ref.kind == "invoices"]
    assert sorted(one.id for one in came) == sorted(one.id for one in office.invoices)
    days = [one.issued_on for one in came if one.kind == "invoice"]  # type: ignore[attr-defined]
    assert days == sorted(days)
    names = [one.id for one in came]
    assert "N0" not in names or names.index("F0") < names.index("N0")
