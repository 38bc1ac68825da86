"""`Sales` of an accounting service: each verb joins the mapping and the transport.

The service knows no keys: what is sent twice stands there twice. So the key is written into a field that can be
searched, and nothing is sent before it was searched for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from salessupport.spi import errors
from salessupport.spi.documents import (
    Availability,
    ContractDocument,
    InvoiceDocument,
    OrderDocument,
    RemoteOpenItem,
    Settlement,
)
from salessupport.spi.environment import Environment
from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Health, Outcome, Ref, RemoteIdentity, Version
from salessupport.spi.ports import Sales

from salessupport_accounting.config import Config
from salessupport_accounting.mapping import Entry, change_of, draft_of, identity_of
from salessupport_accounting.transport import Client

_FORMAT = 1


class AccountingSales:
    """`Sales` of one connection."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def identify(self) -> RemoteIdentity:
        """Say who answers: product, version, company."""
        return identity_of(self._client.about())

    def ping(self) -> Health:
        """Say whether it answers; raises nothing but errors of configuration or sign-in."""
        try:
            self._client.about()
        except errors.AuthFailed:
            raise
        except errors.AdapterError as error:
            return Health(well=False, detail=error.message())
        return Health(well=True)

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Hand over the invoices behind a cursor; the service numbers them in the order in which they were entered."""
        if kinds is not None and set(kinds) != {"invoices"}:
            raise errors.Unsupported(path="accounting.changes")
        after, more = "0", True
        if since is not None:
            after = since.position_for(adapter="accounting", stream="invoices", format=_FORMAT)
        while more:
            page = self._client.page(after)
            after = page.items[-1].id if page.items else after
            more = page.more and bool(page.items)
            yield Batch(tuple(map(change_of, page.items)), Cursor("accounting", "invoices", _FORMAT, after))

    def post_invoice(self, document: InvoiceDocument, /, *, key: Key) -> Outcome[Ref]:
        """Enter an issued invoice or credit note, unless it is there."""
        draft = draft_of(document, key.short())
        there = self._found(key)
        if there is None:
            entry = self._client.post(draft)
            return Done(entry.ref, entry.ref)
        if there.invoice != draft:
            raise errors.IdempotencyMismatch(path=key.text)
        return Done(there.ref, there.ref, replayed=True)

    def find(self, key: Key, /) -> Outcome[Ref] | None:
        """Give what the command with this key did, None if there is nothing of it."""
        there = self._found(key)
        return None if there is None else Done(there.ref, there.ref, replayed=True)

    def _found(self, key: Key) -> Entry | None:
        """The invoice that this key made; two of them are a matter for a person."""
        found = self._client.search(key.short())
        if len(found) > 1:
            numbers = ", ".join(entry.id for entry in found)
            raise errors.ContractViolation(path=key.text, remote_text=f"the service has it more than once: {numbers}")
        return found[0] if found else None

    def open_items(self, *, as_of: date, customer: str | None = None) -> Iterator[RemoteOpenItem]:
        """Refuse: the service keeps no payments."""
        raise errors.Unsupported(path="accounting.open_items")

    def stock(self, products: Collection[str], /, *, warehouse: str | None = None) -> Mapping[str, Availability]:
        """Refuse: the service keeps no stock."""
        raise errors.Unsupported(path="accounting.stock")

    def post_contract(self, document: ContractDocument, /, *, key: Key) -> Outcome[Ref]:
        """Refuse: the service keeps no contracts."""
        raise errors.Unsupported(path="accounting.post_contract")

    def post_order(self, document: OrderDocument, /, *, key: Key) -> Outcome[Ref]:
        """Refuse: the service keeps no orders."""
        raise errors.Unsupported(path="accounting.post_order")

    def amend_order(self, ref: Ref, document: OrderDocument, /, *, key: Key, expect: Version) -> Outcome[Ref]:
        """Refuse: the service keeps no orders."""
        raise errors.Unsupported(path="accounting.amend_order")

    def cancel_order(self, ref: Ref, /, *, key: Key, reason: str, expect: Version) -> Outcome[Ref]:
        """Refuse: the service keeps no orders."""
        raise errors.Unsupported(path="accounting.cancel_order")

    def post_settlement(self, settlement: Settlement, /, *, key: Key) -> Outcome[Ref]:
        """Refuse: the service keeps no payments."""
        raise errors.Unsupported(path="accounting.post_settlement")


@contextmanager
def open_accounting(config: Config, environment: Environment) -> Iterator[Sales]:
    """Connect."""
    yield AccountingSales(Client(config, environment))
