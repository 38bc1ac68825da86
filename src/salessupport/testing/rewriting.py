"""Stories told otherwise: under other ids, with other amounts or days, with receipts in two halves, by customer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from attrs import evolve, fields

from salessupport.testing.events import Credit, Event, Issue, Place, Receive, Refund, Story, TakeBack, event_id

ID_FIELDS = ("invoice", "receipt", "note", "placement", "refund", "customer")


def ids_of(story: Story) -> list[str]:
    """List every id of a story, customers among them, in order."""
    return sorted({getattr(event, name) for event in story for name in ID_FIELDS if hasattr(event, name)})


def mapped(story: Story, name: Callable[[str], str], amount: Callable[[int], int], shift: timedelta) -> Story:
    """Rewrite a story: every id and customer, every amount, every day."""
    return tuple(_mapped(event, name, amount, shift) for event in story)


def _mapped(event: Event, name: Callable[[str], str], amount: Callable[[int], int], shift: timedelta) -> Event:
    changes: dict[str, object] = {}
    for one in fields(type(event)):
        value = getattr(event, one.name)
        if one.name in ID_FIELDS:
            changes[one.name] = name(value)
        elif one.name == "amount":
            changes[one.name] = amount(value)
        else:
            changes[one.name] = value + shift
    return evolve(event, **changes)  # type: ignore[arg-type]


def _customer_of(story: Story) -> Mapping[str, str]:
    """Say whose each id is."""
    owners: dict[str, str] = {}
    for event in story:
        match event:
            case Issue():
                owners[event.invoice] = event.customer
            case Receive():
                owners[event.receipt] = event.customer
            case Credit():
                owners[event.note] = owners[event.invoice]
            case Place():
                owners[event.placement] = owners[event.receipt]
            case Refund():
                owners[event.refund] = owners[event.receipt]
            case TakeBack():
                pass
    return owners


def by_customer(story: Story) -> list[tuple[Event, str]]:
    """Give each event with the customer whom it is about."""
    owners = _customer_of(story)
    return [(event, owners[event_id(event)]) for event in story]


def halved(event: Event, split: Mapping[str, tuple[int, int]], rest: dict[str, int]) -> Iterator[Event]:
    """Give an event as two, on the halves `…a` and `…b` of its receipt; what `a` has left is `rest`, used up first."""
    match event:
        case Receive() if event.receipt in split:
            for half, amount in zip("ab", split[event.receipt], strict=True):
                yield evolve(event, receipt=event.receipt + half, amount=amount)
        case Place() | Refund() if event.receipt in split:
            early = min(rest[event.receipt], event.amount)
            rest[event.receipt] -= early
            for half, amount in (("a", early), ("b", event.amount - early)):
                if amount:
                    yield _on_half(event, half, amount)
        case _:
            yield event


def _on_half(event: Place | Refund, half: str, amount: int) -> Event:
    if isinstance(event, Place):
        return evolve(event, receipt=event.receipt + half, amount=amount, placement=event.placement + half)
    return evolve(event, receipt=event.receipt + half, amount=amount, refund=event.refund + half)
