"""Weather: what the network does to the calls of an adapter, as a list of faults that shrinks like any data.

One call takes one entry: None is fair, a `Fault` strikes. The weather is the wire of the memory adapters, and wraps the
HTTP client of all others; an adapter cannot tell it from the real thing, for it raises what the real client raises.
Source: ports.md 4.3; reliability.md 3.12.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import TypeVar

from attrs import define, field, frozen

from salessupport.memory.record import View
from salessupport.memory.remote import Remote
from salessupport.spi.environment import Http, HttpFactory, HttpResponse
from salessupport.spi.errors import (
    AdapterError,
    AuthFailed,
    DeadlineExceeded,
    Maintenance,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    Transient,
    Unreachable,
)
from salessupport.spi.secret import Secret
from salessupport.testing.faults import Fault, Moment
from salessupport.testing.simulated import SimulatedClock

T = TypeVar("T")

LATER = timedelta(seconds=20)
"""How long an effect of F22 takes to come; an adapter that declares `Lookup` names at least this as `settle`."""

_REFUSED = {"F17": Rejected, "F15": AuthFailed}
_SURE = {"F1": Unreachable, "F2": Unreachable, "F3": Unreachable, "F4": Unreachable, "F13": Maintenance}


@define(eq=False)
class Weather:
    """Strikes calls one by one as `plan` says; behind its end all is fair.

    `calls` keeps what was called, `struck` counts the faults by their kind.
    """

    clock: SimulatedClock
    plan: list[Fault | None] = field(factory=list)
    visibility: timedelta = timedelta(0)
    calls: list[str] = field(factory=list)
    struck: Counter[str] = field(factory=Counter)
    _deferred: list[tuple[object, Callable[[], object]]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.clock.waiting.append(lambda _instant: self._settle())

    def forecast(self, faults: tuple[Fault | None, ...]) -> None:
        """Set what strikes the next calls."""
        self.plan = list(faults)

    def view(self, remote: Remote, /) -> View:
        """What a reading of the memory adapters sees: nothing younger than `visibility`."""
        if not self.visibility:
            return remote.view()
        seen_to = self.clock.now() - self.visibility
        return remote.view(sum(record.at <= seen_to for record in remote.changes))

    def clear(self) -> None:
        """End all faults; what was on its way arrives."""
        self.plan = []
        self._settle(everything=True)

    @property
    def on_the_way(self) -> bool:
        """Whether an effect is still to come."""
        return bool(self._deferred)

    def call(self, operation: str, work: Callable[[], T], *, effect: bool) -> T:
        """Make a call under the next entry of the plan."""
        self.calls.append(operation)
        fault = self.plan.pop(0) if self.plan else None
        if fault is None:
            return work()
        return self._struck(fault, work, effect=effect)

    def _struck(self, fault: Fault, work: Callable[[], T], *, effect: bool) -> T:
        self.struck[fault.kind.id] += 1
        moment = fault.moment
        if not effect:
            if moment in (Moment.TWICE, Moment.LATER):
                return work()
            raise _lost_reading(fault)
        if moment is Moment.TWICE:
            work()
            return work()
        if moment is Moment.LATER:
            self._deferred.append((self.clock.now() + LATER, work))
        elif moment is Moment.AFTER:
            work()
        raise lost_effect(fault)

    def _settle(self, *, everything: bool = False) -> None:
        """Let effects arrive whose time has come; one that is refused by then has none, and nobody hears of it."""
        now = self.clock.now()
        due = [work for at, work in self._deferred if everything or at <= now]  # type: ignore[operator]
        self._deferred = [] if everything else [(at, work) for at, work in self._deferred if at > now]  # type: ignore[operator]
        for work in due:
            try:
                work()
            except AdapterError:
                continue


def lost_effect(fault: Fault) -> AdapterError:
    """What the client raises for a call with an effect: certainly nothing, refused, or unknown."""
    if fault.kind.id in _SURE:
        return _SURE[fault.kind.id](remote_text=fault.kind.title)
    if fault.kind.id in _REFUSED:
        return _REFUSED[fault.kind.id](remote_text=fault.kind.title)
    if fault.kind.id == "F14":
        return RateLimited(retry_after=1, remote_text=fault.kind.title)
    return OutcomeUnknown(remote_text=fault.kind.title)


def _lost_reading(fault: Fault) -> AdapterError:
    """What the client raises for a reading: it may always be repeated."""
    error = lost_effect(fault)
    if not isinstance(error, OutcomeUnknown):
        return error
    timeouts = ("F5", "F6", "F9")
    kind: type[Transient] = DeadlineExceeded if fault.kind.id in timeouts else Unreachable
    return kind(remote_text=fault.kind.title)


@frozen(eq=False)
class WeatherHttp(Http):
    """An HTTP client under weather."""

    http: Http
    weather: Weather

    def request(
        self,
        method: str,
        path: str,
        /,
        *,
        effect: bool,
        params: Mapping[str, str | Secret] | None = None,
        headers: Mapping[str, str | Secret] | None = None,
        json: object = None,
        form: Mapping[str, str | Secret] | None = None,
        content: bytes | None = None,
        deadline: timedelta | None = None,
        accept: Collection[int] = (),
    ) -> HttpResponse:
        """Call under the next entry of the plan."""

        def work() -> HttpResponse:
            return self.http.request(
                method,
                path,
                effect=effect,
                params=params,
                headers=headers,
                json=json,
                form=form,
                content=content,
                deadline=deadline,
                accept=accept,
            )

        return self.weather.call(f"{method} {path}", work, effect=effect)


@frozen(eq=False)
class WeatherFactory(HttpFactory):
    """Makes clients under one weather."""

    factory: HttpFactory
    weather: Weather

    def client(self, base_url: str, /, *, headers: Mapping[str, str | Secret] | None = None) -> Http:
        """A client of this origin, under the weather."""
        return WeatherHttp(self.factory.client(base_url, headers=headers), self.weather)
