"""What rows of commission point at: versions that a plan has, lines that a document has, products or classes.

Laws: the version that a tier or a rate names is one of its plan's; a share of one line is of a line that the document
has. What points at nothing would pay nothing, and nobody would notice (PY-02).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from salessupport.domain.consistency.fault import Fault
from salessupport.domain.facts import CommissionRate, CommissionSplit, CommissionTier
from salessupport.domain.history import History


def faults(history: History) -> Iterator[Fault]:
    """Faults of what salespeople, tiers, rates and shares name."""
    if history.plan_versions:
        yield from _versions(history, "commission_tiers", history.facts.commission_tiers)
        yield from _versions(history, "commission_rates", history.facts.commission_rates)
    yield from _unlimited(history)
    yield from _employment(history)
    yield from _lines(history)


def _versions(
    history: History,
    table: Literal["commission_tiers", "commission_rates"],
    facts: Sequence[CommissionTier | CommissionRate],
) -> Iterator[Fault]:
    known = {(plan.id, plan.version) for plan in history.facts.commission_plans}
    for row, fact in enumerate(facts):
        if fact.version is not None and (fact.plan, fact.version) not in known:
            context = {"plan": fact.plan, "version": fact.version}
            yield Fault(table, row, "version", "commission.no_such_version", context)


def _unlimited(history: History) -> Iterator[Fault]:
    """A rate for everything puts all tiers out of use, which is hardly meant."""
    for row, rate in enumerate(history.facts.commission_rates):
        if rate.product is None and rate.class_ is None:
            yield Fault("commission_rates", row, "product", "commission.rate_of_all", {"plan": rate.plan}, "warning")


def _employment(history: History) -> Iterator[Fault]:
    for row, one in enumerate(history.facts.salespeople):
        if one.joined_on is not None and one.left_on is not None and one.left_on < one.joined_on:
            context = {"salesperson": one.id, "joined_on": one.joined_on, "left_on": one.left_on}
            yield Fault("salespeople", row, "left_on", "salesperson.left_before_joined", context, "warning")


def _lines(history: History) -> Iterator[Fault]:
    known: dict[str, frozenset[int]] = {}
    for row, split in enumerate(history.facts.commission_splits):
        document = split.invoice or split.order or split.contract
        if split.line is None or document is None:
            continue
        if document not in known:
            known[document] = _lines_of(history, split, document)
        if known[document] and split.line not in known[document]:
            context = {"document": document, "line": split.line}
            yield Fault("commission_splits", row, "line", "commission.no_such_line", context)


def _lines_of(history: History, split: CommissionSplit, document: str) -> frozenset[int]:
    """The numbers of a document's lines; none where the books give no lines, of which nothing is said."""
    if split.invoice is not None:
        return frozenset(line.line for line in history.invoice_lines_of.get(document, ()))
    if split.order is not None:
        return frozenset(line.line for line in history.order_lines_of.get(document, ()))
    return frozenset(line.line for line in history.contract_lines_of.get(document, ()))
