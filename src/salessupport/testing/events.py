"""What happens in an office, as frozen values: a story is a sequence of events, told one per line, that a system plays.

Law: an event says all that a system needs; playing one story on two systems gives both the same commands.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from salessupport.testing.system import ReceivablesSystem


@frozen
class Issue:
    """An invoice is issued."""

    invoice: str
    customer: str
    amount: int
    on: date
    due_on: date

    def do(self, system: ReceivablesSystem) -> None:
        """Tell a system."""
        system.issue(self.invoice, customer=self.customer, amount=self.amount, on=self.on, due_on=self.due_on)

    def __str__(self) -> str:
        return f"{self.on}  invoice {self.invoice} of {self.amount} to {self.customer}, due {self.due_on}"


@frozen
class Receive:
    """Money comes in."""

    receipt: str
    customer: str
    amount: int
    on: date

    def do(self, system: ReceivablesSystem) -> None:
        """Tell a system."""
        system.receive(self.receipt, customer=self.customer, amount=self.amount, on=self.on)

    def __str__(self) -> str:
        return f"{self.on}  receipt {self.receipt} of {self.amount} from {self.customer}"


@frozen
class Credit:
    """A credit note on an invoice."""

    note: str
    invoice: str
    amount: int
    on: date

    def do(self, system: ReceivablesSystem) -> None:
        """Tell a system."""
        system.credit(self.note, invoice=self.invoice, amount=self.amount, on=self.on)

    def __str__(self) -> str:
        return f"{self.on}  credit note {self.note} of {self.amount} on {self.invoice}"


@frozen
class Place:
    """Money is placed on an invoice."""

    placement: str
    receipt: str
    invoice: str
    amount: int
    on: date

    def do(self, system: ReceivablesSystem) -> None:
        """Tell a system."""
        system.place(self.placement, receipt=self.receipt, invoice=self.invoice, amount=self.amount, on=self.on)

    def __str__(self) -> str:
        return f"{self.on}  {self.placement}: {self.amount} of {self.receipt} placed on {self.invoice}"


@frozen
class TakeBack:
    """A placement is undone."""

    placement: str
    on: date

    def do(self, system: ReceivablesSystem) -> None:
        """Tell a system."""
        system.take_back(self.placement, on=self.on)

    def __str__(self) -> str:
        return f"{self.on}  {self.placement} taken back"


@frozen
class Refund:
    """Money is paid back."""

    refund: str
    receipt: str
    amount: int
    on: date

    def do(self, system: ReceivablesSystem) -> None:
        """Tell a system."""
        system.refund(self.refund, receipt=self.receipt, amount=self.amount, on=self.on)

    def __str__(self) -> str:
        return f"{self.on}  refund {self.refund}: {self.amount} of {self.receipt} paid back"


Event = Issue | Receive | Credit | Place | TakeBack | Refund
Story = tuple[Event, ...]
"""Events in the order in which they happen; their days never go back."""


def play(system: ReceivablesSystem, story: Iterable[Event]) -> None:
    """Let a story happen on a system; `Refused` comes through."""
    for event in story:
        event.do(system)


def told(story: Iterable[Event]) -> str:
    """Tell a story, one line per event."""
    return "\n".join(map(str, story))


def event_id(event: Event) -> str:
    """Give the id under which an event happens; that of a taking back is its placement's."""
    match event:
        case Issue():
            return event.invoice
        case Receive():
            return event.receipt
        case Credit():
            return event.note
        case Place() | TakeBack():
            return event.placement
        case Refund():
            return event.refund
