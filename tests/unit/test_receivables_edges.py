"""The edges of placing and of its questions: what is not there, not yet there, or not of one currency moves nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from salessupport.books.tables import TABLES
from salessupport.domain.facts import (
    AcceptanceBill,
    AgreedPrice,
    BillEvent,
    Complaint,
    Expense,
    Fact,
    Facts,
    OrderEvent,
    Quotation,
    RegisterLicence,
)
from salessupport.domain.history import History
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.placing import place
from salessupport.domain.subset import exact_sets
from salessupport.domain.values import split as exact
from salessupport.domain.values.errors import ConfigError, NotFound
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company, Policies
from small_office import adjustment, charge, customer, day, invoice, office, receipt, row, yuan

EUR = Money.parse("10.00", "EUR")


def fold(**tables: Any) -> Ledger:
    """Fold facts that no reader has checked."""
    facts = Facts(customers=(customer(),), **{name: tuple(rows) for name, rows in tables.items()})
    return place(History(Company(name="Example Trading"), facts), day("10-31"))


class TestWhatIsNotThere:
    def test_settles_nothing(self):
        """Rows, notes, adjustments and bills about documents that are not in the accounts change nothing."""
        ledger = fold(
            invoices=[
                invoice("I-1", "10.00", status="void"),
                invoice("N-1", "2.00", kind="credit_note", original="I-1", due=None),
            ],
            receipts=[receipt("R-1", "10.00", on="11-20", bill="B-1")],
            allocations=[
                row("A-1", "R-9", "I-1"),
                row("A-2", "N-1", "I-9"),
                row("A-3", "R-9", "I-9", on="10-11", reverses="A-0"),
            ],
            adjustments=[adjustment("X-1", "refund", "1.00", "R-9"), adjustment("X-2", "write_off", "1.00", "I-9")],
            bills=[AcceptanceBill(id="B-1", kind="bank_acceptance", face=yuan("10.00"))],
            bill_events=[
                BillEvent(bill="B-1", effective_on=day("10-12"), event="dishonoured"),
                BillEvent(bill="B-2", effective_on=day("10-12"), event="dishonoured"),
            ],
        )
        assert ledger.postings == []
        assert [credit.left for credit in ledger.credits.values()] == [200]

    def test_a_note_without_its_original_stays_unplaced(self):
        """A credit note whose original is void keeps its money."""
        void = invoice("I-1", "10.00", status="void")
        note = invoice("N-1", "2.00", kind="credit_note", original="I-1", due=None)
        assert fold(invoices=[void, note]).credits["N-1"].left == 200

    def test_another_currency_is_never_served(self):
        """Money of one currency puts nothing on an item of another, even where a row says so."""
        foreign = evolve(receipt("R-1", "1.00"), amount=EUR, rate=Decimal(8))
        assert (
            fold(
                invoices=[invoice("I-1", "10.00")], receipts=[foreign], allocations=[row("A-1", "R-1", "I-1")]
            ).postings
            == []
        )

    def test_adjustments_beyond_what_is_left_stop_there(self):
        """A write-off takes at most what is open, a refund what is left, a revaluation nothing of a paid item."""
        ledger = fold(
            invoices=[invoice("I-1", "10.00"), invoice("I-2", "5.00")],
            receipts=[receipt("R-1", "5.00"), receipt("R-2", "7.00", customer=None)],
            allocations=[row("A-1", "R-1", "I-2")],
            adjustments=[
                adjustment("X-1", "write_off", "99.00", "I-1"),
                adjustment("X-2", "write_off", "1.00", "I-1", on="10-21"),
                adjustment("X-3", "refund", "1.00", "R-1"),
                adjustment("X-4", "refund", "99.00", "R-2"),
                adjustment("X-5", "fx", "1.00", "I-2"),
            ],
        )
        assert {item.id: item.open for item in ledger.items.values()} == {"I-1": 0, "I-2": 0}
        assert (ledger.credits["R-2"].refunded, ledger.revaluations) == (700, [])


class TestBills:
    BILL = AcceptanceBill(
        id="B-1", kind="bank_acceptance", face=yuan("10.00"), customer="C-1", received_on=day("10-10")
    )

    def desk(self, *events: tuple[str, str], **more: Any) -> Any:
        """An invoice paid by a bill to which events happen; a row names the bill itself."""
        rows = more.pop("allocations", [row("A-1", "B-1", "I-1")])
        return office(
            invoices=[invoice("I-1", "10.00", on="10-01", due=None)],
            receipts=[receipt("R-1", "10.00", method="bill", bill="B-1")],
            bills=[self.BILL],
            bill_events=[BillEvent(bill="B-1", effective_on=day(on), event=event) for event, on in events],
            allocations=rows,
            **more,
        )

    @pytest.mark.parametrize("rows", [[row("A-1", "B-1", "I-1")], []])
    def test_defects_take_back_and_cures_place_again(self, rows):
        """Conventions 8: a defect opens the invoice from its day, the cure settles it again, by row or policy."""
        desk = self.desk(("defect_found", "10-12"), ("cured", "10-15"), allocations=rows)
        opened = [desk.invoice("I-1", as_of=day(on)).open for on in ("10-11", "10-12", "10-14", "10-15")]
        assert opened == [yuan("0.00"), yuan("10.00"), yuan("10.00"), yuan("0.00")]

    def test_a_bill_that_is_bad_at_once_places_nothing(self):
        """A receipt whose bill is found defective on its day is money only from the cure on."""
        desk = self.desk(("defect_found", "10-10"), ("cured", "10-15"), allocations=[])
        assert desk.receipt("R-1", as_of=day("10-10")).status == "not_good"
        assert desk.receipt("R-1", as_of=day("10-15")).status == "unique"

    def test_turning_bad_twice_is_turning_bad_once(self):
        """A second bad event, or a cure of what is good, changes nothing more."""
        events = (("cured", "10-11"), ("defect_found", "10-12"), ("dishonoured", "10-13"))
        ledger = fold(
            invoices=[invoice("I-1", "10.00", on="10-01", due=None)],
            receipts=[receipt("R-1", "10.00", method="bill", bill="B-1")],
            bills=[self.BILL],
            bill_events=[BillEvent(bill="B-1", effective_on=day(on), event=event) for event, on in events],
            allocations=[row("A-1", "B-1", "I-1")],
        )
        assert [movement.kind for movement in ledger.movements] == ["invoice", "receipt", "dishonoured"]

    @pytest.mark.parametrize(("event", "held"), [(None, "10.00"), ("presented", "10.00"), ("endorsed", "0.00")])
    def test_notes_are_held_until_they_leave(self, event, held):
        """The face counts as notes from receipt until the bill is given on."""
        desk = self.desk(*(((event, "10-12"),) if event else ()))
        answer = desk.ageing(as_of=day("10-31"), customer="C-1")
        assert answer.customers[0].notes == yuan(held)
        assert desk.ageing(as_of=day("10-09"), customer="C-1").notes == yuan("0.00")


class TestQuestions:
    def test_of_documents_not_in_the_accounts_say_so(self):
        """A draft or future document is not in the accounts and has nothing open; an unknown id is NotFound."""
        desk = office(
            invoices=[invoice("I-1", "10.00", status="draft"), invoice("I-2", "10.00", on="11-30", due=None)],
            receipts=[receipt("R-1", "1.00", on="11-30")],
            charges=[charge("F-1", "1.00", "I-2", on="11-30")],
        )
        for document in ("I-1", "I-2", "R-1", "F-1"):
            assert "not in the accounts" in desk.explain(document, as_of=day("10-31")).what
        assert desk.invoice("I-2", as_of=day("10-31")).open == yuan("0.00")
        assert desk.receipt("R-1", as_of=day("10-31")).settles == yuan("0.00")
        with pytest.raises(NotFound):
            desk.explain("I-9")
        with pytest.raises(NotFound):
            desk.ageing(customer="C-9")

    def test_explain_every_rule(self):
        """Each rule that places money names itself in the explanation."""
        desk = office(
            policies=Policies(tolerance=Decimal(1)),
            customers=[customer("C-1"), customer("C-2"), customer("C-3")],
            invoices=[
                invoice("I-1", "10.00"),
                invoice("I-2", "10.00", customer="C-2"),
                invoice("I-3", "10.00", customer="C-3"),
                invoice("N-3", "2.00", customer="C-3", kind="credit_note", original="I-3", due=None, on="09-05"),
            ],
            receipts=[receipt("R-1", "10.00"), receipt("R-2", "9.50", customer="C-2")],
        )
        rules = {one: " ".join(part.rule for part in desk.explain(one).because) for one in ("I-1", "I-2", "I-3")}
        assert "the one exact set" in rules["I-1"]
        assert "the oldest items" in rules["I-2"]
        assert "tolerance=1" in rules["I-2"]
        assert "corrects" in rules["I-3"]


class TestSearches:
    def test_beyond_the_budget_place_nothing(self):
        """A receipt whose exact sets cannot be searched in full is not placed."""
        far = [1_000_003 * number * number + number for number in range(1, 61)]
        many = [invoice(f"I-{at:02d}", str(Decimal(minor) / 100), due=None) for at, minor in enumerate(far)]
        desk = office(invoices=many, receipts=[receipt("R-1", str(Decimal(sum(far) // 2) / 100))])
        answer = desk.receipt("R-1")
        assert (answer.status, answer.applied) == ("budget", ())

    def test_stop_at_the_limit(self):
        """A walk beyond the size that is met in the middle stops at the number of sets asked for."""
        amounts = [1] * 40
        search = exact_sets(amounts, 40 - 1, limit=2, budget=1 << 20)
        assert (len(search.sets), search.complete) == (2, True)


class TestFactsHoldFrom:
    @pytest.mark.parametrize(
        "fact",
        [
            AgreedPrice(customer="C-1", product="P", net_price=Decimal(1), valid_from=day("10-01")),
            Complaint(id="X", customer="C-1", received_on=day("10-01")),
            Expense(id="X", salesperson="S", spent_on=day("10-01"), claimed=yuan("1.00")),
            OrderEvent(id="X", order="O", effective_on=day("10-01"), event="confirmed"),
            Quotation(id="X", customer="C-1", quoted_on=day("10-01")),
            RegisterLicence(id="X", contract="K", kind="provisional", effective_on=day("10-01")),
        ],
        ids=lambda fact: type(fact).__name__,
    )
    def test_their_own_day(self, fact: Fact):
        """A fact is effective from the day that its meaning names, and known from then unless recorded later."""
        assert (fact.effective, fact.known) == (day("10-01"), day("10-01"))
        assert evolve(fact, recorded_on=day("10-05")).known == day("10-05")

    def test_a_receipt_without_a_method_came_by_bank(self):
        """A receipt that does not say how it came is a bank receipt."""
        assert (receipt("R-1", "1.00").paid_by, receipt("R-1", "1.00", method="cash").paid_by) == ("bank", "cash")

    def test_every_table_has_its_rows(self):
        """Facts give the rows of any table by name, and none for a table that books do not have."""
        assert all(Facts().rows(name) == () for name in TABLES)
        assert Facts().rows("no_such_table") == ()


class TestGuards:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("terms", "30/60"),
            ("ageing", (30, 30)),
            ("ageing", ()),
            ("tolerance", Decimal(-1)),
            ("interest_per_day", Decimal("1.5")),
            ("appropriation", ("costs", "interest")),
            ("allocation", "newest"),
        ],
    )
    def test_policies_refuse_what_they_cannot_mean(self, name, value):
        """A policy with a value outside its choices is ConfigError and names the policy."""
        with pytest.raises(ConfigError) as caught:
            Policies(**{name: value})
        assert caught.value.context["name"] == name

    def test_a_split_that_loses_money_stops_the_program(self, monkeypatch):
        """The law of splits is checked in the function itself, in every build."""
        monkeypatch.setitem(exact._SPLITS, "cumulative", lambda total, weights, whole: [0] * len(weights))
        with pytest.raises(AssertionError):
            exact.split(1, [1, 1], "cumulative")

    def test_interest_waits_for_the_due_date(self):
        """Interest of an item that is not due is nothing, whatever day is asked for before it."""
        desk = office(policies=Policies(interest_per_day=Decimal("0.01")), invoices=[invoice("I-1", "100.00")])
        assert desk.invoice("I-1", as_of=date(2026, 10, 1)).interest == yuan("0.00")
        assert desk.invoice("I-1", as_of=date(2026, 10, 2)).interest == yuan("1.00")
