"""What the register of statements' confirmations says against itself: months that are none, steps out of order (DN-01).

A step out of order is reported with the steps that were possible. It is a warning: it still holds, nothing is lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from salessupport.domain.consistency.fault import Fault
from salessupport.domain.facts import RegisterStatement
from salessupport.domain.history import History
from salessupport.domain.reconciliation.states import LEGAL, State
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import InvalidDate

_TABLE = "register_statements"


def faults(history: History) -> Iterator[Fault]:
    """Every fault of the register: of a month first, then of each statement's steps in their order."""
    statements: defaultdict[tuple[str, str], list[tuple[int, RegisterStatement]]] = defaultdict(list)
    for at, row in enumerate(history.facts.register_statements):
        try:
            Period.month(row.month)
        except InvalidDate as error:
            yield Fault(_TABLE, at, "month", error.code, error.context)
        else:
            statements[row.customer, row.month].append((at, row))
    for steps in statements.values():
        yield from _out_of_order(sorted(steps, key=lambda step: (step[1].on, step[1].id)))


def _out_of_order(steps: list[tuple[int, RegisterStatement]]) -> Iterator[Fault]:
    state: State = "not_sent"
    for at, row in steps:
        if row.step not in LEGAL[state]:
            legal = ", ".join(LEGAL[state])
            context = {"customer": row.customer, "month": row.month, "state": state, "step": row.step, "legal": legal}
            yield Fault(_TABLE, at, "step", "statement.transition", context, level="warning")
        state = row.step
