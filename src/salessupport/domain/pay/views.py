"""What was known of plans and credited money on the days that a pass over time comes to (PY-02, Conventions 11).

Law: what a view says of a day is what a snapshot of that day says; it gets there from the day before without beginning
anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import define, evolve, field

from salessupport.domain.history import History
from salessupport.domain.pay.concerned import Concerned
from salessupport.domain.pay.credited import Basis, Snapshot
from salessupport.domain.pay.credits import Credits
from salessupport.domain.pay.ledgers import Ledgers
from salessupport.domain.pay.plans import Held, Terms, in_force
from salessupport.domain.pay.retention import is_retained
from salessupport.domain.pay.targets import target_of
from salessupport.domain.values.dates import Period


@define(eq=False)
class View:
    """Goes from day to day, forwards; `history` knows all that is known on the last of them."""

    history: History
    concerned: Concerned
    ledgers: Ledgers
    snapshot: Snapshot
    _last: date
    _credits: dict[Basis, Credits] = field(factory=dict, init=False)
    _held: dict[tuple[str, date], Held | None] = field(factory=dict, init=False)
    _aimed: dict[tuple[str, str, date], Terms] = field(factory=dict, init=False)
    _retained: dict[str, bool] = field(factory=dict, init=False)

    @classmethod
    def of(cls, history: History, concerned: Concerned, days: Sequence[date]) -> View:
        """A view that has seen nothing yet; `days` are all that it will go to, in order."""
        last = days[-1] if days else date.min
        return cls(history, concerned, Ledgers(history, concerned, days), Snapshot(history, date.min), last)

    @property
    def day(self) -> date:
        """The day that the view has come to."""
        return self.snapshot.as_of

    def go_to(self, day: date) -> None:
        """Know what was known on a later day."""
        known = self.history if day == self._last else self.history.known_by(day)
        if _plans(known) != _plans(self.snapshot.history):
            self._held.clear()
            self._aimed.clear()
        self._retained.clear()
        self.snapshot = Snapshot(known, day, lambda: self.ledgers.up_to(day))

    def terms(self, person: str, period: Period) -> Terms | None:
        """The terms that were known to hold for a person in a period."""
        known = self.snapshot.history.salespeople.get(person)
        if known is None or known.plan is None:
            return None
        key = known.plan, period.first
        if key not in self._held:
            self._held[key] = in_force(self.snapshot.history, *key)
        held = self._held[key]
        if held is None or held.period != period:
            return None
        return self._with_target(person, held) if held.terms.plan.accelerator else held.terms

    def _with_target(self, person: str, held: Held) -> Terms:
        key = person, held.terms.plan.id, held.period.first
        if key not in self._aimed:
            target = target_of(self.snapshot.history, person, held.period, held.terms.basis)
            self._aimed[key] = evolve(held.terms, target=target)
        return self._aimed[key]

    def is_retained(self, contract: str) -> bool:
        """Whether a contract has a retention that was not in by the day."""
        if contract not in self._retained:
            self._retained[contract] = is_retained(self.snapshot, contract)
        return self._retained[contract]

    def credits(self, basis: Basis) -> Credits:
        """What was credited by the day."""
        if basis not in self._credits:
            self._credits[basis] = Credits(basis, self.concerned)
        self._credits[basis].advance(self.snapshot)
        return self._credits[basis]


def _plans(history: History) -> tuple[object, ...]:
    facts = history.facts
    return facts.commission_plans, facts.commission_tiers, facts.commission_rates, facts.targets
