"""The same month closed from the books and from what was pulled of them out of another system: equal figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from salessupport import Desk
from salessupport.books.demo import demo_company
from salessupport.domain.facts import Facts
from salessupport.domain.values.dates import Period
from salessupport.memory.remote import Remote
from salessupport.testing.simulated import SimulatedClock
from support.journals import fast_folder
from support.links import books, joined

MONTH = "2026-10"
NOT_CARRIED = ("products", "salespeople", "commission_plans", "commission_tiers", "commission_rates")
"""Tables that a push does not send: products and salespeople are the other system's master data, plans nobody's."""
OF_ROWS = {"facts", "proof"}
"""What counts or seals rows: the tables that no port carries are missing, and a placement that is left to the policy
here is a row there. Everything else is figures, and is compared."""


@pytest.fixture(scope="module")
def offices() -> Iterator[tuple[Path, Path, datetime]]:
    """The books of a demonstration, those that were pulled after pushing them, and when that was."""
    company, facts = demo_company(seed=3, orders=60, last_month=MONTH)
    clock = SimulatedClock(datetime(2026, 11, 3, 1, 0, tzinfo=UTC))
    remote = Remote("erp", clock=clock.now)
    masters = Facts().appended({table: facts.rows(table) for table in NOT_CARRIED})
    with fast_folder() as place:
        office = books(place / "office", facts, company=company)
        copy = books(place / "copy", masters, company=company)
        with joined(office, remote, clock=clock) as link:
            assert not link.push().left
        with joined(copy, remote, clock=clock) as link:
            assert not link.pull().left
            assert link.tie(as_of=date(2026, 10, 31)).tied
        yield office, copy, clock.now()


def closed(folder: Path, now: datetime) -> dict[str, Any]:
    """Close the month; gives what `close.json` says."""
    answer = Desk.open(folder, clock=lambda: now).close(MONTH, out=folder / "out")
    assert answer.status == "closed"
    return dict(json.loads((folder / "out" / "close.json").read_text(encoding="utf-8")))


class TestTheSameMonth:
    def test_every_statement_is_equal_line_by_line(self, offices: tuple[Path, Path, datetime]) -> None:
        """Of each customer, over the month: opening, lines, closing, ageing."""
        office, copy, now = offices
        here, there = (Desk.open(folder, clock=lambda: now) for folder in (office, copy))
        period = Period.month(MONTH)
        assert here.history.customers
        for customer in here.history.customers:
            drawn = [desk.statement(customer, first=period.first, last=period.last) for desk in (here, there)]
            assert drawn[0] == drawn[1], customer
        assert here.ageing(as_of=period.last) == there.ageing(as_of=period.last)

    def test_the_closes_say_the_same_figures(self, offices: tuple[Path, Path, datetime]) -> None:
        """Every key of `close.json` but the two that are about rows; commission and controls among them."""
        office, copy, now = offices
        here, there = closed(office, now), closed(copy, now)
        assert here.keys() == there.keys() >= OF_ROWS
        assert {name: said for name, said in here.items() if name not in OF_ROWS} == {
            name: said for name, said in there.items() if name not in OF_ROWS
        }
        assert here["receivables"] != "0.00"
        assert here["facts"] != there["facts"]
