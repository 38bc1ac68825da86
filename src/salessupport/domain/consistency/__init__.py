"""Consistency: what the books' rows say against each other, all faults at once, none of them repaired in silence.

`documents` looks at single documents and their lines, `allocations` at both sides of every allocation, `adjustments`
at refunds and write-offs, `contracts` and `orders` at what they add up to, `bills` at their lives, `approvals` at
consents and issued papers, `statements` at the steps of their confirmation, `aliases` at merges of customers,
`pay` at commission plans and shares, `pay_references` at what their rows name. A fault of level `error` keeps the books
from loading.
"""

from __future__ import annotations

from collections.abc import Iterator

from salessupport.domain.consistency import (
    adjustments,
    aliases,
    allocations,
    approvals,
    bills,
    contracts,
    documents,
    orders,
    pay,
    pay_references,
    statements,
)
from salessupport.domain.consistency.fault import Fault
from salessupport.domain.history import History

__all__ = ["Fault", "faults"]

_SUBJECTS = (
    documents,
    allocations,
    adjustments,
    contracts,
    orders,
    bills,
    approvals,
    statements,
    aliases,
    pay,
    pay_references,
)


def faults(history: History) -> Iterator[Fault]:
    """Every fault of the recorded facts, table by table."""
    for subject in _SUBJECTS:
        yield from subject.faults(history)
