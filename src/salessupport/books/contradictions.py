"""What the rows say against each other, noted at their places; the rules are the domain's (`domain.consistency`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from salessupport.books.loading import Loaded
from salessupport.domain.consistency import faults
from salessupport.domain.facts import Facts
from salessupport.domain.history import History
from salessupport.domain.values.policies import Company


def contradictions(tables: Mapping[str, Loaded], facts: Facts, company: Company) -> Iterator[tuple[str, int]]:
    """Note every contradiction; gives table and index of each fact that may not be loaded because of one."""
    for fault in faults(History(company, facts)):
        loaded = tables[fault.table]
        note = loaded.note if fault.level == "error" else loaded.warn
        note(fault.code, loaded.rows[fault.row], fault.column, **fault.context)
        if fault.level == "error":
            yield fault.table, fault.row
