"""A state machine that holds any system of receivables against the naive model, command by command.

    class TestMyLedger(ReceivablesMachine.TestCase):
        system = MyLedger

Hypothesis gives commands, half of the amounts at an edge (all that is left, one more, one less, nothing); after each
the system has done the same as the model or refused as the model did, and answers as the model does for that day and
for a day before. A failure is shrunk to the shortest such run. Source: reliability.md 5.2.
"""

from __future__ import annotations

import unittest
from collections.abc import Callable
from datetime import date, timedelta
from inspect import getattr_static
from typing import ClassVar

from hypothesis import note, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from salessupport.testing.answers import difference
from salessupport.testing.desk_system import DeskSystem
from salessupport.testing.events import Credit, Event, Issue, Place, Receive, Refund, TakeBack
from salessupport.testing.model import NaiveModel
from salessupport.testing.system import Make, ReceivablesSystem, Refused
from salessupport.testing.values import minor_units, spans

_CUSTOMERS = st.sampled_from(("C1", "C2"))
_FIRST = date(2026, 1, 5)
_EDGES = st.sampled_from((0, 0, 0, 1, -1, None))
"""How an amount differs from the most that fits; None is any amount."""


class ReceivablesTestCase(unittest.TestCase):
    """One test: `system`, a class or function that gives an empty system, does and answers as the model."""

    system: ClassVar[Callable[[], ReceivablesSystem]] = DeskSystem
    settings: ClassVar[settings | None] = None
    """Hypothesis settings of this test; those of the profile where None is given."""

    def test_does_and_answers_as_the_model(self) -> None:
        """After every run of commands the system's answers are the naive model's."""
        given = getattr_static(type(self), "system")
        make: Make = given.__func__ if isinstance(given, staticmethod) else given
        run_state_machine_as_test(lambda: ReceivablesMachine(make), settings=self.settings)  # type: ignore[arg-type]


class ReceivablesMachine(RuleBasedStateMachine):
    """Commands on a system and on the model; subclass `ReceivablesMachine.TestCase` to run it."""

    TestCase = ReceivablesTestCase  # type: ignore[assignment]
    """The test to subclass; it takes `system`, which the one of the base class could not."""
    invoices: ClassVar[Bundle[str]] = Bundle("invoices")
    receipts: ClassVar[Bundle[str]] = Bundle("receipts")
    placements: ClassVar[Bundle[str]] = Bundle("placements")

    def __init__(self, make: Make = DeskSystem) -> None:
        """Start an empty system beside an empty model."""
        super().__init__()
        self.system, self.model = make(), NaiveModel()
        self.day = self.before = _FIRST
        self.serial = 0

    def new_id(self, letter: str) -> str:
        """Give a fresh id."""
        self.serial += 1
        return f"{letter}{self.serial}"

    def happens(self, event: Event) -> None:
        """Let an event happen on both; both accept it or both refuse it."""
        wanted, got = _refusal(event, self.model), _refusal(event, self.system)
        note(f"{event}{f'  (to be refused: {wanted})' if wanted else ''}")
        if (wanted is None) != (got is None):
            said = f"refused: {got}" if got else f"accepted, though {wanted}"
            raise AssertionError(f"{event}\nThe system {said}")

    @rule(days=spans())
    def wait(self, days: int) -> None:
        """Let days pass."""
        if days:
            self.before, self.day = self.day, self.day + timedelta(days=days)

    @rule(target=invoices, customer=_CUSTOMERS, amount=minor_units(), days=spans())
    def issue(self, customer: str, amount: int, days: int) -> str:
        """Issue an invoice."""
        event = Issue(self.new_id("F"), customer, amount, self.day, self.day + timedelta(days=days))
        self.happens(event)
        return event.invoice

    @rule(target=receipts, customer=_CUSTOMERS, amount=minor_units())
    def receive(self, customer: str, amount: int) -> str:
        """Take money of any amount."""
        event = Receive(self.new_id("R"), customer, amount, self.day)
        self.happens(event)
        return event.receipt

    @rule(target=receipts, invoice=invoices, edge=_EDGES, other=minor_units())
    def receive_for(self, invoice: str, edge: int | None, other: int) -> str:
        """Take what an invoice comes to, or one unit more or less."""
        amount = max(1, _near(self.model.open(invoice, self.day), edge, other))
        event = Receive(self.new_id("R"), self.model.owner(invoice) or "C1", amount, self.day)
        self.happens(event)
        return event.receipt

    @rule(target=placements, receipt=receipts, invoice=invoices, edge=_EDGES, other=minor_units())
    def place(self, receipt: str, invoice: str, edge: int | None, other: int) -> str:
        """Place money, often just as much as fits."""
        most = min(self.model.left(receipt, self.day), self.model.open(invoice, self.day))
        event = Place(self.new_id("P"), receipt, invoice, _near(most, edge, other), self.day)
        self.happens(event)
        return event.placement

    @rule(placement=consumes(placements))
    def take_back(self, placement: str) -> None:
        """Undo a placement, or one that was refused."""
        self.happens(TakeBack(placement, self.day))

    @rule(placement=placements)
    def take_back_twice(self, placement: str) -> None:
        """Undo a placement, and again: the second time is refused."""
        self.happens(TakeBack(placement, self.day))
        self.happens(TakeBack(placement, self.day))

    @rule(invoice=invoices, edge=_EDGES, other=minor_units())
    def credit(self, invoice: str, edge: int | None, other: int) -> None:
        """Credit an invoice."""
        amount = _near(self.model.open(invoice, self.day), edge, other)
        self.happens(Credit(self.new_id("N"), invoice, amount, self.day))

    @rule(receipt=receipts, edge=_EDGES, other=minor_units())
    def refund(self, receipt: str, edge: int | None, other: int) -> None:
        """Pay back."""
        amount = _near(self.model.left(receipt, self.day), edge, other)
        self.happens(Refund(self.new_id("B"), receipt, amount, self.day))

    @rule(receipt=receipts, amount=minor_units())
    def receive_twice(self, receipt: str, amount: int) -> None:
        """Enter a second receipt under an id that is used: refused."""
        self.happens(Receive(receipt, "C1", amount, self.day))

    @invariant()
    def answers_as_the_model(self) -> None:
        """Open items, money left and statements are the model's, today and on an earlier day."""
        for day in sorted({self.before, self.day}):
            if found := difference(self.system, self.model, day, customers=("C1", "C2"), first=self.before):
                raise AssertionError(found)


def _refusal(event: Event, system: ReceivablesSystem) -> str | None:
    try:
        event.do(system)
    except Refused as refused:
        return str(refused) or "it was refused"
    return None


def _near(most: int, edge: int | None, other: int) -> int:
    return other if edge is None else max(0, most + edge)
