"""Statements drawn the plain way: a snapshot of everything at the end of every period, and all earlier periods anew.

It shares what a document credits and what a period earns with the product, and nothing of how the product gets through
time: no ledger, entry or term is carried from one day to the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from attrs import define, evolve, field

from salessupport.domain.history import History
from salessupport.domain.pay.commission import CommissionStatement, shown
from salessupport.domain.pay.concerned import days_of
from salessupport.domain.pay.credited import Entry, Snapshot
from salessupport.domain.pay.earning import Earning, earning
from salessupport.domain.pay.holding import Hold, Holdings, held_shares
from salessupport.domain.pay.plans import Terms, in_force, periods
from salessupport.domain.pay.retention import is_retained
from salessupport.domain.pay.statements import Account, Change
from salessupport.domain.pay.targets import target_of
from salessupport.domain.values.dates import Period
from support.rewriting import all_rows


class _Cached:
    """A snapshot whose entries are drawn once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.history = snapshot.history
        self.entries = cache(snapshot.entries)
        self.is_retained = cache(lambda contract: is_retained(snapshot, contract))


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
        drawn: dict[Period, Earning] = {}
        account, reached = Account(person, asked.period, asked.terms), Holdings()
        for period in periods(self.history, plan, [*self._days()]):
            account = self._next(account, period, drawn, reached)
        return account

    def _next(self, before: Account, period: Period, drawn: dict[Period, Earning], reached: Holdings) -> Account:
        now, person = self._snapshot(period.last), before.person
        held, were = _terms(now, person, period), dict(drawn)
        drawn |= {one: _own(now, person, one) for one in (*were, period)}
        if held is None:
            stay = tuple(Hold(one.contract, one.after, one.after) for one in before.holds)
            return Account(person, period, before.terms, Earning(), (), before.carried_out, stay)
        changes, own = (), drawn[period]
        if held.recomputes:
            both = [(one, was.earned, drawn[one].earned) for one, was in were.items()]
            changes = tuple(Change(one, was, anew) for one, was, anew in both if anew != was)
            for one, was in were.items():
                reached.add(held_shares(_terms(self._snapshot(before.period.last), person, one) or held, was), -1)
                reached.add(held_shares(_terms(now, person, one) or held, drawn[one]))
        else:
            entries = [*self._late(now, person, period, held), *_within(now, person, period, held)]
            own = earning(held, entries)
        reached.add(held_shares(held, own))
        holds = reached.holds(before.holds, now.is_retained)
        return Account(person, period, held, own, changes, before.carried_out, holds)

    def _late(self, now: _Cached, person: str, period: Period, terms: Terms) -> list[Entry]:
        were = Counter(self._snapshot(period.day_before).entries(terms.basis).get(person, ()))
        are = Counter(one for one in now.entries(terms.basis).get(person, ()) if one.on < period.first)
        return [*(one.taken_away for one in (were - are).elements()), *(are - were).elements()]


def _terms(snapshot: _Cached, person: str, period: Period) -> Terms | None:
    known = snapshot.history.salespeople.get(person)
    held = in_force(snapshot.history, known.plan if known is not None else None, period.first)
    if held is None or held.period != period or known is None:
        return None
    return evolve(held.terms, target=target_of(snapshot.history, known.id, period, held.terms.basis))


def _own(snapshot: _Cached, person: str, period: Period) -> Earning:
    terms = _terms(snapshot, person, period)
    return Earning() if terms is None else earning(terms, _within(snapshot, person, period, terms))


def _within(snapshot: _Cached, person: str, period: Period, terms: Terms) -> Sequence[Entry]:
    return [one for one in snapshot.entries(terms.basis).get(person, ()) if one.on in period]
