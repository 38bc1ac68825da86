"""Laws of acceptance bills: nothing is lost or in two places, money counts as the ledger counts it, ends are final.

The oracles are another way to say the same: every fen of a face by itself with the place where it is, and the lives
that a bill may have as one regular expression, tried on every sequence of up to four events.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from salessupport.domain.consistency import bills as checks
from salessupport.domain.facts import AcceptanceBill, BillEvent, Customer, Facts, Receipt
from salessupport.domain.history import History
from salessupport.domain.receivables.bills import bill_view, contingent_held, dishonoured, notes_held
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from salessupport.domain.values.quantity import Ratio
from salessupport.testing import histories
from support.receivables import examples
from support.rewriting import days_of

FIRST = date(2026, 3, 2)
DAY = timedelta(days=1)
COMPANY = Company(name="某公司")
KINDS = ("defect_found", "cured", "endorsed", "discounted", "presented", "honoured", "dishonoured", "returned")
ENDS = ("honoured", "dishonoured", "returned")


def a_bill(face: int, *, divisible: bool = True) -> AcceptanceBill:
    """Give a bill of `face` fen, received on the first day."""
    return AcceptanceBill(
        id="B",
        kind="bank_acceptance",
        face=Money(face, "CNY"),
        range_from="1" if divisible else None,
        range_to=str(face) if divisible else None,
        customer="C",
        received_on=FIRST,
        matures_on=FIRST + 200 * DAY,
    )


def history_of(bill: AcceptanceBill, events: Sequence[BillEvent]) -> History:
    """Give a history of one bill and the receipt that it came with."""
    paid = Receipt(id="S", customer="C", received_on=FIRST, amount=bill.face, method="bill", bill=bill.id)
    customers = (Customer(id="C", name="某客户"),)
    return History(COMPANY, Facts(customers=customers, bills=(bill,), receipts=(paid,), bill_events=tuple(events)))


class Fen:
    """Every fen of a face by itself: in hand, answered for, or out of the matter."""

    def __init__(self, bill: AcceptanceBill, events: Sequence[BillEvent], as_of: date) -> None:
        self.places = ["hand"] * bill.face.minor
        self.doubtful = False
        self.discounted = 0
        for event in events:
            if event.effective_on <= as_of:
                self.meet(event)

    def meet(self, event: BillEvent) -> None:
        """Move the fen that an event moves."""
        if event.event in ENDS:
            self.places = ["out" for _ in self.places]
        elif event.event in ("endorsed", "discounted"):
            moving = [number for number, where in enumerate(self.places) if where == "hand"]
            moving = moving[: len(moving) if event.amount is None else event.amount.minor]
            for number in moving:
                self.places[number] = "out" if event.recourse is False else "answered"
            self.discounted += len(moving) * (event.event == "discounted")
        elif event.event in ("defect_found", "cured"):
            self.doubtful = event.event == "defect_found"

    @property
    def notes(self) -> int:
        """How many fen count as held."""
        return 0 if self.doubtful else self.places.count("hand")


@st.composite
def lives(draw: st.DrawFn) -> tuple[AcceptanceBill, tuple[BillEvent, ...]]:
    """Draw a bill and what happens to it, each event one that the checks accept."""
    bill = a_bill(draw(st.integers(1, 60)), divisible=draw(st.booleans()))
    events: list[BillEvent] = []
    day = FIRST
    for _ in range(draw(st.integers(0, 7))):
        day += DAY * draw(st.integers(0, 9))
        event = BillEvent(
            bill="B",
            effective_on=day,
            event=draw(st.sampled_from(KINDS)),
            amount=draw(st.none() | st.integers(1, bill.face.minor).map(lambda minor: Money(minor, "CNY"))),
            rate=Ratio(draw(st.decimals(0, 1, places=4))),
            recourse=draw(st.none() | st.booleans()),
        )
        if not any(checks.faults(history_of(bill, [*events, event]))):
            events.append(event)
    return bill, tuple(events)


def dates_of(events: Sequence[BillEvent]) -> Iterator[date]:
    """Give the day before receipt, that of receipt, and every day up to one after the last event."""
    last = max((event.effective_on for event in events), default=FIRST)
    yield from (FIRST + DAY * number for number in range(-1, (last - FIRST).days + 2))


class TestConservation:
    """Every fen of a face is held, answered for or out of the matter, at every date."""

    @examples(200)
    @given(lives())
    def test_notes_contingent_and_settled_are_the_face(self, life: tuple[AcceptanceBill, tuple[BillEvent, ...]]):
        """At every date the view counts the fen where the naive bookkeeping has them; before receipt there are none."""
        bill, events = life
        history = history_of(bill, events)
        for as_of in dates_of(events):
            view = bill_view(history, "B", as_of=as_of)
            if as_of < FIRST:
                assert (view.notes.minor, view.contingent.minor, view.status) == (0, 0, "not_received")
                continue
            fen = Fen(bill, events, as_of)
            assert (view.notes.minor, view.contingent.minor) == (fen.notes, fen.places.count("answered"))
            suspended = fen.places.count("hand") - fen.notes
            assert view.notes.minor + view.contingent.minor + suspended + fen.places.count("out") == bill.face.minor

    @examples(200)
    @given(lives())
    def test_charge_and_proceeds_are_the_part_discounted(self, life: tuple[AcceptanceBill, tuple[BillEvent, ...]]):
        """What the bank kept and what it paid are together what it took; without a discount both are null."""
        bill, events = life
        history = history_of(bill, events)
        for as_of in dates_of(events[-1:]):
            view = bill_view(history, "B", as_of=as_of)
            taken = Fen(bill, view.events, as_of).discounted
            if any(event.event == "discounted" for event in view.events) and as_of >= FIRST:
                assert view.charge is not None
                assert view.proceeds is not None
                assert view.charge + view.proceeds == Money(taken, "CNY")
            else:
                assert (view.charge, view.proceeds, taken) == (None, None, 0)

    @given(
        st.integers(1, 10**12),
        st.decimals(0, 1, places=6),
        st.integers(0, 200),
    )
    def test_a_charge_is_rounded_once(self, face: int, rate: Decimal, days: int):
        """A charge by rate lies within half a fen of face x rate x days / 360, a half going up."""
        bill = a_bill(face)
        on = FIRST + (200 - days) * DAY
        event = BillEvent(bill="B", effective_on=on, event="discounted", rate=Ratio(rate))
        charge = bill_view(history_of(bill, [event]), "B", as_of=on).charge
        assert charge is not None
        assert Fraction(-1, 2) < charge.minor - face * Fraction(rate) * days / 360 <= Fraction(1, 2)


class TestGood:
    """A bill is good exactly while the placing of money takes its receipt for good."""

    @examples(150)
    @given(histories(more=("bill", "bill", "bill_event", "bill_event", "bill_event")))
    def test_as_the_ledger_says(self, books: tuple[Company, Facts]):
        """On every day of any valid history the view and the ledger agree on every bill received."""
        history = History(*books)
        assume(history.facts.bills)
        assert not any(checks.faults(history))
        for day in days_of(history.facts):
            ledger = place(history, day)
            for receipt in history.facts.receipts:
                if receipt.bill:
                    credit = ledger.credits.get(receipt.id)
                    assert bill_view(history, receipt.bill, as_of=day).good == (credit is not None and credit.good)

    @examples(100)
    @given(lives())
    def test_whatever_a_bill_goes_through(self, life: tuple[AcceptanceBill, tuple[BillEvent, ...]]):
        """The same for lives with parts given on and bills presented."""
        bill, events = life
        history = history_of(bill, events)
        for day in {FIRST, *(event.effective_on for event in events)}:
            assert bill_view(history, "B", as_of=day).good == place(history, day).credits["S"].good


class TestByCustomer:
    """The sums of the customers are those of their bills."""

    @examples(100)
    @given(st.lists(lives(), max_size=4), st.integers(-1, 40))
    def test_sums_and_names(self, many: list[tuple[AcceptanceBill, tuple[BillEvent, ...]]], days: int):
        """Notes and contingent parts add up by customer, a bill of nobody is in no sum, unpaid bills are named."""
        bills = [evolve(bill, id=f"B{n}", customer=("C", "D", None)[n % 3]) for n, (bill, _) in enumerate(many)]
        events = [evolve(event, bill=f"B{n}") for n, (_, happened) in enumerate(many) for event in happened]
        history = History(COMPANY, Facts(bills=tuple(bills), bill_events=tuple(events)))
        as_of = FIRST + DAY * days
        for customer in ("C", "D"):
            views = [bill_view(history, one.id, as_of=as_of) for one in bills if one.customer == customer]
            assert notes_held(history, as_of).get(customer, 0) == sum(view.notes.minor for view in views)
            assert contingent_held(history, as_of).get(customer, 0) == sum(view.contingent.minor for view in views)
            unpaid = tuple(view.id for view in views if view.status == "dishonoured")
            assert dishonoured(history, customer, as_of) == unpaid
        assert {*notes_held(history, as_of), *contingent_held(history, as_of)} <= {"C", "D"}


FACE = 3
PART = Money(2, "CNY")
WAYS: dict[str, BillEvent] = {
    letter: BillEvent(bill="B", effective_on=FIRST, **more)
    for letter, more in {
        "d": {"event": "defect_found"},
        "c": {"event": "cured"},
        "w": {"event": "endorsed"},
        "x": {"event": "discounted", "rate": Ratio(Decimal("0.03")), "recourse": False},
        "t": {"event": "discounted", "amount": PART, "charge": Money(1, "CNY")},
        "p": {"event": "presented"},
        "h": {"event": "honoured"},
        "u": {"event": "dishonoured"},
        "r": {"event": "returned"},
    }.items()
}
"""What may happen to a bill of three fen, one letter each; `t` is a part of two of them."""
LIVES = re.compile(r"(?:dc)*(?:t(?:dc)*)?(?:dr?|[wx]?p?[hur]?)")
"""Every life that a divisible bill may have. Of the two fen of a second `t` only one is held."""
WHOLE_LIVES = re.compile(r"(?:dc)*(?:dr?|[wx]?p?[hur]?)")
LONGEST = 4


def happening(word: str) -> list[BillEvent]:
    """Give the events of a word, on one day after another."""
    return [evolve(WAYS[letter], effective_on=FIRST + DAY * number) for number, letter in enumerate(word)]


def words() -> Iterator[str]:
    """Give every sequence of up to four events."""
    for length in range(LONGEST + 1):
        yield from map("".join, product(WAYS, repeat=length))


class TestSmallScope:
    """Every sequence of up to four events on consecutive days: 7,381 of them."""

    @pytest.mark.parametrize(("divisible", "legal", "lives_found"), [(True, LIVES, 89), (False, WHOLE_LIVES, 47)])
    def test_is_refused_or_stays_within_the_face(self, divisible: bool, legal: re.Pattern[str], lives_found: int):
        """The checks refuse exactly what is no life of a bill; an accepted one never counts a fen twice."""
        bill = a_bill(FACE, divisible=divisible)
        accepted = 0
        for word in words():
            events = happening(word)
            history = history_of(bill, events)
            refused = any(checks.faults(history))
            assert refused == (legal.fullmatch(word) is None), word
            if refused:
                continue
            accepted += 1
            for number in range(len(word)):
                as_of = FIRST + DAY * number
                view, fen = bill_view(history, "B", as_of=as_of), Fen(bill, events, as_of)
                notes, contingent = view.notes.minor, view.contingent.minor
                assert min(notes, contingent) >= 0, word
                assert notes + contingent <= FACE, word
                assert (notes, contingent) == (fen.notes, fen.places.count("answered")), word
        assert accepted == lives_found

    def test_nothing_leads_out_of_a_final_state(self):
        """Whatever follows on honoured, dishonoured or returned is refused, by the event that follows."""
        for word in words():
            if len(word) < LONGEST and LIVES.fullmatch(word) and word[-1:] in ("h", "u", "r"):
                for letter in WAYS:
                    found = [*checks.faults(history_of(a_bill(FACE), happening(word + letter)))]
                    assert [(one.code, one.row) for one in found] == [("bill.transition", len(word))], word + letter
