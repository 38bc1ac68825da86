"""A carrier in memory: rates by weight, waybills booked and cancelled, what a person reports of them (LG-02, LG-08).

Law: a waybill that was picked up is not cancelled; nothing is delivered but by an event that says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from attrs import evolve, frozen

from salessupport.domain.values.money import Money
from salessupport.memory.connection import Connection
from salessupport.memory.record import Mark, Record, View
from salessupport.memory.remote import Remote
from salessupport.memory.wire import Wire
from salessupport.spi.documents import Blob
from salessupport.spi.errors import InvalidRemoteInput, RemoteNotFound
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Outcome, Ref
from salessupport.spi.ports.carrier import Consignment, Rate, TrackingEvent, TrackingState, Waybill

KIND: Final = "waybills"
PRICES: Final[Mapping[str, Money]] = MappingProxyType({"express": Money(1200, "CNY"), "standard": Money(500, "CNY")})
"""Services and their price of a kilogram."""


@frozen
class Booking:
    """A consignment that was taken in, and what happened to it."""

    waybill: Waybill
    parcel: Consignment
    events: tuple[TrackingEvent, ...] = ()
    cancelled: bool = False
    proof: Blob | None = None


class MemoryCarrier(Connection):
    """`Carrier` of a remote; `prices` of a kilogram by service."""

    def __init__(self, remote: Remote, wire: Wire | None = None, *, prices: Mapping[str, Money] = PRICES) -> None:
        super().__init__(remote, wire)
        self._prices = prices

    def quote(self, parcel: Consignment, /) -> Sequence[Rate]:
        """What each service would cost."""
        return self._ask("quote", lambda _: tuple(Rate(name, self._price(name, parcel)) for name in self._prices))

    def label(self, waybill: str, /) -> Blob:
        """The label to print."""

        def question(view: View) -> Blob:
            booking = _booking(_seen(view, waybill))
            to = booking.parcel.receiver
            return Blob(f"{waybill}\n{to.company} {to.person}\n{to.address}\n".encode(), "text/plain", f"{waybill}.txt")

        return self._ask("label", question)

    def track(self, waybills: Collection[str], /) -> Iterator[TrackingEvent]:
        """What happened to these, in the order of time for each; of unknown ones nothing is told."""

        def question(view: View) -> tuple[TrackingEvent, ...]:
            seen = (view.get(Ref(KIND, number)) for number in waybills)
            return tuple(event for record in seen if record for event in _booking(record).events)

        return iter(self._ask("track", question))

    def proof_of_delivery(self, waybill: str, /) -> Blob | None:
        """The signed receipt (回单), None while there is none."""
        return self._ask("proof_of_delivery", lambda view: _booking(_seen(view, waybill)).proof)

    def book(self, parcel: Consignment, service: str, /, *, key: Key) -> Outcome[Waybill]:
        """Book a consignment; `InvalidRemoteInput` for an unknown service, no parcel or no weight."""

        def effect() -> Ref:
            if service not in self._prices:
                raise InvalidRemoteInput(path="service", remote_text=f"no service {service}")
            if parcel.parcels < 1 or parcel.weight_kg <= 0:
                raise InvalidRemoteInput(path="parcels", remote_text="nothing to carry")
            number = f"WB{self.remote.number(KIND):010d}"
            waybill = Waybill(number, service, self._price(service, parcel))
            booked = TrackingEvent(number, self.remote.now(), TrackingState.BOOKED, "booked")
            return self.remote.add(KIND, value=Booking(waybill, parcel, (booked,)), by=key, id=number)

        ref, replayed = self._tell("book", key, (parcel, service), effect)
        return Done(_booking(self.remote.require(ref)).waybill, ref, replayed)

    def cancel(self, waybill: str, /, *, key: Key) -> Outcome[None]:
        """Cancel a booked consignment; `InvalidRemoteInput` if it was cancelled before or picked up."""

        def effect() -> Ref:
            ref = Ref(KIND, waybill)
            booking = _booking(self.remote.require(ref))
            if booking.cancelled or any(event.state is not TrackingState.BOOKED for event in booking.events):
                raise InvalidRemoteInput(path=waybill, remote_text="cancelled before, or picked up")
            return self.remote.set(ref, value=evolve(booking, cancelled=True), by=key)

        ref, replayed = self._tell("cancel", key, waybill, effect)
        return Done(None, ref, replayed)

    def find(self, key: Key, /) -> Outcome[Waybill] | None:
        """Give the waybill that the command with this key booked or cancelled, None if there is nothing of it."""

        def answer(_: View, mark: Mark) -> Outcome[Waybill]:
            return Done(_booking(self.remote.require(mark.ref)).waybill, mark.ref, replayed=True)

        return self._marked(key, answer)

    def _price(self, service: str, parcel: Consignment) -> Money:
        return self._prices[service].times(max(parcel.weight_kg, Decimal(1)))


def report(remote: Remote, waybill: str, state: TrackingState, text: str, *, proof: Blob | None = None) -> None:
    """Have the carrier report something of a consignment, and hand in its signed receipt."""
    ref = Ref(KIND, waybill)
    booking = _booking(remote.require(ref))
    event = TrackingEvent(waybill, remote.now(), state, text)
    remote.set(ref, value=evolve(booking, events=(*booking.events, event), proof=proof or booking.proof))


def _booking(record: Record) -> Booking:
    return record.valued(Booking)


def _seen(view: View, waybill: str) -> Record:
    record = view.get(Ref(KIND, waybill))
    if record is None:
        raise RemoteNotFound(path=waybill, remote_text=f"no waybill {waybill}")
    return record
