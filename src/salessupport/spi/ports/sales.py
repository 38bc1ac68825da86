"""Sales: the documents of an ERP, from order to settlement (OR-01, CO-16, IN-01, AR-02, AD-01)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Final, Protocol

from salessupport.spi.documents import (
    Availability,
    ContractDocument,
    InvoiceDocument,
    OrderDocument,
    RemoteOpenItem,
    Settlement,
)
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Outcome, Ref, Version
from salessupport.spi.port import Port, port
from salessupport.spi.ports.shared import Feeds


class Sales(Feeds, Protocol):
    """Contracts, orders, deliveries, invoices and receipts of an ERP, read as rows; written as documents."""

    def open_items(self, *, as_of: date, customer: str | None = None) -> Iterator[RemoteOpenItem]:
        """Hand over what the ERP holds open on `as_of`, of one of its customers (by its own id) or all (LD-02)."""
        ...

    def stock(self, products: Collection[str], /, *, warehouse: str | None = None) -> Mapping[str, Availability]:
        """Stock of these products (by our ids); a product that the ERP does not know is left out."""
        ...

    def post_contract(self, document: ContractDocument, /, *, key: Key) -> Outcome[Ref]:
        """Enter a contract (CO-16)."""
        ...

    def post_order(self, document: OrderDocument, /, *, key: Key) -> Outcome[Ref]:
        """Enter an order."""
        ...

    def amend_order(self, ref: Ref, document: OrderDocument, /, *, key: Key, expect: Version) -> Outcome[Ref]:
        """Set an order to this document; `VersionConflict` if it is not the version `expect` any more."""
        ...

    def cancel_order(self, ref: Ref, /, *, key: Key, reason: str, expect: Version) -> Outcome[Ref]:
        """Cancel an order; `VersionConflict` if it is not the version `expect` any more."""
        ...

    def post_invoice(self, document: InvoiceDocument, /, *, key: Key) -> Outcome[Ref]:
        """Enter an issued invoice or credit note."""
        ...

    def post_settlement(self, settlement: Settlement, /, *, key: Key) -> Outcome[Ref]:
        """Enter a receipt and place it as its allocations say."""
        ...

    def find(self, key: Key, /) -> Outcome[Ref] | None:
        """Give what the command with this key did, None if there is nothing of it."""
        ...


SALES: Final[Port[Sales]] = port(
    "sales",
    "1.0",
    reads="changes open_items stock",
    commands="post_contract post_order amend_order cancel_order post_invoice post_settlement",
    kinds="contracts orders deliveries returns invoices receipts",
)
