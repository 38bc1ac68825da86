"""Closing a month: the figures twice, the fact, what stays and what is restated."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve

from salessupport.desk import Desk
from salessupport.desk.answers import as_json
from salessupport.domain.receivables.closing import digest
from salessupport.domain.values.errors import IllegalTransition, PeriodClosed
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Policies
from small_office import adjustment, charge, customer, day, invoice, office, receipt, row, yuan


def busy_office(**more) -> Desk:
    """An office with something of everything in October."""
    tables = {
        "customers": [customer("C-1"), customer("C-2"), customer("C-3"), customer("C-4")],
        "invoices": [
            invoice("I-1", "100.00"),
            invoice("I-2", "60.00", on="10-05", due="11-04"),
            invoice("I-3", "500.00", customer="C-2", on="10-08", due=None),
            invoice("N-1", "10.00", kind="credit_note", original="I-1", on="10-06", due=None),
            invoice("I-4", "40.00", customer="C-3", on="09-02"),
        ],
        "receipts": [
            receipt("R-1", "90.00"),
            receipt("R-2", "499.50", customer="C-2", on="10-20", bank_fee=yuan("0.20")),
            receipt("R-3", "77.00", customer=None, on="10-21"),
            receipt("R-4", "40.00", customer="C-3", on="09-20"),
        ],
        "charges": [charge("F-1", "5.00", "I-2")],
        "adjustments": [adjustment("W-1", "write_off", "1.00", "I-2")],
    }
    return office(policies=Policies(tolerance=more.pop("tolerance", Decimal(1))), **{**tables, **more})


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class TestControls:
    def test_every_control_is_equal(self, tmp_path):
        """Each control total of a month with something of everything comes out the same by both routes."""
        answer = busy_office().close("2026-10", out=tmp_path)
        assert len(answer.controls) >= 7
        assert [one for one in answer.controls if not one.equal] == []

    def test_statements_go_to_movement_or_balance(self, tmp_path):
        """A customer with neither movement nor balance gets no statement, every other exactly one (DN-01)."""
        answer = busy_office().close("2026-10", out=tmp_path)
        assert [line.customer for line in answer.proof.accounts] == ["C-1", "C-2"]

    def test_the_proof_adds_up(self, tmp_path):
        """In every account of the proof closing is opening plus debits less credits."""
        for line in busy_office().close("2026-10", out=tmp_path).proof.accounts:
            assert line.opening + line.debits - line.credits == line.closing


class TestTheClosingIsAFact:
    def test_close_json_holds_the_answer(self, tmp_path):
        """`close.json` is the answer as plain values, without floats, and names every file."""
        answer = busy_office().close("2026-10", out=tmp_path)
        record = json.loads((tmp_path / "close.json").read_text("utf-8"), parse_float=pytest.fail)
        assert record["controls"] == as_json(answer.controls)
        assert all((tmp_path / name).is_file() for name in record["files"])
        assert record["receivables"] == str(answer.receivables)

    def test_closing_again_gives_the_same_bytes(self, tmp_path):
        """A closed month closed again writes byte for byte the same files."""
        desk = busy_office()
        first = desk.close("2026-10", out=tmp_path / "a")
        again = desk.close("2026-10", out=tmp_path / "b")
        assert (first.status, again.status) == ("closed", "closed_before")
        assert files_of(tmp_path / "a") == files_of(tmp_path / "b")

    def test_freezes_what_the_policy_placed(self, tmp_path):
        """Placements of the policy become rows, and every balance stays what it was."""
        desk = busy_office()
        before = desk.ageing(as_of=day("10-31"))
        change = desk.close("2026-10", out=tmp_path).change
        assert {one.source for one in change.appended["allocations"]} == {"R-1", "R-2", "R-4", "N-1"}
        assert desk.ageing(as_of=day("10-31")) == before

    def test_dry_run_records_nothing(self, tmp_path):
        """A trial close writes the sheets and leaves the books alone."""
        desk = busy_office()
        answer = desk.close("2026-10", out=tmp_path, dry_run=True)
        assert answer.status == "dry_run"
        assert desk.history.facts.closings == ()

    def test_a_month_that_is_not_over_is_not_closed(self, tmp_path):
        """The current month cannot be closed."""
        with pytest.raises(IllegalTransition, match=r"period\.not_over"):
            busy_office().close("2026-11", out=tmp_path)

    def test_seals_only_without_exceptions(self, tmp_path):
        """An unidentified receipt keeps the month from being sealed; without any exception it is."""
        assert not busy_office().close("2026-10", out=tmp_path / "a").sealed
        clean = office(invoices=[invoice("I-1", "100.00")], receipts=[receipt("R-1", "100.00")])
        assert clean.close("2026-10", out=tmp_path / "b").sealed

    def test_says_that_no_receipts_are_known(self, tmp_path):
        """Books without receipts close with every invoice open, and an exception says so."""
        answer = office(invoices=[invoice("I-1", "100.00")]).close("2026-10", out=tmp_path)
        assert [one.code for one in answer.exceptions] == ["receipts.none"]
        assert answer.receivables == yuan("100.00")

    def test_an_empty_month_has_zero_totals(self, tmp_path):
        """A month without anything closes with header and zero totals."""
        answer = office().close("2026-10", out=tmp_path)
        assert (answer.statements, answer.receivables) == (0, yuan("0.00"))
        assert all(one.equal for one in answer.controls)

    def test_stale_statements_are_removed(self, tmp_path):
        """A statement of an earlier run that is not due any more does not stay in the folder."""
        busy_office().close("2026-10", out=tmp_path, dry_run=True)
        answer = office(invoices=[invoice("I-1", "1.00")]).close("2026-10", out=tmp_path, dry_run=True)
        assert set(files_of(tmp_path)) == {*answer.files, "close.json"}


class TestAfterTheClosing:
    def test_a_late_fact_restates_the_next_month(self, tmp_path):
        """A fact recorded late leaves the closed month as it was and restates the next opening by its amount."""
        desk = busy_office()
        closed = desk.close("2026-10", out=tmp_path / "a")
        late = receipt("R-9", "7.00", on="10-15", recorded_on=day("11-20"))
        facts = desk.history.facts.appended({"receipts": [late]})
        later = Desk.from_records(facts, company=desk.company, clock=lambda: datetime(2026, 12, 2, tzinfo=UTC))
        again = later.close("2026-10", out=tmp_path / "b")
        assert files_of(tmp_path / "a") == files_of(tmp_path / "b")
        november = later.close("2026-11", out=tmp_path / "c")
        assert [(one.customer, one.difference) for one in november.restated] == [("C-1", Money(-700, "CNY"))]
        assert "closing.restated" in {one.code for one in november.exceptions}
        assert closed.receivables == again.receivables

    def test_an_edited_row_is_a_finding(self, tmp_path):
        """Changing a row that the closing knew is noticed by its digest, adding master data is not."""
        desk = busy_office()
        desk.close("2026-10", out=tmp_path)
        facts = desk.history.facts
        edited = evolve(facts, charges=(charge("F-1", "6.00", "I-2"),))
        grown = evolve(facts, customers=(*facts.customers, customer("C-9")))
        found = {
            name: {one.code for one in Desk.from_records(rows, company=desk.company, clock=desk.clock).check().findings}
            for name, rows in {"edited": edited, "grown": grown}.items()
        }
        assert found == {"edited": {"closing.digest"}, "grown": set()}

    def test_a_changed_policy_is_a_finding(self, tmp_path):
        """A policy that decides figures is part of what a closing rests on."""
        desk = busy_office()
        desk.close("2026-10", out=tmp_path)
        company = evolve(desk.company, policies=evolve(desk.company.policies, tolerance=Decimal(0)))
        changed = Desk.from_records(desk.history.facts, company=company, clock=desk.clock)
        assert "closing.digest" in {one.code for one in changed.check().findings}

    def test_reopening_lets_the_policy_place_anew(self, tmp_path):
        """After a reopening nothing is frozen, and closing again freezes under a new name."""
        desk = busy_office()
        desk.close("2026-10", out=tmp_path / "a")
        with pytest.raises(PeriodClosed):
            desk.allocate("R-3", "I-2", on=day("10-25"))
        desk.reopen("2026-10")
        assert desk.history.rows_of == {}
        desk.allocate("R-3", "I-2", on=day("10-25"))
        again = desk.close("2026-10", out=tmp_path / "b")
        assert {one.closing for one in again.change.appended["allocations"]} == {"2026-10/2"}
        assert all(one.equal for one in again.controls)

    def test_reopening_needs_later_months_open(self, tmp_path):
        """A month is reopened only when no later month rests on it; an open month not at all."""
        desk = busy_office()
        desk.close("2026-09", out=tmp_path)
        desk.close("2026-10", out=tmp_path)
        with pytest.raises(IllegalTransition, match=r"period\.later_closed"):
            desk.reopen("2026-09")
        with pytest.raises(IllegalTransition, match=r"period\.not_closed"):
            desk.reopen("2026-08")

    def test_a_month_is_not_closed_after_a_later_one(self, tmp_path):
        """The later closing has frozen it already: closing it again would place its money twice."""
        desk = busy_office()
        desk.close("2026-10", out=tmp_path)
        frozen = desk.history.facts.allocations
        with pytest.raises(IllegalTransition, match=r"period\.later_closed") as refused:
            desk.close("2026-09", out=tmp_path)
        assert "reopen 2026-10 first" in refused.value.message("en")
        assert desk.history.facts.allocations == frozen
        desk.reopen("2026-10")
        desk.close("2026-09", out=tmp_path)
        desk.close("2026-10", out=tmp_path)
        assert all(one.equal for one in desk.close("2026-10", out=tmp_path).controls)

    def test_a_second_month_opens_where_the_first_closed(self, tmp_path):
        """I1: closing balances of a month are the opening balances of the next, account by account."""
        desk = busy_office(allocations=[row("A-1", "R-3", "I-4", "0.00", on="10-25")])
        one = desk.close("2026-09", out=tmp_path / "a").proof.accounts
        two = {line.customer: line.opening for line in desk.close("2026-10", out=tmp_path / "b").proof.accounts}
        for line in one:
            assert two.get(line.customer, Money.zero("CNY")) == line.closing


class TestDigest:
    def test_does_not_depend_on_the_order_of_rows(self):
        """The digest of the same facts in another order is the same."""
        desk = busy_office()
        facts = desk.history.facts
        turned = evolve(facts, invoices=facts.invoices[::-1], receipts=facts.receipts[::-1])
        digests = {
            digest(evolve(desk.history, facts=one), known_at=day("11-03"), last=day("10-31")) for one in (facts, turned)
        }
        assert len(digests) == 1
