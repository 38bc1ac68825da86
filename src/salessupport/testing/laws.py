"""Laws of receivables as values: each with an id, a sentence and its source, to be tried on any `ReceivablesSystem`.

    @pytest.mark.parametrize("law", laws(), ids=str)
    def test_law(law):
        verify(law, MySystem)

Sources: domain.md, invariants I1-I3, I5, I8; requirements §5, rules 1, 2 and 4. None of them is read off the model:
they hold of a system's answers by themselves, beside what the story says. Laws of splitting are in `split_laws`, those
about whole books (instalments, orders, exposure, reconciliation) in `office_laws`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta

from salessupport.testing.answers import Evening, evening, unlike
from salessupport.testing.checks import Law
from salessupport.testing.events import Credit, Issue, Place, Receive, Refund, Story, TakeBack, play, told
from salessupport.testing.stories import stories
from salessupport.testing.system import Make, ReceivablesSystem, Refused

ReceivablesLaw = Law[Make, Story]
_DAY = timedelta(days=1)
_MONTHS = timedelta(days=31)


def laws() -> tuple[ReceivablesLaw, ...]:
    """All laws about a system of receivables and a story."""
    return LAWS


def customers_of(story: Story) -> list[str]:
    """List the customers of a story."""
    return sorted({event.customer for event in story if isinstance(event, Issue | Receive)})


def days_of(story: Story) -> list[date]:
    """List the days of a story, oldest first."""
    return sorted({event.on for event in story})


def asked(system: ReceivablesSystem, story: Story, day: date) -> Evening:
    """Ask a system everything about a day of a story; statements run from its first day."""
    return evening(system, day, customers=customers_of(story), first=story[0].on)


def _prefixes(make: Make, story: Story) -> Iterator[tuple[ReceivablesSystem, Story]]:
    system = make()
    for count, event in enumerate(story, 1):
        event.do(system)
        yield system, story[:count]


def _conservation(make: Make, story: Story) -> Iterator[str]:
    for system, past in _prefixes(make, story):
        day = past[-1].on
        items, money = system.open_items(day), system.unapplied(day)
        for customer in customers_of(past):
            account = system.statement(customer, first=day, last=day)
            moved = sum(line.amount for line in account.lines)
            if account.opening + moved != account.closing:
                yield f"{day} {customer}: opening {account.opening} + lines {moved} is not closing {account.closing}"
            after = system.statement(customer, first=day + _DAY, last=day + _DAY)
            if after.opening != account.closing:
                yield f"{customer}: closing {account.closing} of {day}, opening {after.opening} of the next day"
            owed = sum(item.open for item in items.values() if item.customer == customer)
            owed -= sum(amount for receipt, amount in money.items() if _owner(past, receipt) == customer)
            if owed != account.closing:
                yield f"{day} {customer}: open items less money left are {owed}, the account says {account.closing}"


def _control(make: Make, story: Story) -> Iterator[str]:
    system = make()
    play(system, story)
    for customer in customers_of(story):
        account = system.statement(customer, first=story[0].on, last=story[-1].on)
        documents = sorted(_documents(story, customer))
        shown = sorted((line.on, line.id, line.amount) for line in account.lines)
        if shown != documents:
            yield f"{customer}: the statement shows {_plain(shown)}, the documents are {_plain(documents)}"


def _plain(lines: list[tuple[date, str, int]]) -> str:
    return ", ".join(f"{name} {amount:+}" for _, name, amount in lines) or "none"


def _documents(story: Story, customer: str) -> Iterator[tuple[date, str, int]]:
    for event in story:
        match event:
            case Issue() if event.customer == customer:
                yield event.on, event.invoice, event.amount
            case Receive() if event.customer == customer:
                yield event.on, event.receipt, -event.amount
            case Credit() if _owner(story, event.invoice) == customer:
                yield event.on, event.note, -event.amount
            case Refund() if _owner(story, event.receipt) == customer:
                yield event.on, event.refund, event.amount
            case _:
                pass


def _owner(story: Story, document: str) -> str:
    named = {
        event.invoice if isinstance(event, Issue) else event.receipt: event.customer
        for event in story
        if isinstance(event, Issue | Receive)
    }
    return named[document]


def _bounds(make: Make, story: Story) -> Iterator[str]:
    for system, past in _prefixes(make, story):
        day = past[-1].on
        whole = {event.invoice: event.amount for event in past if isinstance(event, Issue)}
        whole |= {event.receipt: event.amount for event in past if isinstance(event, Receive)}
        rest = {name: item.open for name, item in system.open_items(day).items()} | dict(system.unapplied(day))
        for name, amount in rest.items():
            if not 0 <= amount <= whole[name]:
                yield f"{day} {name}: {amount} is left of {whole[name]}"
        yield from _too_much(system, past, day)


def _too_much(system: ReceivablesSystem, past: Story, day: date) -> Iterator[str]:
    """Try what must be refused: one unit more than fits, on each side; a refusal leaves all as it was."""
    before = asked(system, past, day)
    tries: list[Place | Refund | Credit] = []
    for receipt, left in before.unapplied.items():
        tries.append(Refund("beyond", receipt, left + 1, day))
        mine = [(name, item) for name, item in before.open_items.items() if item.customer == _owner(past, receipt)]
        tries += [Place("beyond", receipt, name, min(left, item.open) + 1, day) for name, item in mine]
    tries += [Credit("beyond", name, item.open + 1, day) for name, item in before.open_items.items()]
    for event in tries:
        with suppress(Refused):
            event.do(system)
            yield f"more than fits was accepted: {event}"
            return
        if asked(system, past, day) != before:
            yield f"a refusal left a trace: {event}"
            return


def _spent_once(make: Make, story: Story) -> Iterator[str]:
    for system, past in _prefixes(make, story):
        left = system.unapplied(past[-1].on)
        back = {event.placement for event in past if isinstance(event, TakeBack)}
        for receipt in [event for event in past if isinstance(event, Receive)]:
            name = receipt.receipt
            mine = [event for event in past if isinstance(event, Place) and event.receipt == name]
            placed = sum(event.amount for event in mine if event.placement not in back)
            refunded = sum(event.amount for event in past if isinstance(event, Refund) and event.receipt == name)
            if placed + refunded + left.get(name, 0) != receipt.amount:
                yield f"{name} of {receipt.amount}: {placed} placed, {refunded} refunded, {left.get(name, 0)} left"


def _partition(make: Make, story: Story) -> Iterator[str]:
    system = make()
    play(system, story)
    due = {event.invoice: event.due_on for event in story if isinstance(event, Issue)}
    for day in [*days_of(story), story[-1].on + _MONTHS]:
        items = system.open_items(day)
        for name, item in items.items():
            if (item.bucket == 0) is (day > due[name]):
                yield f"{name}, due {due[name]}, is in bucket {item.bucket} on {day}"
        closings = (system.statement(name, first=day, last=day).closing for name in customers_of(story))
        control = sum(closings) + sum(system.unapplied(day).values())
        aged = sum(item.open for item in items.values())
        if aged != control:
            yield f"{day}: the buckets hold {aged}, the accounts {control}"


def _grows_older(make: Make, story: Story) -> Iterator[str]:
    system = make()
    play(system, story)
    last = story[-1].on
    days = [last + timedelta(days=count) for count in (0, 1, 29, 30, 31, 60, 61, 90, 91, 400)]
    now = system.open_items(days[0])
    for day in days[1:]:
        then = system.open_items(day)
        if {name: item.open for name, item in then.items()} != {name: item.open for name, item in now.items()}:
            yield f"between {last} and {day} nothing happened, and the open items differ"
        elif younger := [name for name, item in then.items() if item.bucket < now[name].bucket]:
            yield f"{younger[0]} is in a younger bucket on {day} than before"
        now = then


def _inverse(make: Make, story: Story) -> Iterator[str]:
    system = make()
    play(system, story)
    day, trial = story[-1].on, 0
    before = asked(system, story, day)
    for receipt, left in before.unapplied.items():
        for name, item in before.open_items.items():
            if item.customer == _owner(story, receipt):
                trial += 1
                place = Place(f"there{trial}", receipt, name, min(left, item.open), day)
                play(system, (place, TakeBack(place.placement, day)))
                if found := unlike(asked(system, story, day), before):
                    yield f"{place}, and taken back: {found[0]}"
                    return


def _past(make: Make, story: Story) -> Iterator[str]:
    system, said = make(), dict[date, Evening]()
    for event in story:
        event.do(system)
        said[event.on] = asked(system, story, event.on)
    back = {event.placement for event in story if isinstance(event, TakeBack)}
    for place in [event for event in story if isinstance(event, Place) and event.placement not in back]:
        system.take_back(place.placement, on=story[-1].on + _DAY)
    for day, answer in said.items():
        for line in unlike(asked(system, story, day), answer):
            yield f"asked again about {day}, when all has been taken back a day after the story: {line}"


LAWS: tuple[ReceivablesLaw, ...] = (
    Law("I1", "Opening, debits and credits give the closing, and that is open items less money left.",
        "domain.md I1; reliability.md R7-R10", _conservation, stories, told),
    Law("rule-1", "A statement shows every document of the period once, and nothing else.",
        "requirements §5 rule 1", _control, stories, told),
    Law("I2", "Nothing is settled or spent beyond what it is, and a refusal changes nothing.",
        "domain.md I2; reliability.md R4, R6", _bounds, stories, told),
    Law("rule-2", "Every receipt is placed, refunded or left, each unit once.",
        "requirements §5 rule 2; reliability.md R5", _spent_once, stories, told),
    Law("I3", "Every open item is in one bucket, not overdue in the first, and the buckets are the accounts.",
        "domain.md I3; reliability.md R11", _partition, stories, told),
    Law("rule-4", "Without anything happening, items stay open and only grow older.",
        "requirements §5 rule 4", _grows_older, stories, told),
    Law("I5", "To place and to take back is to do nothing.",
        "domain.md I5", _inverse, stories, told),
    Law("I8", "What happens later changes no answer about an earlier day.",
        "domain.md I8", _past, stories, told),
)  # fmt: skip
