"""The tie after a push: whatever an office has, what differs there is named, document by document, to the last cent."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from hypothesis import given, note, settings

from salessupport.domain.facts import Facts
from salessupport.domain.values.money import total
from salessupport.domain.values.policies import Company
from salessupport.linking.tie import ThreeWayTie
from salessupport.memory.remote import Remote
from salessupport.testing.histories import histories
from salessupport.testing.simulated import SimulatedClock
from support.journals import fast_folder
from support.links import books, joined


def tied(company: Company, facts: Facts) -> tuple[ThreeWayTie | None, Any]:
    """The tie of books that were pushed to a system as it comes; None where it refuses a document."""
    last = max(row.recorded_on for table in facts.registers.values() for row in table) if facts.registers else None
    clock = SimulatedClock(datetime.combine(last or max(days(facts)), time(2), UTC) + timedelta(days=40))
    with fast_folder() as folder:
        office = books(folder / "office", facts, company=company)
        with joined(office, Remote("erp", clock=clock.now), clock=clock) as link:
            pushed = link.push()
            return (None if pushed.left else link.tie()), pushed


def days(facts: Facts) -> list[Any]:
    """The days on which anything happens."""
    tables = (facts.invoices, facts.receipts, facts.allocations, facts.adjustments, facts.charges, facts.bill_events)
    return [row.effective for table in tables for row in table if row.effective]


class TestAfterAPush:
    @settings(max_examples=60, deadline=None)
    @given(histories(max_steps=12, late=False))
    def test_whatever_differs_is_named(self, drawn: Any) -> None:
        """Write-offs, interest, charges, refunds, bills, contracts, tolerances, credit notes: no customer differs."""
        company, facts = drawn
        if not days(facts):
            return
        tie, pushed = tied(company, facts)
        note(str(pushed))
        if tie is None:
            return
        for one in tie.customers:
            note(str(one))
            named = total((part.amount for part in one.untold), one.currency)
            assert one.state in ("tied", "unconfirmed", "explained")
            assert one.ours.minor - one.theirs.minor == named.minor
