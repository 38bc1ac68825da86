"""A tax platform as a file: shared by processes, surviving their death, and with no memory for keys of its own.

Every effect is one line, appended in one write, so that an effect that came twice stands there twice. Whoever calls it
may be told anything: `faults` says which fault strikes the next call.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from attrs import define, field, frozen

from salessupport.domain.values.money import Money
from salessupport.spi.documents import InvoiceDocument
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Outcome, Pending, Ref, Ticket
from salessupport.spi.ports.einvoicing import IssuedInvoice
from salessupport.testing.faults import Fault, Moment
from salessupport.testing.simulated import SimulatedClock
from salessupport.testing.weather import Weather
from support.writes import DAY

LATE_SECONDS = 0.03
"""How long an effect takes to show that comes later (F22)."""


@frozen
class Effect:
    """A document that stands at the remote."""

    key: str
    minor: int
    shows_at: float


@define(eq=False)
class FileRemote:
    """An adapter of `EInvoicing` on the file; those whose key is among `slow` are taken in and have to be polled."""

    folder: Path
    faults: Callable[[Key], Fault | None] = lambda _key: None
    slow: frozenset[str] = frozenset()
    polls: int = 2
    weather: Weather = field(factory=lambda: Weather(SimulatedClock()))
    _asked: dict[str, int] = field(factory=dict)

    @property
    def file(self) -> Path:
        """Where the effects stand."""
        return self.folder / "effects.log"

    def effects(self) -> Iterator[Effect]:
        """Every effect that there was."""
        if self.file.exists():
            for line in self.file.read_bytes().splitlines():
                yield Effect(*json.loads(line))

    def issue(self, draft: InvoiceDocument, /, *, key: Key) -> Outcome[IssuedInvoice]:
        """Issue an invoice, as often as it is asked to."""
        minor = draft.invoice.gross.minor

        def effect(late: float = 0.0) -> Outcome[IssuedInvoice]:
            line = json.dumps([key.text, minor, time.time() + late]) + "\n"
            handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            os.write(handle, line.encode())
            os.close(handle)
            return self._end(key.text, minor)

        fault = self.faults(key)
        if fault is not None and fault.moment is Moment.LATER:
            effect(LATE_SECONDS)
            fault = Fault(fault.kind, late=True)
            self.weather.forecast((fault,))
            return self.weather.call("issue", lambda: None, effect=True)  # type: ignore[return-value]
        self.weather.forecast((fault,))
        return self.weather.call("issue", effect, effect=True)

    def find(self, key: Key, /) -> Outcome[IssuedInvoice] | None:
        """Look for what this key did, as far as it shows."""

        def look() -> Outcome[IssuedInvoice] | None:
            now = time.time()
            shown = (one for one in self.effects() if one.key == key.text and one.shows_at <= now)
            first = next(shown, None)
            return None if first is None else self._end(first.key, first.minor)

        self.weather.forecast((self.faults(key),))
        return self.weather.call("find", look, effect=False)

    def poll(self, ticket: Ticket, /) -> Outcome[IssuedInvoice]:
        """Ask for the end of what was taken in."""
        self._asked[ticket.text] = self._asked.get(ticket.text, 0) + 1
        minor = next(one.minor for one in self.effects() if one.key == ticket.text)
        return self._end(ticket.text, minor)

    def _end(self, key: str, minor: int) -> Outcome[IssuedInvoice]:
        if key in self.slow and self._asked.get(key, 0) < self.polls:
            return Pending(Ticket(key))
        amount, nothing = Money(minor, "CNY"), Money(0, "CNY")
        return Done(IssuedInvoice(key, DAY, amount, nothing, amount, "", None), Ref("issued", key))
