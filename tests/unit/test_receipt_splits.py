"""What receipts are for, by example: each nature, money that fills instalments in order, money taken back (AR-02)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from salessupport.domain.contracts.collection import collection
from salessupport.domain.contracts.receipts import nature_of, receipt_splits, salesperson_of
from salessupport.domain.facts import AcceptanceBill, Allocation, BillEvent
from salessupport.domain.values.dates import Period
from support.agreements import AS_OF, FACTS, invoice, office, receipt, row, yuan

OCTOBER = Period.parse("2026-10")
YEAR = Period.parse("2026")


def split(name: str, facts: Any = FACTS, **policies: Any) -> list[tuple[object, ...]]:
    """The parts of a receipt as rows."""
    history, ledger = office(facts, **policies)
    [found] = [each for each in receipt_splits(history, ledger, YEAR) if each.receipt.id == name]
    return [(part.nature, str(part.amount), part.contract, part.instalment, part.document) for part in found.parts]


def more(**tables: Any) -> Any:
    """The facts with further rows."""
    return evolve(FACTS, **{name: (*getattr(FACTS, name), *rows) for name, rows in tables.items()})


class TestNatures:
    def test_money_on_signing_is_a_prepayment(self) -> None:
        """An instalment triggered by signing is a prepayment."""
        assert split("SK-01") == [("prepayment", "30000.00", "HT-01", 1, None)]

    def test_direct_payment_fills_instalments_in_order(self) -> None:
        """Money on an invoice of a contract that names no instalment fills what is open, in order of number."""
        assert split("SK-02") == [("pickup", "60000.00", "HT-01", 2, None), ("tail", "5000.00", "HT-01", 3, None)]

    def test_waiting_money_counts_for_its_instalment(self) -> None:
        """Money that waits on `contract:no` is for that instalment, before any invoice."""
        assert split("SK-05") == [("pickup", "10000.00", "HT-02", 2, None)]

    def test_rest_of_an_advance_is_unapplied(self) -> None:
        """What a row leaves of the money is the customer's credit."""
        assert split("SK-06") == [
            ("prepayment", "6000.00", "HT-03", 1, None),
            ("unapplied", "2000.00", None, None, None),
        ]

    def test_money_of_nobody_is_unidentified(self) -> None:
        """A receipt without customer is unidentified."""
        assert split("SK-07") == [("unidentified", "999.00", None, None, None)]

    def test_invoice_without_contract_and_costs(self) -> None:
        """Money on an invoice without contract names it, costs name their charge."""
        assert split("SK-08") == [("costs", "20.00", None, None, "DF-1"), ("invoice", "1130.00", None, None, "FP-9")]

    def test_money_beyond_the_contract_is_on_its_invoice(self) -> None:
        """What no instalment takes after a reduction stays on the invoice that it paid."""
        assert split("SK-09")[-1] == ("invoice", "500.00", "HT-05", None, "FP-5")

    def test_bank_fee_that_we_bear_settles_too(self) -> None:
        """The fee is part of what a receipt settles, if the policy says that it is ours."""
        assert split("SK-10") == [("invoice", "300.00", None, None, "FP-10")]

    def test_refund_is_told_apart(self) -> None:
        """What was paid back is neither applied nor unapplied."""
        assert split("SK-11") == [("refunded", "150.00", None, None, None), ("unapplied", "250.00", None, None, None)]

    def test_interest(self) -> None:
        """Interest that money serves is told as such, with its invoice."""
        parts = split("SK-08", interest_per_day=Decimal("0.001"))
        assert ("interest", "24.86", None, None, "FP-9") in parts

    def test_contract_nobody_recorded(self) -> None:
        """Money on an invoice of an unknown contract is money on that invoice."""
        facts = more(
            invoices=[invoice("FP-20", "77", "2026-10-01", "HT-99")],
            receipts=[receipt("SK-20", "77", "2026-10-30")],
            allocations=[row("SK-20", "FP-20", "2026-10-30")],
        )
        assert split("SK-20", facts) == [("invoice", "77.00", "HT-99", None, "FP-20")]

    @pytest.mark.parametrize(
        ("trigger", "retention", "nature"),
        [
            ("signing", False, "prepayment"),
            ("before_pickup", False, "pickup"),
            ("delivery", False, "pickup"),
            ("acceptance", False, "tail"),
            ("date", False, "tail"),
            ("delivery", True, "tail"),
        ],
    )
    def test_nature_by_trigger(self, trigger: Any, retention: bool, nature: str) -> None:
        """The trigger says what the money is; a retention is a tail whatever its trigger."""
        assert nature_of(trigger, is_retention=retention) == nature


class TestChanges:
    def test_row_taken_back_is_not_told(self) -> None:
        """A row taken back puts its money back among what is unapplied; the instalment is free for other money."""
        back = Allocation(
            id="back",
            source="SK-01",
            target="HT-01:1",
            effective_on=date(2026, 10, 2),
            reverses="SK-01>HT-01:1",
        )
        facts = more(allocations=[back])
        assert split("SK-01", facts) == [("unapplied", "30000.00", None, None, None)]
        assert split("SK-02", facts) == [
            ("prepayment", "30000.00", "HT-01", 1, None),
            ("pickup", "35000.00", "HT-01", 2, None),
        ]

    def test_dishonoured_bill_is_no_money(self) -> None:
        """A receipt whose bill was dishonoured is not among the good ones."""
        bill = AcceptanceBill(
            id="PJ-1", kind="bank_acceptance", face=yuan("50"), customer="C-1", received_on=date(2026, 10, 9)
        )
        facts = more(
            bills=[bill],
            receipts=[receipt("SK-21", "50", "2026-10-09", method="bill", bill="PJ-1")],
            bill_events=[BillEvent(bill="PJ-1", effective_on=date(2026, 10, 20), event="dishonoured")],
        )
        history, ledger = office(facts)
        assert "SK-21" not in {each.receipt.id for each in receipt_splits(history, ledger, YEAR)}

    def test_write_off_and_credit_note_are_no_money(self) -> None:
        """A tolerance written off and a credit note on the contract's invoice are in no receipt."""
        facts = more(
            invoices=[invoice("HP-1", "1000", "2026-09-26", kind="credit_note", original="FP-2", contract=None)],
            receipts=[receipt("SK-22", "3999.5", "2026-10-11")],
            allocations=[row("SK-22", "FP-2", "2026-10-11")],
        )
        assert split("SK-22", facts, tolerance=Decimal("1.00")) == [("tail", "3999.50", "HT-01", 3, None)]

    def test_invoice_that_takes_waiting_money_changes_nothing(self) -> None:
        """Once an invoice takes what waited, the money is still for the instalment that its row named."""
        facts = more(invoices=[invoice("FP-21", "25000", "2026-10-25", "HT-02")])
        assert split("SK-05", facts) == split("SK-05")

    def test_waiting_credit_note_is_no_money(self) -> None:
        """A credit note that waits on an instalment is in no receipt."""
        facts = more(
            invoices=[invoice("HP-2", "700", "2026-10-20", kind="credit_note")],
            allocations=[row("HP-2", "HT-02:2", "2026-10-20")],
        )
        assert split("SK-05", facts) == split("SK-05")


class TestReceipts:
    def test_period_chooses_by_day_of_receipt(self) -> None:
        """Receipts of the period come in order of day and id."""
        history, ledger = office()
        found = [each.receipt.id for each in receipt_splits(history, ledger, OCTOBER)]
        assert found == ["SK-09", "SK-02", "SK-05", "SK-06", "SK-07", "SK-08", "SK-10", "SK-11"]

    def test_placed_and_unplaced(self) -> None:
        """What is placed and what is not sum to what the receipt settles."""
        history, ledger = office()
        [found] = [each for each in receipt_splits(history, ledger, OCTOBER) if each.receipt.id == "SK-06"]
        assert found.unplaced == yuan("2000", "USD")
        assert [part.amount for part in found.placed] == [yuan("6000", "USD")]

    def test_contracts_salesperson_comes_before_the_customers(self) -> None:
        """The contract's salesperson is told, else the customer's, else nobody."""
        history, _ = office()
        assert salesperson_of(history, "C-2", evolve(history.contracts["HT-03"], salesperson="S-9")) == "S-9"
        assert salesperson_of(history, "C-1", history.contracts["HT-01"]) == "S-1"
        assert salesperson_of(history, "C-9", None) is None


class TestCollection:
    def test_tails_are_apart(self) -> None:
        """Tails of the year stand alone, each with what was due, paid so far and left."""
        history, ledger = office()
        found = collection(history, ledger, YEAR)
        assert [(row.receipt.id, str(row.due), str(row.paid), str(row.balance)) for row in found.tails] == [
            ("SK-09", "300.00", "300.00", "0.00"),
            ("SK-02", "10000.00", "5000.00", "5000.00"),
        ]

    def test_earlier_years_count_as_paid(self) -> None:
        """What was received before the year counts in `paid`, and has no row."""
        facts = more(
            receipts=[receipt("SK-23", "1000", "2025-12-30"), receipt("SK-24", "500", "2026-10-30")],
            allocations=[row("SK-23", "HT-02:2", "2025-12-30"), row("SK-24", "HT-02:2", "2026-10-30")],
        )
        found = collection(*office(facts), YEAR).clearance
        paid = [(row.receipt.id, str(row.due), str(row.paid)) for row in found if row.part.contract == "HT-02"]
        assert paid == [("SK-05", "20000.00", "11000.00"), ("SK-24", "20000.00", "11500.00")]
        assert all(row.receipt.received_on <= AS_OF for row in found)
