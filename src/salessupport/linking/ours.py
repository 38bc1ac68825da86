"""Fields that are ours by configuration: where the other system says another thing, our value is sent to it.

    [links.erp]
    ours = ["customers.credit_limit", "customers.credit_days"]

Only customers have a command that sets what is there. The document that is sent is theirs, with our fields put into
it, and names the version that it was made of: who changed it there since is not overwritten. Without this table
nothing is ours, and every difference is told and left alone. Source: issue 7 point 3; LD-02.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from attrs import evolve, frozen

from salessupport.books.tables import TABLES
from salessupport.desk import Desk
from salessupport.domain.facts import Customer
from salessupport.domain.values.errors import ConfigError
from salessupport.linking.mirror import Mirrored
from salessupport.linking.sent import Sent, first_key, next_key
from salessupport.runtime.calls import Call
from salessupport.runtime.outbox import Intent, State
from salessupport.spi.ports import CUSTOMERS

_TABLE: Final = "customers"
_FIXED: Final = frozenset({"id", "recorded_on"})


@frozen
class Correction:
    """A command that sets fields of ours on a customer there."""

    intent: Intent
    sets: tuple[str, ...]


def checked(names: Iterable[str], connection: str) -> tuple[str, ...]:
    """The fields, as `customers.credit_limit`; `ConfigError` for one that cannot be ours."""
    known = _attributes()
    given = tuple(names)
    for number, name in enumerate(given):
        if name not in known:
            path = f"$.links.{connection}.ours[{number}]"
            raise ConfigError("link.ours", path=path, value=name, known=", ".join(known))
    return given


def corrections(
    desk: Desk, documents: Iterable[Mirrored], sent: Sent, *, ours: tuple[str, ...]
) -> Iterator[Correction]:
    """The commands that set our fields where they differ there, for customers that both sides have."""
    known = _attributes()
    for one in documents:
        customer = desk.history.customers.get(one.ours) if one.ref.kind == _TABLE and not one.deleted else None
        theirs = one.rows.get(_TABLE, ())[:1]
        if customer is None or not theirs:
            continue
        (row,) = theirs
        differing = tuple(name for name in ours if getattr(row, known[name]) != getattr(customer, known[name]))
        if differing and isinstance(row, Customer):
            wanted = evolve(row, **{known[name]: getattr(customer, known[name]) for name in differing})
            if not _not_kept(sent, one.ours, wanted, [getattr(row, known[name]) for name in differing]):
                yield Correction(_intent(desk, sent, one, wanted), differing)


def _intent(desk: Desk, sent: Sent, one: Mirrored, wanted: Customer) -> Intent:
    call = Call.of(CUSTOMERS, "upsert", wanted, expect=one.version)
    key = next_key(first_key("upsert", desk.company.name, one.ours), call.digest)
    return Intent(sent.connection, key, call, "push", lane=one.ours)


def _not_kept(sent: Sent, number: str, wanted: Customer, theirs: list[object]) -> bool:
    """Whether the very same was sent before and the fields are still empty there: it has no such field."""
    row = sent.rows.get((_TABLE, number))
    empty = all(value in (None, "", ()) for value in theirs)
    return empty and row is not None and row.state is State.CONFIRMED and sent.document(row) == wanted


def _attributes() -> Mapping[str, str]:
    columns = TABLES[_TABLE].columns
    return {f"{_TABLE}.{one.name}": one.attribute for one in columns if one.name not in _FIXED}
