"""`Customers` of a folder of exported tables: each verb joins the mapping and the transport."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from salessupport.domain.facts import Customer
from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.spi.environment import Environment
from salessupport.spi.errors import RemoteNotFound, Unsupported
from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Health, Outcome, Ref, RemoteIdentity, Version
from salessupport.spi.ports import Customers

from salessupport_exports.config import Config
from salessupport_exports.mapping import TABLES, change_of, version_of
from salessupport_exports.transport import Folder

_FORMAT = 1


class ExportsCustomers:
    """`Customers` of one connection."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def identify(self) -> RemoteIdentity:
        """Say who answers: product, version, company."""
        return RemoteIdentity("exported tables", "", self._folder.name)

    def ping(self) -> Health:
        """Say whether it answers; raises nothing but errors of configuration or sign-in."""
        return Health(self._folder.there, "" if self._folder.there else "the folder cannot be reached")

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Hand over every table that is not as it was at `since`, one table after another.

        An export has no times, so a cursor holds the mark of each table that was handed over: a table that changed is
        handed over whole, one that did not is left out.
        """
        marks = _marks(since)
        for kind in kinds if kinds is not None else TABLES:
            if kind not in TABLES:
                raise Unsupported(path=f"exports.changes.{kind}")
            rows = self._folder.rows(TABLES[kind])
            mark = version_of(rows).mark
            if marks.get(kind) != mark:
                marks[kind] = mark
                yield Batch(tuple(change_of(kind, row) for row in rows), _cursor(marks))

    def get(self, ref: Ref, /) -> tuple[Customer, Version]:
        """One customer as it is now; `RemoteNotFound` if there is none."""
        for batch in self.changes(kinds=["customers"]):
            for change in batch.items:
                (customer,) = change.rows["customers"]
                if change.ref == ref and isinstance(customer, Customer):
                    return customer, change.version
        raise RemoteNotFound(path=str(ref))

    def upsert(self, customer: Customer, /, *, key: Key, expect: Version | None = None) -> Outcome[Ref]:
        """Refuse: an export is read, never written."""
        raise Unsupported(path="exports.upsert")

    def find(self, key: Key, /) -> Outcome[Ref] | None:
        """Refuse: nothing is ever written that could be found."""
        raise Unsupported(path="exports.find")


def _cursor(marks: dict[str, str]) -> Cursor:
    return Cursor("exports", "tables", _FORMAT, json.dumps(marks, sort_keys=True))


def _marks(since: Cursor | None) -> dict[str, str]:
    """The marks of a cursor; one of another adapter, stream or format is refused by name."""
    if since is None:
        return {}
    text = since.position_for(adapter="exports", stream="tables", format=_FORMAT)
    try:
        return {str(kind): str(mark) for kind, mark in json.loads(text).items()}
    except (ValueError, AttributeError):
        raise InvalidIdentifier("cursor.invalid", path=text[:40]) from None


@contextmanager
def open_exports(config: Config, environment: Environment) -> Iterator[Customers]:
    """Connect."""
    yield ExportsCustomers(Folder(config))
