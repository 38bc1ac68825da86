"""Statements drawn the plain way: a snapshot of everything at the end of every period, and all earlier periods anew.

It shares what a document credits and what a period earns with the product, and nothing of how the product gets through
time: no ledger, entry or term is carried from one day to the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from attrs import define, field

from salessupport.domain.history import History
from salessupport.domain.pay.commission import CommissionStatement, shown
from salessupport.domain.pay.concerned import days_of
from salessupport.domain.pay.credited import Entry, Snapshot
from salessupport.domain.pay.earning import Earning, earning
from salessupport.domain.pay.plans import Terms, in_force, periods
from salessupport.domain.pay.statements import Account, Change
from salessupport.domain.values.dates import Period
from support.rewriting import all_rows


class _Cached:
    """A snapshot whose entries are drawn once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.history = snapshot.history
        self.entries = cache(snapshot.entries)


@define(eq=False)
class Plain:
    """Draws the statements of one period."""

    history: History
    period: Period
    _snapshots: dict[date, _Cached] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        """Know what was known on the last day."""
        self.history = self.history.known_by(self.period.last)

    def statements(self) -> tuple[CommissionStatement, ...]:
        """The statements of everybody."""
        accounts = (self._account(person) for person in sorted(self.history.salespeople))
        return tuple(shown(self.history, one) for one in accounts if one is not None)

    def _snapshot(self, day: date) -> _Cached:
        if day not in self._snapshots:
            self._snapshots[day] = _Cached(Snapshot.of(self.history, day))
        return self._snapshots[day]

    def _days(self) -> Iterator[date]:
        happened = {day for row in all_rows(self.history.facts) for day in days_of(row)}
        yield from sorted(day for day in happened if day < self.period.first)
        yield self.period.last

    def _account(self, person: str) -> Account | None:
        plan = self.history.salespeople[person].plan or ""
        asked = in_force(self.history, plan, self.period.first)
        if asked is None or asked.period != self.period:
            return None
        drawn: dict[Period, int] = {}
        account = Account(person, asked.period, asked.terms)
        for period in periods(self.history, plan, [*self._days()]):
            account = self._next(account, period, drawn)
        return account

    def _next(self, before: Account, period: Period, drawn: dict[Period, int]) -> Account:
        now, person = self._snapshot(period.last), before.person
        held = _terms(now, person, period)
        anew = {earlier: _own(now, person, earlier).earned for earlier in drawn}
        changes = tuple(Change(one, was, anew[one]) for one, was in drawn.items() if anew[one] != was)
        drawn |= anew
        drawn[period] = _own(now, person, period).earned
        if held is None:
            return Account(person, period, before.terms, Earning(), (), before.carried_out)
        if held.recomputes:
            return Account(person, period, held, _own(now, person, period), changes, before.carried_out)
        entries = [*self._late(now, person, period, held), *_within(now, person, period, held)]
        return Account(person, period, held, earning(held, entries), (), before.carried_out)

    def _late(self, now: _Cached, person: str, period: Period, terms: Terms) -> list[Entry]:
        were = Counter(self._snapshot(period.day_before).entries(terms.basis).get(person, ()))
        are = Counter(one for one in now.entries(terms.basis).get(person, ()) if one.on < period.first)
        return [*(one.taken_away for one in (were - are).elements()), *(are - were).elements()]


def _terms(snapshot: _Cached, person: str, period: Period) -> Terms | None:
    known = snapshot.history.salespeople.get(person)
    held = in_force(snapshot.history, known.plan if known is not None else None, period.first)
    return held.terms if held is not None and held.period == period else None


def _own(snapshot: _Cached, person: str, period: Period) -> Earning:
    terms = _terms(snapshot, person, period)
    return Earning() if terms is None else earning(terms, _within(snapshot, person, period, terms))


def _within(snapshot: _Cached, person: str, period: Period, terms: Terms) -> Sequence[Entry]:
    return [one for one in snapshot.entries(terms.basis).get(person, ()) if one.on in period]
