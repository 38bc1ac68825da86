"""Metamorphic relations: two stories that differ in one way, and what that makes of the answers (reliability.md 5.4).

Each is a law of the same form as those in `laws`: run it with `verify(relation, MySystem)`. Ids are those of the list
M1-M20; what is left out there needs commands or weather that the protocol does not have, or is a relation of whole
books (`office_laws`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import TypeVar

from attrs import evolve

from salessupport.testing.answers import Evening, evening, unlike
from salessupport.testing.checks import Law
from salessupport.testing.events import Event, Place, Receive, Story, TakeBack, play, told
from salessupport.testing.laws import ReceivablesLaw, customers_of, days_of
from salessupport.testing.rewriting import by_customer, halved, ids_of, mapped
from salessupport.testing.stories import stories
from salessupport.testing.system import Line, Make, Refused

Value = TypeVar("Value")
CYCLE = timedelta(days=146_097)
"""Four hundred years of the calendar: the same weekdays, month ends and leap days."""
_TIMES = 7


def relations() -> tuple[ReceivablesLaw, ...]:
    """All relations about a system of receivables and a story."""
    return RELATIONS


def _answers(make: Make, story: Story, day: date, customers: list[str] | None = None) -> Evening:
    system = make()
    play(system, story)
    names = customers_of(story) if customers is None else customers
    return evening(system, day, customers=names, first=story[0].on)


def _same(one: Evening, other: Evening, what: str) -> Iterator[str]:
    for line in unlike(other, one):
        yield f"{what}: {line}"


def _kept(value: Value) -> Value:
    return value


def _renamed(answer: Evening, name: Callable[[str], str]) -> Evening:
    return Evening(
        {name(key): evolve(item, customer=name(item.customer)) for key, item in answer.open_items.items()},
        {name(key): amount for key, amount in answer.unapplied.items()},
        {
            name(key): evolve(
                one, lines=tuple(sorted((evolve(line, id=name(line.id)) for line in one.lines), key=_place_of))
            )
            for key, one in answer.accounts.items()
        },
    )


def _place_of(line: Line) -> tuple[date, str, int]:
    return line.on, line.id, line.amount


def _independent(make: Make, story: Story) -> Iterator[str]:
    owned = by_customer(story)
    other = tuple(event for event, _ in sorted(owned, key=lambda one: (one[0].on, one[1])))
    again = tuple(event for event, _ in sorted(owned, key=lambda one: (one[0].on, *(-ord(c) for c in one[1]))))
    for day in days_of(story):
        first = _answers(make, story, day)
        yield from _same(first, _answers(make, other, day), "customer after customer within each day")
        yield from _same(first, _answers(make, again, day), "the last customer first within each day")


def _split(make: Make, story: Story) -> Iterator[str]:
    """Split every receipt of two units or more whose placements all stand."""
    undone = {event.placement for event in story if isinstance(event, TakeBack)}
    kept = {event.receipt for event in story if isinstance(event, Place) and event.placement in undone}
    split = {
        event.receipt: (event.amount // 2, event.amount - event.amount // 2)
        for event in story
        if isinstance(event, Receive) and event.amount > 1 and event.receipt not in kept
    }
    rest = {receipt: halves[0] for receipt, halves in split.items()}
    other = tuple(half for event in story for half in halved(event, split, rest))
    for day in days_of(story):
        one, two = _answers(make, story, day), _answers(make, other, day)
        if one.open_items != two.open_items:
            yield from _same(evolve(one, unapplied={}, accounts={}), evolve(two, unapplied={}, accounts={}), "halved")
        if sum(one.unapplied.values()) != sum(two.unapplied.values()):
            yield f"{day}: {sum(one.unapplied.values())} unapplied, halved {sum(two.unapplied.values())}"
        for customer in one.accounts:
            if one.accounts[customer].closing != two.accounts[customer].closing:
                yield f"{day}: the closing of {customer} is another one when receipts come in two halves"


def _scaled(make: Make, story: Story) -> Iterator[str]:
    other = mapped(story, _kept, lambda amount: amount * _TIMES, timedelta())
    for day in days_of(story):
        one, two = _answers(make, story, day), _answers(make, other, day)
        yield from _same(_enlarged(one), two, f"all amounts times {_TIMES}")


def _enlarged(answer: Evening) -> Evening:
    return Evening(
        {name: evolve(item, open=item.open * _TIMES) for name, item in answer.open_items.items()},
        {name: amount * _TIMES for name, amount in answer.unapplied.items()},
        {
            name: evolve(
                one,
                opening=one.opening * _TIMES,
                closing=one.closing * _TIMES,
                lines=tuple(evolve(line, amount=line.amount * _TIMES) for line in one.lines),
            )
            for name, one in answer.accounts.items()
        },
    )


def _shifted(make: Make, story: Story) -> Iterator[str]:
    other = mapped(story, _kept, _kept, CYCLE)
    for day in days_of(story):
        one, two = _answers(make, story, day), _answers(make, other, day + CYCLE)
        yield from _same(_moved(one), two, "400 years later")


def _moved(answer: Evening) -> Evening:
    return evolve(
        answer,
        accounts={
            name: evolve(one, lines=tuple(evolve(line, on=line.on + CYCLE) for line in one.lines))
            for name, one in answer.accounts.items()
        },
    )


def _stranger(make: Make, story: Story) -> Iterator[str]:
    strangers = mapped(story, lambda name: f"X{name}", _kept, timedelta())
    among = tuple(event for pair in zip(story, strangers, strict=True) for event in pair)
    mine = set(customers_of(story))
    for day in days_of(story):
        both = _answers(make, among, day, sorted(mine))
        ours = evolve(
            both,
            open_items={name: item for name, item in both.open_items.items() if item.customer in mine},
            unapplied={name: left for name, left in both.unapplied.items() if not name.startswith("X")},
        )
        yield from _same(_answers(make, story, day), ours, "with an unrelated customer in the books")


def _undone(make: Make, story: Story) -> Iterator[str]:
    """Take back everything that stands at the end: as if nothing had ever been placed."""
    last = story[-1].on
    back = {event.placement for event in story if isinstance(event, TakeBack)}
    undo = tuple(TakeBack(event.placement, last) for event in story
                 if isinstance(event, Place) and event.placement not in back)  # fmt: skip
    documents = tuple(event for event in story if not isinstance(event, Place | TakeBack))
    yield from _same(
        _answers(make, documents, last), _answers(make, (*story, *undo), last), "all placed and taken back"
    )


def _repeated(make: Make, story: Story) -> Iterator[str]:
    system = make()
    for event in story:
        event.do(system)
        before = evening(system, event.on, customers=customers_of(story), first=story[0].on)
        with suppress(Refused):
            event.do(system)
        after = evening(system, event.on, customers=customers_of(story), first=story[0].on)
        yield from _same(before, after, f"{event}, sent twice")


def _names(make: Make, story: Story) -> Iterator[str]:
    ids = ids_of(story)
    other = {old: f"单{len(ids) - number:03}" for number, old in enumerate(ids)}
    renamed = mapped(story, lambda name: other[name], _kept, timedelta())
    for day in days_of(story):
        one, two = _answers(make, story, day), _answers(make, renamed, day)
        yield from _same(_renamed(one, lambda name: other[name]), two, "ids renamed, in the opposite order")


def _more(make: Make, story: Story) -> Iterator[str]:
    receipts = [event.receipt for event in story if isinstance(event, Receive)]
    last = story[-1].on
    before = _answers(make, story, last)
    for larger in receipts:
        more = tuple(_enriched(event, larger) for event in story)
        after = _answers(make, more, last)
        for name, item in after.open_items.items():
            if name not in before.open_items or item.open > before.open_items[name].open:
                yield f"{larger} is one unit larger, and {name} is more open"


def _enriched(event: Event, receipt: str) -> Event:
    if isinstance(event, Receive) and event.receipt == receipt:
        return evolve(event, amount=event.amount + 1)
    return event


RELATIONS: tuple[ReceivablesLaw, ...] = (
    Law("M1", "The order of events of different customers within a day is irrelevant.",
        "reliability.md M1", _independent, stories, told),
    Law("M3", "A receipt that comes in two parts on one day leaves the same open and the same money.",
        "reliability.md M3, M4", _split, stories, told),
    Law("M5", "All amounts times n give all answers times n.",
        "reliability.md M5", _scaled, stories, told),
    Law("M7", "The same story 400 years later has the same answers.",
        "reliability.md M7", _shifted, stories, told),
    Law("M8", "An unrelated customer changes nothing for the others.",
        "reliability.md M8", _stranger, stories, told),
    Law("M9", "What is done and undone leaves no trace in any balance.",
        "reliability.md M9", _undone, stories, told),
    Law("M10", "A command sent twice does what it does once.",
        "reliability.md M10", _repeated, stories, told),
    Law("M14", "Ids renamed rename the answers, and change nothing else.",
        "reliability.md M14", _names, stories, told),
    Law("M15", "A larger receipt makes no invoice more open.",
        "reliability.md M15", _more, stories, told),
)  # fmt: skip
