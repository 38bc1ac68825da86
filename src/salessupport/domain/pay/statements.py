"""Statements of commission: a period closed with what was known on its last day (PY-02, Conventions 11).

What later facts change is clawback in the period that comes to know them: the original period calculated anew less what
it was. Laws: a statement depends on the facts effective and recorded by the period's last day alone, so drawing it
again gives the same; earned + clawback + carried_in = payout + carried_out, and the next statement carries that in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from attrs import define, field, frozen

from salessupport.domain.history import History
from salessupport.domain.pay.concerned import Concerned
from salessupport.domain.pay.credited import Basis, Entry, in_order
from salessupport.domain.pay.earning import Earning, earned, earning
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
    _drawn: dict[Period, int] = field(factory=dict, init=False)
    _owned: dict[Period, tuple[Terms, int, int]] = field(factory=dict, init=False)
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
        changes = tuple(
            Change(earlier, was, now)
            for earlier, was in self._drawn.items()
            if (now := self._own(view, earlier)) != was
        )
        self._drawn |= {change.period: change.anew for change in changes}
        self._drawn[period] = self._own(view, period)
        before = self.account
        if held is None:  # nobody knew the plan yet: what the period earns is told when somebody does
            self.account = Account(before.person, period, before.terms, _NOTHING, (), before.carried_out)
            return
        entries = in_order(view.credits(held.basis).of(before.person, period))
        if not held.recomputes:
            changes, entries = (), [*self._came_late(view, held, period), *entries]
        last = period is self._periods[-1]
        if self._ruled is not None:
            own = self._ruled.earning(view.snapshot.history, held, before.person, period, entries)
        else:
            own = earning(held, entries) if last else Earning(earned=earned(held, entries))
        self.account = Account(before.person, period, held, own, changes, before.carried_out)

    def _own(self, view: View, period: Period) -> int:
        """What a period earns of its own, as known on the day; nothing where no plan was known."""
        person = self.account.person
        terms = view.terms(person, period)
        if terms is None:
            return 0
        credited = view.credits(terms.basis)
        if self._ruled is not None:  # it is told of more than the entries
            entries = in_order(credited.of(person, period))
            return self._ruled.earning(view.snapshot.history, terms, person, period, entries).earned
        turn = credited.turn(person, period)
        known = self._owned.get(period)
        if known is None or known[0] is not terms or known[1] != turn:
            known = self._owned[period] = terms, turn, earned(terms, credited.of(person, period))
        return known[2]

    def _came_late(self, view: View, terms: Terms, period: Period) -> list[Entry]:
        """What later facts change of all before the period, as entries of it (`in_period`)."""
        gone, come = Counter[Entry](), Counter[Entry]()
        for entry, sign in view.credits(terms.basis).replaced[self._marks[terms.basis] :]:
            if entry.part.person == self.account.person and entry.on < period.first:
                (come if sign > 0 else gone)[entry] += 1
        undone = (entry.taken_away for entry in in_order((gone - come).elements()))
        return [*undone, *in_order((come - gone).elements())]
