"""Statements of commission: a period closed with what was known on its last day (PY-02, Conventions 11).

What later facts change is clawback in the period that comes to know them: the original period calculated anew less what
it was. Laws: a statement depends on the facts effective and recorded by the period's last day alone, so drawing it
again gives the same; earned + clawback + carried_in = payout + carried_out, and the next statement carries that in.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from operator import attrgetter

from attrs import define, field, fields, frozen

from salessupport.domain.facts import Facts
from salessupport.domain.history import History
from salessupport.domain.pay.credited import Entry, Snapshot
from salessupport.domain.pay.earning import Earning, earning
from salessupport.domain.pay.plans import Terms, in_force, periods
from salessupport.domain.values.dates import Period

_NOTHING = Earning()


@frozen
class Change:
    """A closed period calculated anew: what it was and what it is `anew`, capped; minor units."""

    period: Period
    was: int
    anew: int


@frozen
class Account:
    """A person's period: its earning, what later facts changed of earlier ones, what came from the period before."""

    person: str
    period: Period
    terms: Terms
    earning: Earning = _NOTHING
    changes: tuple[Change, ...] = ()
    carried_in: int = 0

    @property
    def clawback(self) -> int:
        """What later facts changed of earlier periods, signed."""
        return sum(change.anew - change.was for change in self.changes)

    @property
    def balance(self) -> int:
        """All of it, before anything is carried out."""
        return self.earning.earned + self.clawback + self.carried_in

    @property
    def payout(self) -> int:
        """What is paid; below zero only under a plan that carries nothing forward."""
        return max(0, self.balance) if self.terms.carries else self.balance

    @property
    def carried_out(self) -> int:
        """What is negative and waits for the next period."""
        return self.balance - self.payout


@define(eq=False)
class Run:
    """Draws the accounts of one period; snapshots are taken once each."""

    history: History
    period: Period
    _snapshots: dict[date, Snapshot] = field(factory=dict, init=False)
    _days: list[date] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        """Know what was known on the last day, and the days on which something happened."""
        self.history = self.history.known_by(self.period.last)
        self._days = sorted(day for day in {*_days(self.history)} if day < self.period.first)

    def snapshot(self, day: date) -> Snapshot:
        """What was known on a day of what had happened."""
        if day not in self._snapshots:
            self._snapshots[day] = Snapshot.of(self.history, day)
        return self._snapshots[day]

    def account(self, person: str) -> Account | None:
        """The person's account of the period; None where no plan with such a period holds then."""
        plan = self.history.salespeople[person].plan
        asked = in_force(self.history, plan, self.period.first)
        if asked is None or plan is None or asked.period != self.period:
            return None
        drawn: dict[Period, int] = {}
        account = Account(person, asked.period, asked.terms)
        for period in periods(self.history, plan, [*self._days, self.period.last]):
            account = self._next(account, period, drawn)
        return account

    def _next(self, before: Account, period: Period, drawn: dict[Period, int]) -> Account:
        """The account of a period after that of the one before; `drawn` is what each period came to when last drawn."""
        snapshot = self.snapshot(period.last)
        held = self._terms(snapshot, before.person, period)
        own = self.own(snapshot, before.person, period)
        changes = tuple(
            Change(earlier, was, now)
            for earlier, was in drawn.items()
            if (now := self.own(snapshot, before.person, earlier).earned) != was
        )
        drawn |= {change.period: change.anew for change in changes}
        drawn[period] = own.earned
        if held is None:  # nobody knew the plan yet: what the period earns is told when somebody does
            return Account(before.person, period, before.terms, own, (), before.carried_out)
        if held.recomputes:
            return Account(before.person, period, held, own, changes, before.carried_out)
        late, entries = self._late(snapshot, before.person, period, held), _all(snapshot, before.person, held)
        earned = earning(held, [*late, *_within(entries, period)])
        return Account(before.person, period, held, earned, (), before.carried_out)

    def own(self, snapshot: Snapshot, person: str, period: Period) -> Earning:
        """What a period earns of its own, as known in a snapshot; nothing where no plan was known."""
        terms = self._terms(snapshot, person, period)
        return _NOTHING if terms is None else earning(terms, _within(_all(snapshot, person, terms), period))

    def _terms(self, snapshot: Snapshot, person: str, period: Period) -> Terms | None:
        known = snapshot.history.salespeople.get(person)
        held = in_force(snapshot.history, known.plan if known is not None else None, period.first)
        return held.terms if held is not None and held.period == period else None

    def _late(self, snapshot: Snapshot, person: str, period: Period, terms: Terms) -> list[Entry]:
        """What later facts change of all before the period, as entries of it (`in_period`)."""
        earlier = Counter(_all(self.snapshot(period.day_before), person, terms))
        now = Counter(entry for entry in _all(snapshot, person, terms) if entry.on < period.first)
        return [*(entry.taken_away for entry in (earlier - now).elements()), *(now - earlier).elements()]


def _all(snapshot: Snapshot, person: str, terms: Terms) -> Sequence[Entry]:
    return snapshot.entries((terms.plan.basis, terms.plan.measure)).get(person, ())


def _within(entries: Sequence[Entry], period: Period) -> Sequence[Entry]:
    """The entries of a period; they stand in order of day."""
    first = bisect_left(entries, period.first, key=attrgetter("on"))
    return entries[first : bisect_right(entries, period.last, key=attrgetter("on"))]


def _days(history: History) -> Iterator[date]:
    """Every day on which a fact holds from or was recorded, or an order was confirmed, or goods arrived."""
    for table in fields(Facts):
        rows = getattr(history.facts, table.name) if table.name != "registers" else ()
        for row in rows:
            yield from (day for day in (row.effective, row.recorded_on) if day is not None)
    yield from (row.confirmed_on for row in history.facts.orders if row.confirmed_on is not None)
    yield from (row.delivered_on for row in history.facts.deliveries if row.delivered_on is not None)
