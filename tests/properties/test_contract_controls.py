"""Control totals and reasons of contracts over drawn histories: two routes to one figure (AR-12, decision 8, I13)."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings

from salessupport.domain.contracts.control import contract_controls
from salessupport.domain.contracts.reasons import explain_contract
from salessupport.domain.facts import Facts
from salessupport.domain.history import History
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.explanation import Explanation
from salessupport.domain.values.policies import Company
from salessupport.testing.histories import histories

DRAWN = histories(max_steps=20, more=("contract", "contract"))


def nodes(tree: Explanation) -> Iterator[Explanation]:
    """A tree's nodes, the root first."""
    yield tree
    for reason in tree.because:
        yield from nodes(reason)


class TestContracts:
    @settings(max_examples=150)
    @given(DRAWN)
    def test_have_equal_controls_on_every_day(self, drawn: tuple[Company, Facts]) -> None:
        """Instalments, money and the bridge agree by both routes after every day on which something happened."""
        history = History(*drawn)
        facts = history.facts
        tables = (facts.invoices, facts.receipts, facts.allocations, facts.contract_changes, facts.adjustments)
        for day in sorted({row.effective for table in tables for row in table if row.effective is not None}):
            unequal = [one for one in contract_controls(history, place(history, day)) if not one.equal]
            assert unequal == [], day

    @settings(max_examples=80)
    @given(DRAWN)
    def test_have_reasons_that_add_up(self, drawn: tuple[Company, Facts]) -> None:
        """Below every figure of a contract the figures add up to it."""
        history = History(*drawn)
        last = max(
            row.effective for row in (*history.facts.invoices, *history.facts.receipts, *history.facts.contracts)
        )
        ledger = place(history, last)
        for contract in history.facts.contracts:
            for node in nodes(explain_contract(history, ledger, contract.id)):
                parts = [reason.amount.minor for reason in node.because if reason.amount is not None]
                if parts and node.amount is not None:
                    assert sum(parts) == node.amount.minor, node.what
