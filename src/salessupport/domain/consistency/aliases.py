"""What the register of aliases says against itself: merges of merged customers, rings, two for one id (CU-02)."""

from __future__ import annotations

from collections.abc import Iterator

from salessupport.domain.consistency.fault import Fault
from salessupport.domain.customers.merging import alias_faults
from salessupport.domain.history import History


def faults(history: History) -> Iterator[Fault]:
    """Every fault of the register, row by row."""
    for fault in alias_faults(history.facts.register_aliases):
        yield Fault("register_aliases", fault.at, fault.column, fault.code, fault.context)
