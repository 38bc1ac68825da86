"""`DeskSystem`: our books behind the protocol refuse what they must, and say why in the desk's own words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from salessupport.domain.values.errors import OverApplied
from salessupport.domain.values.money import Money
from salessupport.testing.desk_system import DeskSystem
from salessupport.testing.system import Account, Refused

DAY = date(2026, 1, 5)


@pytest.fixture
def system() -> DeskSystem:
    """An invoice of each of two customers and a receipt of the first, a part of it placed."""
    system = DeskSystem()
    for number in (1, 2):
        system.issue(f"F{number}", customer=f"C{number}", amount=100, on=DAY, due_on=DAY)
    system.receive("R1", customer="C1", amount=150, on=DAY)
    system.place("P1", receipt="R1", invoice="F1", amount=60, on=DAY)
    return system


REFUSED: dict[str, Callable[[DeskSystem], None]] = {
    "an id that is used": lambda s: s.receive("F1", customer="C1", amount=1, on=DAY),
    "a placement's id that is used": lambda s: s.place("P1", receipt="R1", invoice="F1", amount=1, on=DAY),
    "an amount of nothing": lambda s: s.place("P2", receipt="R1", invoice="F1", amount=0, on=DAY),
    "more than is open": lambda s: s.place("P2", receipt="R1", invoice="F1", amount=41, on=DAY),
    "more than is left": lambda s: s.place("P2", receipt="R1", invoice="F1", amount=91, on=DAY),
    "another customer's invoice": lambda s: s.place("P2", receipt="R1", invoice="F2", amount=1, on=DAY),
    "an unknown receipt": lambda s: s.place("P2", receipt="R9", invoice="F1", amount=1, on=DAY),
    "an unknown invoice": lambda s: s.place("P2", receipt="R1", invoice="F9", amount=1, on=DAY),
    "an unknown placement": lambda s: s.take_back("P9", on=DAY),
    "a credit beyond what is open": lambda s: s.credit("N1", invoice="F1", amount=41, on=DAY),
    "a credit on nothing": lambda s: s.credit("N1", invoice="F9", amount=1, on=DAY),
    "a refund beyond what is left": lambda s: s.refund("B1", receipt="R1", amount=91, on=DAY),
    "a refund of nothing": lambda s: s.refund("B1", receipt="R9", amount=1, on=DAY),
    "a due date before the issue": lambda s: s.issue("F3", customer="C1", amount=1, on=DAY, due_on=date(2026, 1, 4)),
}


class TestRefusals:
    @pytest.mark.parametrize("what", REFUSED)
    def test_what_must_not_be_is_refused(self, system: DeskSystem, what: str) -> None:
        """It is refused, and the books are as they were."""
        before = system.desk.history.facts
        with pytest.raises(Refused):
            REFUSED[what](system)
        assert system.desk.history.facts == before

    def test_a_second_taking_back_is_refused(self, system: DeskSystem) -> None:
        """What has been taken back is not taken back again."""
        system.take_back("P1", on=DAY)
        with pytest.raises(Refused, match=r"reversal\.twice"):
            system.take_back("P1", on=DAY)

    def test_the_desk_itself_refuses_money_refunded_that_day(self, system: DeskSystem) -> None:
        """`allocate` on the day of a refund does not spend what was paid back."""
        system.refund("B1", receipt="R1", amount=90, on=DAY)
        with pytest.raises(OverApplied):
            system.desk.allocate("R1", "F1", amount=Money(1, "CNY"), on=DAY)


class TestAnswers:
    def test_an_unknown_customer_has_an_empty_account(self) -> None:
        """Nobody owes anything before there is a document."""
        assert DeskSystem().statement("C1", first=DAY, last=DAY) == Account(0, (), 0)
        assert DeskSystem().open_items(DAY) == {}
