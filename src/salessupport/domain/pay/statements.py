"""Statements of commission: a period closed with what was known on its last day (PY-02, Conventions 11).

What later facts change is clawback in the period that comes to know them: the original period calculated anew less what
it was. Laws: a statement depends on the facts effective and recorded by the period's last day alone, so drawing it
again gives the same; earned + clawback + carried_in - held + released = payout + carried_out, and the next statement
carries that in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from attrs import define, field, frozen

from salessupport.domain.history import History
from salessupport.domain.pay.concerned import Concerned
from salessupport.domain.pay.credited import Basis, Entry, in_order
from salessupport.domain.pay.earning import Earning, earned, earning
from salessupport.domain.pay.holding import NO_SHARES, Hold, Holdings, Shares, held_shares
from salessupport.domain.pay.plans import Terms, in_force, periods, versions
from salessupport.domain.pay.ruled import Ruled
from salessupport.domain.pay.rules import rule_of
from salessupport.domain.pay.views import View
from salessupport.domain.values.dates import Period

_NOTHING = Earning()


@frozen
class Change:
    """A closed period calculated anew: what it was and what it is `anew`, capped; minor units."""

    period: Period
    was: int
    anew: int


class _Own(NamedTuple):
    """What a period earns of its own, as known on a day, and what of it is to be held by contract."""

    earned: int = 0
    shares: Shares = NO_SHARES


@frozen
class Account:
    """A person's period: its earning, what later facts changed of earlier ones, what came from the period before.

    `holds` are the contracts of which something is held back, or was until now.
    """

    person: str
    period: Period
    terms: Terms
    earning: Earning = _NOTHING
    changes: tuple[Change, ...] = ()
    carried_in: int = 0
    holds: tuple[Hold, ...] = ()

    @property
    def clawback(self) -> int:
        """What later facts changed of earlier periods, signed."""
        return sum(change.anew - change.was for change in self.changes)

    @property
    def balance(self) -> int:
        """All of it, before anything is carried out."""
        return self.earning.earned + self.clawback + self.carried_in - self.held + self.released

    @property
    def held(self) -> int:
        """What is held back of contracts of which less was held before."""
        return sum(max(0, one.change) for one in self.holds)

    @property
    def released(self) -> int:
        """What was held and is so no longer: the tail is in, or what it was held of was taken back."""
        return sum(max(0, -one.change) for one in self.holds)

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
    """Draws the accounts of one period, in one pass over the days on which earlier periods of the plans ended."""

    history: History
    period: Period
    _concerned: Concerned = field(init=False)
    _ruled: Ruled | None = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Know what was known on the last day, and the rule that the company chose."""
        rule = rule_of(self.history)
        self._ruled = None if rule is None else Ruled(rule)
        self.history = self.history.known_by(self.period.last)
        self._concerned = Concerned.of(self.history)

    def account(self, person: str) -> Account | None:
        """The person's account of the period; None where no plan with such a period holds then."""
        return next(iter(self.accounts([person])), None)

    def accounts(self, people: Iterable[str]) -> list[Account]:
        """The accounts of those who have one, in order of the people."""
        days = [day for day in self._concerned.days if day < self.period.first] + [self.period.last]
        walks = [walk for person in people if (walk := self._walk(person, days)) is not None]
        stops = sorted({day for walk in walks for day in walk.stops})
        view = View.of(self.history, self._concerned, stops)
        for day in stops:
            view.go_to(day)
            for walk in walks:
                walk.stop(view)
        return [walk.account for walk in walks]

    def _walk(self, person: str, days: Sequence[date]) -> _Walk | None:
        plan = self.history.salespeople[person].plan
        asked = in_force(self.history, plan, self.period.first)
        if asked is None or plan is None or asked.period != self.period:
            return None
        known = versions(self.history, plan)
        late = [] if all(one.recomputes for one in known) else list(dict.fromkeys(one.basis for one in known))
        account = Account(person, asked.period, asked.terms)
        return _Walk(account, [*periods(self.history, plan, days)], late, self._ruled)


@define(eq=False)
class _Walk:
    """One person through the periods of a plan; `late` are the bases whose changes may enter a later period."""

    account: Account
    _periods: Sequence[Period]
    _late: Sequence[Basis]
    _ruled: Ruled | None
    _next: int = field(default=0, init=False)
    _drawn: dict[Period, _Own] = field(factory=dict, init=False)
    _owned: dict[Period, tuple[Terms, int, _Own]] = field(factory=dict, init=False)
    _holdings: Holdings = field(factory=Holdings, init=False)
    _marks: dict[Basis, int] = field(factory=dict, init=False)

    @property
    def stops(self) -> set[date]:
        """The days on which the walk looks at what is known."""
        eves = {period.day_before for period in self._periods} if self._late else set[date]()
        return eves | {period.last for period in self._periods}

    def stop(self, view: View) -> None:
        """Draw the account of the period that ends on the day, and be ready for the one that begins on the next."""
        if self._next < len(self._periods) and view.day == self._periods[self._next].last:
            self._draw(view, self._periods[self._next])
            self._next += 1
        if self._late and self._next < len(self._periods) and view.day == self._periods[self._next].day_before:
            self._marks = {basis: len(view.credits(basis).replaced) for basis in self._late}

    def _draw(self, view: View, period: Period) -> None:
        """The account of a period after that of the one before; `_drawn` is what each came to when last drawn."""
        held = view.terms(self.account.person, period)
        were = self._drawn
        self._drawn = {one: self._own(view, one) for one in (*were, period)}
        before = self.account
        if held is None:  # nobody knew the plan yet: what the period earns is told when somebody does
            stay = tuple(Hold(one.contract, one.after, one.after) for one in before.holds)
            self.account = Account(before.person, period, before.terms, _NOTHING, (), before.carried_out, stay)
            return
        entries = in_order(view.credits(held.basis).of(before.person, period))
        changes: tuple[Change, ...] = ()
        if held.recomputes:
            changes = self._changes(were)
        else:
            entries = [*self._came_late(view, held, period), *entries]
        own = self._earning(view, held, period, entries)
        self._holdings.add(held_shares(held, own))
        holds = self._holdings.holds(before.holds, view.is_retained)
        self.account = Account(before.person, period, held, own, changes, before.carried_out, holds)

    def _changes(self, were: Mapping[Period, _Own]) -> tuple[Change, ...]:
        """What earlier periods come to anew, which what is held of them follows."""
        for period, was in were.items():
            self._holdings.add(was.shares, -1)
            self._holdings.add(self._drawn[period].shares)
        now = {period: self._drawn[period].earned for period in were}
        return tuple(Change(one, was.earned, now[one]) for one, was in were.items() if now[one] != was.earned)

    def _earning(self, view: View, held: Terms, period: Period, entries: list[Entry]) -> Earning:
        """What entries earn, traced where somebody will ask for it."""
        if self._ruled is not None:
            return self._ruled.earning(view.snapshot.history, held, self.account.person, period, entries)
        if held.plan.hold_back or period is self._periods[-1]:
            return earning(held, entries)
        return Earning(earned=earned(held, entries))

    def _own(self, view: View, period: Period) -> _Own:
        """What a period earns of its own, as known on the day; nothing where no plan was known."""
        person = self.account.person
        terms = view.terms(person, period)
        if terms is None:
            return _Own()
        credited = view.credits(terms.basis)
        turn = credited.turn(person, period)
        known = self._owned.get(period)
        if self._ruled is None and known is not None and known[0] is terms and known[1] == turn:
            return known[2]  # a rule of a package is told of more than the entries
        if self._ruled is None and not terms.plan.hold_back:
            own = _Own(earned(terms, credited.of(person, period)))
        else:
            made = self._earning(view, terms, period, in_order(credited.of(person, period)))
            own = _Own(made.earned, held_shares(terms, made))
        self._owned[period] = terms, turn, own
        return own

    def _came_late(self, view: View, terms: Terms, period: Period) -> list[Entry]:
        """What later facts change of all before the period, as entries of it (`in_period`)."""
        gone, come = Counter[Entry](), Counter[Entry]()
        for entry, sign in view.credits(terms.basis).replaced[self._marks[terms.basis] :]:
            if entry.part.person == self.account.person and entry.on < period.first:
                (come if sign > 0 else gone)[entry] += 1
        undone = (entry.taken_away for entry in in_order((gone - come).elements()))
        return [*undone, *in_order((come - gone).elements())]
