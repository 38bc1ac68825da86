"""Carrier: waybills booked, tracked and proven (LG-02, LG-08)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Final, Protocol

from attrs import frozen

from salessupport.domain.values.money import Money
from salessupport.spi.documents import Blob
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Outcome
from salessupport.spi.port import Port, port
from salessupport.spi.ports.shared import Answers


@frozen
class Party:
    """Who sends or receives: company, person, telephone, address."""

    company: str
    person: str
    phone: str
    address: str


@frozen
class Consignment:
    """What is to be carried: the delivery it belongs to, from whom to whom, parcels and weight in kilograms."""

    delivery: str
    sender: Party
    receiver: Party
    parcels: int
    weight_kg: Decimal
    goods: str
    declared: Money | None = None


@frozen
class Rate:
    """A price for a service."""

    service: str
    price: Money


@frozen
class Waybill:
    """A booked consignment."""

    number: str
    service: str
    price: Money | None = None


class TrackingState(Enum):
    """Where a consignment is; a remote state that is not known is UNKNOWN, never DELIVERED."""

    BOOKED = "booked"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    FAILED = "failed"
    RETURNED = "returned"
    UNKNOWN = "unknown"


@frozen
class TrackingEvent:
    """Something that happened to a consignment."""

    waybill: str
    at: datetime
    state: TrackingState
    text: str
    place: str = ""


class Carrier(Answers, Protocol):
    """Consignments quoted, booked, cancelled, tracked."""

    def quote(self, parcel: Consignment, /) -> Sequence[Rate]:
        """What each service would cost."""
        ...

    def label(self, waybill: str, /) -> Blob:
        """The label to print."""
        ...

    def track(self, waybills: Collection[str], /) -> Iterator[TrackingEvent]:
        """What happened to these, in the order of time for each."""
        ...

    def proof_of_delivery(self, waybill: str, /) -> Blob | None:
        """The signed receipt (回单), None while there is none."""
        ...

    def book(self, parcel: Consignment, service: str, /, *, key: Key) -> Outcome[Waybill]:
        """Book a consignment."""
        ...

    def cancel(self, waybill: str, /, *, key: Key) -> Outcome[None]:
        """Cancel a booked consignment that was not picked up."""
        ...

    def find(self, key: Key, /) -> Outcome[Waybill] | None:
        """Give what the command with this key booked, None if there is nothing of it."""
        ...


CARRIER: Final[Port[Carrier]] = port(
    "carrier", "1.0", reads="quote label track proof_of_delivery", commands="book cancel"
)
