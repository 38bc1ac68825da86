"""`Customers` of K3 Cloud: customers and materials read, customers set under their own number (CU-01, AD-01).

Law: the number of base data is our id and stands there once, so that a repetition sets what is there. Lines that we
know nothing of (banks, contacts) are kept. Its key stands in a field of ours until another command sets the customer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from attrs import evolve
from salessupport.domain.facts import Customer
from salessupport.spi.environment import Environment
from salessupport.spi.errors import RemoteNotFound, VersionConflict
from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Health, Outcome, Ref, RemoteIdentity, Version
from salessupport.spi.ports.customers import Customers

from salessupport_kingdee import filters, wire
from salessupport_kingdee.codes import Codes, version
from salessupport_kingdee.config import Config
from salessupport_kingdee.feed import Feed
from salessupport_kingdee.identity import identity, well
from salessupport_kingdee.mapping_masters import change_of, customer_bill, customer_of
from salessupport_kingdee.posting import advanced, in_force, saved
from salessupport_kingdee.remote import Remote
from salessupport_kingdee.wire import Bill

KINDS = ("customers", "products")


class KingdeeCustomers:
    """`Customers` of one data centre."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self._form = remote.form("customers")
        self._codes = Codes(remote.config.currencies, remote.config.methods)
        self._feed = Feed(remote, KINDS, self._changed)

    def identify(self) -> RemoteIdentity:
        """Say who answers: the product and the data centre; the fields of every form were checked before."""
        return identity(self._remote)

    def ping(self) -> Health:
        """Say whether it answers."""
        return well(self._remote, self._form)

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Hand over customers and materials changed since `since`."""
        return self._feed.changes(since, kinds)

    def get(self, ref: Ref, /) -> tuple[Customer, Version]:
        """One customer as it is now; `RemoteNotFound` if there is none."""
        there = self._remote.bill(self._form, ref.id) if ref.kind == "customers" else None
        if there is None:
            raise RemoteNotFound(path=str(ref), remote_text=f"no {ref}")
        return customer_of(there, self._codes), version(there)

    def upsert(self, customer: Customer, /, *, key: Key, expect: Version | None = None) -> Outcome[Ref]:
        """Create the customer, or set it to this; a field that is not given is left as it is there."""
        ref = Ref("customers", customer.id)
        meant = customer_bill(customer, key.short(), self._codes)
        there = self._remote.bill(self._form, customer.id)
        same = there is not None and not list(wire.differences(self._form, meant, there))
        if there is not None and there.audited and same:
            return Done(ref, ref, replayed=True)
        _check(ref, there, expect)
        if there is not None and there.audited:
            there = advanced(self._remote, self._form, there, "UnAudit", {"D"})
        if there is None or not same:
            meant = evolve(meant, id=there.id if there else "")
            there = saved(self._remote, self._form, meant, anew=False, keep_lines=True)
        in_force(self._remote, self._form, meant, there)
        return Done(ref, ref)

    def find(self, key: Key, /) -> Outcome[Ref] | None:
        """Give the customer that the command with this key set, None if there is nothing of it."""
        field, short = self._form.fields["key"].key, key.short()
        there = self._remote.one(self._form, filters.equal(field, short), lambda bill: bill.text("key") == short)
        if there is None or not there.audited:
            return None
        ref = Ref("customers", there.number)
        return Done(ref, ref, replayed=True)

    def _changed(self, kind: str, bills: list[Bill]) -> list[Change]:
        return [change_of(kind, bill, self._codes) for bill in bills]


def _check(ref: Ref, there: Bill | None, expect: Version | None) -> None:
    """Refuse to set another version than the expected one."""
    if expect is None:
        return
    if there is None:
        raise RemoteNotFound(path=str(ref), remote_text=f"no {ref}")
    if version(there) != expect:
        raise VersionConflict(path=str(ref), current=version(there).mark)


@contextmanager
def open_customers(config: Config, environment: Environment) -> Iterator[Customers]:
    """Connect, and hold the profile against the tenant's metadata."""
    yield KingdeeCustomers(Remote(config, environment, KINDS))
