"""What every part of a desk stands on: the history, its folds, the clock, and the one way in which facts are added."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from threading import RLock
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from attrs import evolve

from salessupport.books.collector import paused
from salessupport.desk.answers import Change
from salessupport.desk.store import FactStore
from salessupport.domain.history import History
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.findings import Finding
from salessupport.domain.values.policies import Company

if TYPE_CHECKING:
    from salessupport.books.records import Books

Clock = Callable[[], datetime]
"""Tells the time, with its zone; injected so that nothing here reads the machine's."""

_KEPT_LEDGERS = 4
D = TypeVar("D", bound="DeskBase")
P = ParamSpec("P")
R = TypeVar("R")


def alone(command: Callable[Concatenate[D, P], R]) -> Callable[Concatenate[D, P], R]:
    """Have one command of a desk carried out at a time: what it rests on is what its rows are added to (B55)."""

    @wraps(command)
    def run(self: D, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with self.lock:
            return command(self, *args, **kwargs)

    return run


class DeskBase:
    """An office's facts with a clock and a store."""

    def __init__(self, history: History, *, store: FactStore, clock: Clock, books: Books | None = None) -> None:
        self.history = history
        self.store = store
        self.clock = clock
        self.books = books
        self.lock = RLock()
        self._ledgers: dict[tuple[date, date | None], Ledger] = {}

    @property
    def company(self) -> Company:
        """Whose books these are, with the policies in force."""
        return self.history.company

    @property
    def skipped(self) -> tuple[Finding, ...]:
        """Faults of rows that were left out on request (`skip_bad_rows`); every report made from here is marked."""
        return self.books.skipped if self.books is not None else ()

    @property
    def today(self) -> date:
        """The day by the clock, in the company's time zone; a clock that names none is the company's own."""
        now = self.clock()
        return (now if now.tzinfo is None else now.astimezone(ZoneInfo(self.company.timezone))).date()

    @property
    def recording_day(self) -> date:
        """The day that new rows are recorded on: today, but never before the last recording of the books (B47)."""
        return max(self.today, self.history.last_recorded_on or self.today)

    def ledger(self, as_of: date, known_at: date | None = None) -> Ledger:
        """The fold of the facts up to a date; the last few are kept."""
        key = as_of, known_at
        with self.lock:
            if key not in self._ledgers:
                while len(self._ledgers) >= _KEPT_LEDGERS:
                    del self._ledgers[next(iter(self._ledgers))]
                with paused():
                    self._ledgers[key] = place(self._known(known_at), as_of)
            return self._ledgers[key]

    def _seen(self, as_of: date | None, known_at: date | None) -> tuple[History, Ledger]:
        """The history as known, and its fold up to a day; today if none is given."""
        return self._known(known_at), self.ledger(as_of or self.today, known_at)

    def _known(self, known_at: date | None) -> History:
        return self.history.known_by(known_at)

    def _carry_out(self, change: Change, *, dry_run: bool) -> Change:
        """Append a command's rows to the store and to the history, or only say it."""
        if self.recording_day > self.today:
            warning = (
                f"the clock is behind the books: recorded on {self.recording_day}, the day of their last recording"
            )
            change = evolve(change, effects=(*change.effects, warning))
        if dry_run or not any(change.appended.values()):
            return evolve(change, dry_run=dry_run)
        backup = self.store.append(change.appended, at=self.clock())
        self.history = evolve(self.history, facts=self.history.facts.appended(change.appended))
        self._ledgers.clear()
        return evolve(change, backup=backup)
