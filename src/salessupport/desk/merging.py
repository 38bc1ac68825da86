"""Merging customers: a row of `register_aliases`, under a name and with a reason; nothing is rewritten (CU-02)."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from salessupport.desk.answers import Change
from salessupport.domain.customers.merging import alias_faults
from salessupport.domain.facts import RegisterAlias
from salessupport.domain.history import History
from salessupport.domain.values.errors import Conflict, MissingField


def merge(history: History, keep: str, alias: str, *, by: str, reason: str, today: date) -> Change:
    """Let `keep` stand for `alias` from today on; chains and rings of merges are a `Conflict`."""
    for field, value in (("by", by), ("reason", reason)):
        if not value.strip():
            raise MissingField("field.missing", path=field)
    history.customer(keep)
    history.customer(alias)
    number = len(history.facts.register_aliases) + 1
    row = RegisterAlias(id=f"HB-{number:05d}", customer=keep, alias=alias, valid_from=today, by=by, reason=reason)
    after = evolve(history, facts=history.facts.appended({"register_aliases": (row,)}))
    for fault in alias_faults(after.facts.register_aliases):
        if fault.at == len(history.facts.register_aliases):
            raise Conflict(fault.code, path=alias, **fault.context)
    return Change("merge", appended={"register_aliases": (row,)}, effects=(f"{alias} is {keep} from {today}",))
