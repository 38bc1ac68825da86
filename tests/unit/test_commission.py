"""Commission by example: every rule of Conventions 11 with figures worked by hand, and what contradicts itself."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from click.testing import CliRunner

from salessupport.cli.show import show
from salessupport.desk import Desk
from salessupport.desk.store import MemoryStore
from salessupport.domain.consistency import pay as checks
from salessupport.domain.facts import (
    AcceptanceBill,
    BillEvent,
    CommissionPlan,
    CommissionRate,
    CommissionSplit,
    CommissionTier,
    Contract,
    ContractLine,
    Facts,
    InvoiceLine,
    Product,
    Salesperson,
    Target,
)
from salessupport.domain.history import History
from salessupport.domain.pay.commission import CommissionStatement
from salessupport.domain.pay.plans import Terms
from salessupport.domain.values.errors import NotFound, ValidationReport
from salessupport.domain.values.messages import text_of
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company, Policies
from small_office import TODAY, customer, day, invoice, office, receipt, row, yuan
from small_orders import delivered, event, line, order


def plan(**more: Any) -> CommissionPlan:
    """A quarterly plan on collected net with marginal tiers."""
    given = {"id": "P", "basis": "collected", "measure": "net", "tiers": "marginal", "period": "quarter"}
    return CommissionPlan(**{**given, **more})


def tier(start: str, rate: str, **more: Any) -> CommissionTier:
    """A tier of the plan."""
    return CommissionTier(**{"plan": "P", "from_amount": yuan(start), "rate": Decimal(rate), **more})


def person(name: str = "S", **more: Any) -> Salesperson:
    """A salesperson under the plan."""
    return Salesperson(**{"id": name, "name": name, "plan": "P", **more})


def split(who: str, share: str, rate: str | None = None, **more: Any) -> CommissionSplit:
    """A share; of invoice I-1 unless another document is named."""
    document = {} if {"order", "contract", "invoice"} & more.keys() else {"invoice": "I-1"}
    own = Decimal(rate) if rate else None
    return CommissionSplit(**{"salesperson": who, "share": Decimal(share), "rate": own, **document, **more})


def rate(value: str, **more: Any) -> CommissionRate:
    """The plan's own rate for a product or class."""
    return CommissionRate(**{"plan": "P", "rate": Decimal(value), **more})


def contract(**more: Any) -> Contract:
    """A contract of C-1."""
    return Contract(id="H", customer="C-1", signed_on=day("01-01"), amount=yuan("400.00"), **more)


def sold(name: str, gross: str, on: str, paid_on: str | None = None, **more: Any) -> dict[str, tuple[Any, ...]]:
    """An invoice without tax, paid in full by one receipt if a day is given."""
    given = {"net": yuan(gross), "tax": yuan("0.00"), **more}
    rows: dict[str, tuple[Any, ...]] = {"invoices": (invoice(name, gross, on=on, **given),)}
    if paid_on:
        rows["receipts"] = (receipt(f"R-{name}", gross, on=paid_on),)
        rows["allocations"] = (row(f"A-{name}", f"R-{name}", name, on=paid_on),)
    return rows


def desk(*parts: dict[str, tuple[Any, ...]], **tables: Any) -> Desk:
    """A desk over sales of C-1, whose salesperson is S, with tiers 2 % and from 1000.00 on 10 %.

    Nothing is checked, so that answers and checks are looked at one by one.
    """
    rows: dict[str, tuple[Any, ...]] = {
        "customers": (customer("C-1", salesperson="S", class_="A"),),
        "salespeople": (person(),),
        "commission_plans": (plan(),),
        "commission_tiers": (tier("0.00", "0.02"), tier("1000.00", "0.1")),
        **tables,
    }
    for part in parts:
        rows |= {name: (*rows.get(name, ()), *more) for name, more in part.items()}
    facts = Facts(**{name: tuple(values) for name, values in rows.items()})
    company = Company(name="Example Trading", policies=Policies(allocation="explicit"))
    return Desk(History(company, facts), store=MemoryStore(), clock=lambda: TODAY)


def statement(of: Desk, period: str = "2026Q1", who: str = "S") -> CommissionStatement:
    """A person's statement."""
    return next(one for one in of.commission(period).statements if one.salesperson == who)


def amounts(one: CommissionStatement, *names: str) -> list[str]:
    """Figures of a statement as text."""
    return [str(getattr(one, name)) for name in names]


BASICS = ("base", "earned", "clawback", "payout", "carried_out")


class TestPlan:
    def test_marginal_and_whole(self):
        """1500.00: 1000 at 2 % and 500 at 10 %, or everything at 10 %; exactly at a start the new rate holds."""
        sale = sold("I-1", "1500.00", "01-10", "02-01")
        assert str(statement(desk(sale)).earned) == "70.00"
        assert str(statement(desk(sale, commission_plans=(plan(tiers="whole"),))).earned) == "150.00"
        exactly = sold("I-1", "1000.00", "01-10", "02-01")
        assert str(statement(desk(exactly, commission_plans=(plan(tiers="whole"),))).earned) == "100.00"

    def test_the_order_of_tiers_says_nothing(self):
        """Tiers are taken by amount, in whatever order their rows stand."""
        tiers = (tier("1000.00", "0.1"), tier("0.00", "0.02"))
        assert str(statement(desk(sold("I-1", "1500.00", "01-10", "02-01"), commission_tiers=tiers)).earned) == "70.00"

    def test_cap(self):
        """What is above the cap is lost and shown; the lines still show what they came to."""
        one = statement(desk(sold("I-1", "1500.00", "01-10", "02-01"), commission_plans=(plan(cap=yuan("50.00")),)))
        assert amounts(one, "earned", "lost", "payout") == ["50.00", "20.00", "50.00"]
        assert [str(line.amount) for line in one.lines] == ["20.00", "50.00"]
        assert [line.tier for line in one.lines] == [1, 2]

    def test_rates_of_products_and_classes(self):
        """An own rate replaces the tiers: that of product and class, else of the product, else of the class."""
        lines = {"invoice_lines": tuple(
            InvoiceLine(invoice="I-1", line=n, product=product, net=yuan("100.00"))
            for n, product in enumerate(("P-1", "P-2", "P-3"), 1)
        )}  # fmt: skip
        own = (rate("0.01", class_="A"), rate("0.2", product="P-1"), rate("0.3", product="P-2", class_="A"),
               rate("0.4", product="P-2"), rate("0.5", class_="B"), rate("0.9", product="P-9"))  # fmt: skip
        of = desk(sold("I-1", "300.00", "01-10", "02-01"), lines, commission_rates=own)
        assert [(line.tier, str(line.amount)) for line in statement(of).lines] == [
            (None, "20.00"), (None, "30.00"), (None, "1.00")]  # fmt: skip

    def test_versions_hold_for_whole_periods(self):
        """A version that begins within a period holds from the next; its own tiers replace the common ones."""
        plans = (plan(version=1), plan(version=2, valid_from=day("02-01")))
        tiers = (tier("0.00", "0.02"), tier("0.00", "0.5", version=2))
        of = desk(
            sold("I-1", "100.00", "01-10", "03-01"), sold("I-2", "100.00", "01-10", "04-01"),
            commission_plans=plans, commission_tiers=tiers,
        )  # fmt: skip
        assert [(statement(of, q).version, str(statement(of, q).earned)) for q in ("2026Q1", "2026Q2")] == [
            (1, "2.00"), (2, "50.00")]  # fmt: skip
        assert [one.code for one in checks.faults(of.history)] == ["commission.version_mid"]

    def test_no_version_yet_is_said(self):
        """Without a version for the period there is no statement, and a finding says so; other periods are silent."""
        of = desk(sold("I-1", "100.00", "01-10", "03-01"), commission_plans=(plan(valid_from=day("04-01")),))
        answer = of.commission("2026Q1")
        assert (answer.statements, [one.code for one in answer.findings]) == ((), ["commission.no_version"])
        assert of.commission("2026-01").findings == ()
        assert str(statement(of, "2026Q2").base) == "0.00"

    def test_a_plan_entered_later_pays_later(self):
        """What a plan earns in a period that closed before anybody knew it is told in the period that knows it."""
        late = plan(recorded_on=day("05-01"))
        of = desk(sold("I-1", "100.00", "01-10", "03-01"), commission_plans=(late,))
        assert of.commission("2026Q1").statements == ()
        assert amounts(statement(of, "2026Q2"), *BASICS) == ["0.00", "0.00", "2.00", "2.00", "0.00"]

    def test_everybody_with_such_a_plan_gets_a_statement(self):
        """Of zeros if need be; another kind of period gets none."""
        of = desk(salespeople=(person(), person("T"), person("U", plan=None)))
        assert [one.salesperson for one in of.commission("2026Q1").statements] == ["S", "T"]
        assert of.commission("2026").statements == ()
        monthly = desk(commission_plans=(plan(period="month"),))
        assert [one.plan for one in monthly.commission("2026-03").statements] == ["P"]
        assert monthly.commission("2026Q1").statements == ()

    def test_a_plan_that_changes_its_kind_of_period(self):
        """Quarters from the first whole quarter on; months up to then, and what they carry goes on."""
        undone = row("B", "R-I-1", "I-1", on="05-20", reverses="A-I-1")
        kinds = (plan(version=1, period="month"), plan(version=2, valid_from=day("05-01")))
        of = desk(sold("I-1", "100.00", "01-10", "02-01"), {"allocations": (undone,)}, commission_plans=kinds)
        assert of.commission("2026Q2").statements == ()
        assert [str(statement(of, name).carried_out) for name in ("2026-04", "2026-05", "2026-06", "2026Q3")] == [
            "0.00", "-2.00", "-2.00", "-2.00"]  # fmt: skip
        assert of.commission("2026-07").statements == ()

    def test_rates_of_their_own_reach_no_tier(self):
        """Lines at a rate of their own do not lift the others into a higher tier."""
        sales = sold("I-1", "2000.00", "01-10", "02-01"), sold("I-2", "100.00", "01-11", "02-02")
        of = desk(*sales, commission_splits=(split("S", "1", "0.5"),), commission_plans=(plan(tiers="whole"),))
        assert [(one.tier, str(one.amount)) for one in statement(of).lines] == [(None, "1000.00"), (1, "2.00")]


class TestCollected:
    def test_bills_count_when_honoured(self):
        """A bill's receipt counts in the period in which the bill is honoured, never before."""
        bill = AcceptanceBill(id="B", kind="bank_acceptance", face=yuan("100.00"), received_on=day("02-01"))
        rows = {
            "bills": (bill,), "receipts": (receipt("R", "100.00", on="02-01", method="bill", bill="B"),),
            "allocations": (row("A", "R", "I-1", on="02-01"),),
        }  # fmt: skip
        of = desk(sold("I-1", "100.00", "01-10"), rows, bill_events=(
            BillEvent(bill="B", event="honoured", effective_on=day("05-01")),))  # fmt: skip
        assert [str(statement(of, q).base) for q in ("2026Q1", "2026Q2")] == ["0.00", "100.00"]
        foreseen = BillEvent(bill="B", event="honoured", effective_on=day("05-01"), recorded_on=day("02-02"))
        of = desk(sold("I-1", "100.00", "01-10"), rows, bill_events=(foreseen,),
                  commission_plans=(plan(clawback="in_period"),))  # fmt: skip
        assert [str(statement(of, q).base) for q in ("2026Q1", "2026Q2")] == ["0.00", "100.00"]
        unnamed = {**rows, "receipts": (receipt("R", "100.00", on="02-01", method="bill"),)}
        assert str(statement(desk(sold("I-1", "100.00", "01-10"), unnamed), "2026Q2").base) == "0.00"

    def test_credit_notes_and_write_offs_are_no_money(self):
        """Only what receipts settle counts, and of an invoice with charges only its principal."""
        note = invoice("N", "40.00", on="02-01", kind="credit_note", original="I-1", net=yuan("40.00"))
        paid = {"receipts": (receipt("R", "60.00", on="02-02"),), "allocations": (row("A", "R", "I-1", on="02-02"),)}
        of = desk(sold("I-1", "100.00", "01-10"), {"invoices": (note,)}, paid)
        assert str(statement(of).base) == "60.00"

    def test_three_payments_of_a_third(self):
        """What a line earns is cumulative: thirds of 1.00 are 0.33, 0.34 and 0.33."""
        days = ("02-01", "02-02", "02-03")
        paid = {
            "receipts": tuple(receipt(f"R{on}", "1.00", on=on) for on in days),
            "allocations": tuple(row(f"A{on}", f"R{on}", "I-1", on=on) for on in days),
        }
        of = desk(sold("I-1", "3.00", "01-10", net=yuan("1.00")), paid, commission_splits=(split("S", "1", "1"),))
        assert [str(one.amount) for one in statement(of).lines] == ["0.33", "0.34", "0.33"]

    def test_what_the_tolerance_writes_off_is_no_money(self):
        """A cent that a receipt leaves within the tolerance earns nothing."""
        paid = {"receipts": (receipt("R", "99.00", on="02-02"),), "allocations": (row("A", "R", "I-1", on="02-02"),)}
        of = desk(sold("I-1", "100.00", "01-10"), paid)
        rules = Policies(allocation="explicit", tolerance=Decimal("1.00"))
        history = History(evolve(of.company, policies=rules), of.history.facts)
        tolerant = Desk(history, store=MemoryStore(), clock=lambda: TODAY)
        assert str(tolerant.invoice("I-1", as_of=day("03-31")).written_off) == "1.00"
        assert str(statement(tolerant).base) == "99.00"

    def test_an_unknown_net_counts_nothing_and_is_said(self):
        """An item without net, tax and lines cannot be counted net; gross less tax can."""
        of = desk(sold("I-1", "100.00", "01-10", "02-01", net=None, tax=None))
        assert str(statement(of).base) == "0.00"
        assert [one.code for one in of.commission("2026Q1").findings] == ["commission.unknown"]
        taxed = desk(sold("I-1", "100.00", "01-10", "02-01", net=None, tax=yuan("20.00")))
        assert str(statement(taxed).base) == "80.00"

    def test_gross_of_lines(self):
        """A line's gross is stated, or its net with its tax, or with the tax of its rate."""
        lines = (
            InvoiceLine(invoice="I-1", line=1, net=yuan("10.00"), gross=yuan("11.30")),
            InvoiceLine(invoice="I-1", line=2, net=yuan("10.00"), tax=yuan("0.60")),
            InvoiceLine(invoice="I-1", line=3, net=yuan("10.00"), tax_rate=Decimal("0.09")),
            InvoiceLine(invoice="I-1", line=4, net=yuan("10.00")),
        )
        of = desk(
            sold("I-1", "42.80", "01-10", "02-01"), {"invoice_lines": lines}, commission_plans=(plan(measure="gross"),)
        )
        assert [(one.line, str(one.base)) for one in statement(of).lines] == [
            (1, "11.30"), (2, "10.60"), (3, "10.90"), (4, "10.00")]  # fmt: skip

    def test_margin(self):
        """Net less quantity x purchase price, rounded once per line; without either it counts nothing."""
        goods = (Product(id="P-1", name="P", purchase_price=Decimal("3.333")), Product(id="P-2", name="Q"))
        lines = (
            InvoiceLine(invoice="I-1", line=1, product="P-1", qty=Decimal(2), net=yuan("10.00")),
            InvoiceLine(invoice="I-1", line=2, product="P-2", qty=Decimal(1), net=yuan("10.00")),
            InvoiceLine(invoice="I-1", line=3, product="P-1", net=yuan("10.00")),
        )
        of = desk(sold("I-1", "30.00", "01-10", "02-01"), {"invoice_lines": lines, "products": goods},
                  commission_plans=(plan(measure="margin"),))  # fmt: skip
        assert [(one.line, str(one.base)) for one in statement(of).lines] == [(1, "3.33")]
        assert [str(one.place) for one in of.commission("2026Q1").findings] == ["invoices:2:I-1", "invoices:3:I-1"]
        half = (Product(id="P-1", name="P", purchase_price=Decimal("3.335")),)
        one = (InvoiceLine(invoice="I-1", line=1, product="P-1", qty=Decimal(1), net=yuan("10.00")),)
        of = desk(sold("I-1", "10.00", "01-10", "02-01"), {"invoice_lines": one, "products": half},
                  commission_plans=(plan(measure="margin"),))  # fmt: skip
        assert str(statement(of).base) == "6.67"
        whole = desk(sold("I-1", "30.00", "01-10", "02-01"), commission_plans=(plan(measure="margin"),))
        assert [one.code for one in whole.commission("2026Q1").findings] == ["commission.unknown"]

    @pytest.mark.parametrize(("currency", "base"), [("USD", "700.00"), ("JPY", "7.00"), ("KWD", "70.00")])
    def test_foreign_documents_at_their_rate(self, currency, base):
        """A measure is taken in the company's currency at the document's rate."""
        money = Money(10000 if currency == "USD" else 100 if currency == "JPY" else 10000, currency)
        one = evolve(invoice("I-1", "0.00", on="01-10", net=money), gross=money, rate=Decimal(7), currency=currency)
        paid = evolve(receipt("R", "0.00", on="02-01"), amount=money, currency=currency)
        if currency == "JPY":
            one = evolve(one, rate=Decimal("0.07"))
        of = desk(invoices=(one,), receipts=(paid,), allocations=(row("A", "R", "I-1", on="02-01"),))
        assert str(statement(of).base) == base


class TestLaterFacts:
    def back(self, **more: Any) -> Desk:
        """1500.00 and 100.00 collected in the first quarter, the first of it taken back in the second."""
        undone = row("B", "R-I-1", "I-1", on="05-01", reverses="A-I-1")
        return desk(sold("I-1", "1500.00", "01-10", "02-01"), sold("I-2", "100.00", "01-10", "02-02"),
                    {"allocations": (undone,)}, **more)  # fmt: skip

    def test_recompute_original(self):
        """The first quarter anew is 2.00 instead of 80.00; the rest waits for the third."""
        of = self.back()
        assert amounts(statement(of), *BASICS) == ["1600.00", "80.00", "0.00", "80.00", "0.00"]
        second = statement(of, "2026Q2")
        assert amounts(second, *BASICS) == ["0.00", "0.00", "-78.00", "0.00", "-78.00"]
        assert [(one.period, str(one.was), str(one.anew)) for one in second.restated] == [("2026Q1", "80.00", "2.00")]
        assert amounts(statement(of, "2026Q3"), "carried_in", "payout", "carried_out") == ["-78.00", "0.00", "-78.00"]

    def test_in_period(self):
        """What is taken back counts in the second quarter, below zero at the first tier's rate."""
        of = self.back(commission_plans=(plan(clawback="in_period"),))
        assert amounts(statement(of, "2026Q2"), *BASICS) == ["-1500.00", "-30.00", "0.00", "0.00", "-30.00"]
        assert [(one.tier, str(one.base)) for one in statement(of, "2026Q2").lines] == [(1, "-1500.00")]

    def test_in_period_without_tiers_or_with_whole_ones(self):
        """Below zero `whole` has the first tier's rate too; without tiers nothing is earned."""
        whole = self.back(commission_plans=(plan(clawback="in_period", tiers="whole"),))
        assert str(statement(whole, "2026Q2").earned) == "-30.00"
        bare = self.back(commission_plans=(plan(clawback="in_period"),), commission_tiers=())
        assert amounts(statement(bare, "2026Q2"), "base", "earned") == ["-1500.00", "0.00"]

    def test_without_carrying_forward(self):
        """Nothing waits: the negative result is the payout."""
        of = self.back(commission_plans=(plan(carry_forward=False),))
        assert amounts(statement(of, "2026Q2"), "payout", "carried_out") == ["-78.00", "0.00"]

    def test_recorded_late_is_clawback_of_the_period_that_knows_it(self):
        """Money received in the first quarter and entered in the second leaves the first statement alone."""
        sale = sold("I-1", "1500.00", "01-10", "02-01")
        late = {
            name: tuple(evolve(one, recorded_on=day("04-02")) for one in sale[name])
            for name in ("receipts", "allocations")
        }
        of = desk({**sale, **late})
        assert amounts(statement(of), *BASICS) == ["0.00", "0.00", "0.00", "0.00", "0.00"]
        assert amounts(statement(of, "2026Q2"), *BASICS) == ["0.00", "0.00", "70.00", "70.00", "0.00"]


class TestShares:
    def test_lines_before_the_document_before_order_before_contract(self):
        """The most particular rows count; what they leave is nobody's."""
        rows = {
            "orders": (order(contract="H"),),
            "contracts": (contract(salesperson="K"),),
            "contract_lines": (ContractLine(contract="H", line=7, product="P-4", qty=Decimal(1), amount=yuan("1.00")),),
            "invoice_lines": tuple(
                InvoiceLine(invoice="I-1", line=n, order_line=n + 10, product=f"P-{n}", net=yuan("100.00"))
                for n in (1, 2, 3, 4, 5)
            ),
        }  # fmt: skip
        shares = (
            split("S", "0.5", line=1), split("T", "0.25", line=12, order="O-1"),
            split("U", "1", line=7, contract="H"), split("T", "1", line=13, order="O-1"),
        )  # fmt: skip
        of = desk(sold("I-1", "500.00", "01-10", "02-01", order="O-1"), rows, commission_splits=shares,
                  salespeople=tuple(person(name) for name in "STUK"))  # fmt: skip
        bases = {
            one.salesperson: [(ln.line, str(ln.base)) for ln in one.lines] for one in of.commission("2026Q1").statements
        }
        assert bases == {
            "S": [(1, "50.00")], "T": [(2, "25.00"), (3, "100.00")], "U": [(4, "100.00")], "K": [(5, "100.00")],
        }  # fmt: skip

    def test_the_whole_is_the_salespersons_of_order_else_contract_else_customer(self):
        """Without rows the order's salesperson has it, else the contract's, else the customer's, else nobody."""
        signed = Contract(id="H", customer="C-1", signed_on=day("01-01"), amount=yuan("400.00"), salesperson="T")
        people = {"salespeople": (person(), person("T"), person("U"))}
        sale = sold("I-1", "100.00", "01-10", "02-01", order="O-1", contract="H")
        for orders, contracts, who in (
            ((order(salesperson="U"),), (signed,), "U"), ((order(),), (signed,), "T"), ((order(),), (), "S"),
        ):  # fmt: skip
            of = desk(sale, orders=orders, contracts=contracts, **people)
            assert str(statement(of, who=who).base) == "100.00"
        alone = desk(sale, orders=(order(),), customers=(customer("C-1"),), **people)
        assert all(not one.base for one in alone.commission("2026Q1").statements)

    def test_the_odd_cent_is_the_first_persons_by_id(self):
        """Two halves of one cent: the salesperson whose id comes first has it, whatever the order of the rows."""
        shares = (split("T", "0.5"), split("S", "0.5"))
        of = desk(sold("I-1", "0.01", "01-10", "02-01"), commission_splits=shares, salespeople=(person(), person("T")))
        assert [str(statement(of, who=who).base) for who in "ST"] == ["0.01", "0.00"]

    def test_a_share_of_the_whole_document_and_of_a_contract_without_lines(self):
        """A document without lines takes the rows of the whole; a contract's rows hold for its invoices."""
        signed = Contract(id="H", customer="C-1", signed_on=day("01-01"), amount=yuan("400.00"))
        of = desk(sold("I-1", "100.00", "01-10", "02-01", contract="H"), contracts=(signed,),
                  commission_splits=(split("S", "0.3", "0.1", contract="H"),))  # fmt: skip
        assert [(one.tier, str(one.base), str(one.amount)) for one in statement(of).lines] == [(None, "30.00", "3.00")]

    def test_a_share_without_document_is_nobodys(self):
        """A row that names no document is refused, all faults at once."""
        shares = {"commission_splits": (split("S", "1", invoice=None),)}
        assert found(**shares) == [("commission_splits", 0, "salesperson", "commission.split_document")]
        with pytest.raises(ValidationReport) as refused:
            office(salespeople=(person(),), commission_plans=(plan(),), **shares)
        assert [one.code for one in refused.value.findings] == ["commission.split_document"]


class TestOtherBases:
    def test_invoiced(self):
        """Documents count on their day, a credit note against its invoice, a rebate on its own; drafts do not."""
        note = invoice("N", "500.00", on="05-01", kind="credit_note", original="I-1", net=yuan("500.00"))
        rebate = invoice("N-2", "100.00", on="05-02", kind="credit_note", net=yuan("100.00"))
        draft = invoice("D", "100.00", on="02-02", status="draft", net=yuan("100.00"))
        carried = invoice("Z", "100.00", on="02-02", kind="opening", net=yuan("100.00"))
        of = desk(sold("I-1", "1500.00", "01-10"), {"invoices": (note, rebate, draft, carried)},
                  commission_plans=(plan(basis="invoiced"),))  # fmt: skip
        assert amounts(statement(of), *BASICS) == ["1500.00", "70.00", "0.00", "70.00", "0.00"]
        assert amounts(statement(of, "2026Q2"), *BASICS) == ["-100.00", "-2.00", "-50.00", "0.00", "-52.00"]
        assert [(one.receipt, one.invoice) for one in statement(of).lines] == [(None, "I-1")] * 2

    def test_a_credit_note_has_the_shares_of_its_invoice(self):
        """What T was credited with goes back from T, though the note names nobody."""
        note = invoice("N", "100.00", on="05-01", kind="credit_note", original="I-1", net=yuan("100.00"))
        of = desk(sold("I-1", "100.00", "01-10"), {"invoices": (note,)}, commission_plans=(plan(basis="invoiced"),),
                  salespeople=(person(), person("T")), commission_splits=(split("T", "1", "0.05"),))  # fmt: skip
        assert [str(statement(of, q, "T").clawback) for q in ("2026Q1", "2026Q2")] == ["0.00", "-5.00"]
        assert str(statement(of, "2026Q2", "T").carried_out) == "-5.00"
        assert [str(statement(of, "2026Q1", who).earned) for who in ("S", "T")] == ["0.00", "5.00"]

    def test_ordered(self):
        """Orders count on their confirmation; amended or cancelled later, the original period is drawn anew."""
        events = (
            event("confirmed", "03-05"),
            event("amended", "04-02", line=1, qty=Decimal(5)),
            event("cancelled", "07-01"),
        )
        rows = {
            "orders": (order(), order("O-2", status="draft"), order("O-3", confirmed_on=day("03-20"))),
            "order_lines": (line(), line(of="O-2"), line("1", of="O-3"), line("0", number=2, of="O-3")),
        }
        of = desk(rows, order_events=events, commission_plans=(plan(basis="ordered"),))
        first = statement(of)
        assert amounts(first, "base", "earned") == ["1100.00", "30.00"]
        top = first.lines[0]
        assert (top.receipt, top.invoice, top.order, top.line) == (None, None, "O-1", 1)
        assert [str(statement(of, q).clawback) for q in ("2026Q2", "2026Q3")] == ["-18.00", "-10.00"]

    def test_ordered_margin_and_shares(self):
        """The margin of what is kept of a line, shared by the contract's rows; an unknown cost is said."""
        goods = (Product(id="P", name="P", purchase_price=Decimal(60)),)
        signed = Contract(id="H", customer="C-1", signed_on=day("01-01"), amount=yuan("400.00"))
        rows = {"orders": (order(contract="H", status="closed_short"),), "contracts": (signed,), "products": goods,
                "order_lines": (line(), line(number=2, product="Q"))}  # fmt: skip
        shares = (split("S", "0.5", contract="H"),)
        margin = (plan(basis="ordered", measure="margin"),)
        of = desk(rows, delivered("4", "03-10"), commission_plans=margin, commission_splits=shares)
        assert str(statement(of).base) == "80.00"
        assert [str(one.place) for one in of.commission("2026Q1").findings] == ["orders:2:O-1"]
        gross = desk(rows, delivered("4", "03-10"), commission_plans=(plan(basis="ordered", measure="gross"),))
        assert str(statement(gross).base) == "400.00"


class TestFindings:
    def test_a_salesperson_who_left(self):
        """Somebody who left before the period and still earns is named, as is a share in a later document."""
        gone = person(left_on=day("01-05"))
        of = desk(sold("I-1", "100.00", "01-10", "04-02"), salespeople=(gone,), commission_splits=(split("S", "1"),))
        assert [one.code for one in of.commission("2026Q2").findings] == ["commission.left"]
        assert [one.code for one in checks.faults(of.history)] == ["commission.left"]

    def test_a_base_below_the_first_tier(self):
        """What lies below the first tier earns nothing, is shown in no tier and said."""
        of = desk(sold("I-1", "150.00", "01-10", "02-01"), commission_tiers=(tier("100.00", "0.1"),))
        assert [(one.tier, str(one.base), str(one.amount)) for one in statement(of).lines] == [
            (None, "100.00", "0.00"), (1, "50.00", "5.00")]  # fmt: skip
        assert [one.code for one in of.commission("2026Q1").findings] == ["commission.no_tier"]
        whole = desk(sold("I-1", "50.00", "01-10", "02-01"), commission_tiers=(tier("100.00", "0.1"),),
                     commission_plans=(plan(tiers="whole"),))  # fmt: skip
        assert str(statement(whole).earned) == "0.00"


def found(**tables: Any) -> list[tuple[str, int, str, str]]:
    """Table, row, column and code of every fault."""
    return [(one.table, one.row, one.column, one.code) for one in checks.faults(desk(**tables).history)]


class TestContradictions:
    def test_clean(self):
        """The plan of these examples contradicts nothing."""
        assert found() == []

    def test_ratios(self):
        """A rate of 13 was meant as 13 %; so is a share above 1 or below 0."""
        assert found(commission_tiers=(tier("0.00", "13"),)) == [("commission_tiers", 0, "rate", "commission.rate")]
        assert found(commission_rates=(rate("-0.1"),)) == [("commission_rates", 0, "rate", "commission.rate")]
        assert [code for *_, code in found(commission_splits=(split("S", "2", "13"),))] == [
            "commission.rate", "commission.rate", "commission.shares"]  # fmt: skip

    def test_tiers(self):
        """Two tiers from one amount overlap; a first tier above zero is a warning."""
        twice = (tier("0.00", "0.1"), tier("0.00", "0.2"), tier("0.00", "0.2", version=2))
        assert found(commission_tiers=twice) == [("commission_tiers", 1, "from_amount", "commission.tier_twice")]
        late = (tier("50.00", "0.1"), tier("20.00", "0.2"))
        assert found(commission_tiers=late) == [("commission_tiers", 1, "from_amount", "commission.tier_start")]

    def test_currency(self):
        """Amounts of a plan are in the company's currency."""
        foreign = evolve(tier("0.00", "0.1"), from_amount=Money(0, "EUR"))
        assert found(commission_tiers=(foreign,), commission_plans=(plan(cap=Money(1, "EUR")),)) == [
            ("commission_plans", 0, "cap", "commission.currency"),
            ("commission_tiers", 0, "from_amount", "commission.currency"),
        ]

    def test_versions(self):
        """Two versions from one day leave open which one holds."""
        assert found(commission_plans=(plan(version=1), plan(version=2))) == [
            ("commission_plans", 1, "valid_from", "commission.version_twice")]  # fmt: skip

    def test_shares(self):
        """Shares of a line never exceed the whole; rows of one line and of the document are apart."""
        rows = (split("S", "0.6"), split("T", "0.41"), split("S", "1", line=1), split("S", "1", order="O"))
        assert found(commission_splits=rows) == [("commission_splits", 1, "share", "commission.shares")]

    def test_people(self):
        """A share of somebody without a plan gets no statement."""
        rows = (split("S", "0.6"), split("X", "0.1"))
        assert found(commission_splits=rows, salespeople=(person(plan=None),)) == [
            ("commission_splits", 0, "salesperson", "commission.no_plan")]  # fmt: skip

    @pytest.mark.parametrize("document", [{"order": "O-1"}, {"contract": "H"}])
    def test_left_before_the_document(self, document):
        """A share in an order or contract dated after the salesperson left is noticed."""
        signed = Contract(id="H", customer="C-1", signed_on=day("03-01"), amount=yuan("1.00"))
        rows = {"orders": (order(),), "contracts": (signed,), "commission_splits": (split("S", "1", **document),)}
        assert [code for *_, code in found(**rows, salespeople=(person(left_on=day("02-28")),))] == ["commission.left"]
        assert found(**rows, salespeople=(person(left_on=day("03-01")),)) == []

    def test_everything_at_once(self):
        """Overlapping tiers, a rate of 13, a foreign cap, shares above the whole: one report names them all."""
        with pytest.raises(ValidationReport) as refused:
            office(
                salespeople=(person(), person("T")), invoices=(invoice("I-1", "100.00", on="01-10"),),
                commission_plans=(plan(cap=Money(1, "EUR")),),
                commission_tiers=(tier("0.00", "13"), tier("0.00", "0.1")),
                commission_splits=(split("S", "0.6"), split("T", "0.5")),
            )  # fmt: skip
        assert {one.code for one in refused.value.findings} >= {
            "commission.rate", "commission.currency", "commission.tier_twice", "commission.shares"}  # fmt: skip

    def test_targets(self):
        """A target's measure and period are words that are known."""
        rows = (Target(period="Q5", amount=yuan("1.00"), measure="net net"), Target(period="2026", amount=yuan("1.00")))
        assert found(targets=rows) == [
            ("targets", 0, "measure", "target.measure"), ("targets", 0, "period", "target.period")]  # fmt: skip

    def test_texts_say_the_remedy(self):
        """Every fault has a text in both languages that is filled in."""
        fault = next(checks.faults(desk(commission_tiers=(tier("0.00", "13"),)).history))
        assert "0.13" in text_of(fault.code, "en", fault.context)
        assert "13" in text_of(fault.code, "zh_CN", fault.context)


class TestExplain:
    def test_a_statement_down_to_the_facts(self):
        """Statement, lines with receipts and shares, clawback by period, cap."""
        of = TestLaterFacts().back(commission_plans=(plan(cap=yuan("79.00"), version=1),))
        first, second = of.explain("2026Q1:S"), of.explain("2026Q2:S")
        assert str(first.amount) == "79.00"
        assert [one.what for one in first.because[0].because][-1] == "above the cap"
        assert "receipts/R-I-1" in [one.fact for one in first.because[0].because[0].because]
        assert second.because[1].because[0].what == "2026Q1 anew: 79.00 -> 2.00"

    def test_a_line(self):
        """A line is named by its number; its tier after and before it make the amount."""
        of = desk(sold("I-1", "1500.00", "01-10", "02-01"))
        one = of.explain("2026Q1:S:2")
        assert str(one.amount) == "50.00"
        assert [str(part.amount) for part in one.because[:2]] == ["50.00", "0.00"]

    def test_lines_of_orders_and_documents_have_no_receipt(self):
        """What was ordered is traced to the order."""
        of = desk(orders=(order(),), order_lines=(line(),), commission_plans=(plan(basis="ordered"),),
                  commission_splits=(split("S", "1", "0.1", order="O-1"),))  # fmt: skip
        assert "orders/O-1" in [one.fact for one in of.explain("2026Q1:S:1").because]

    @pytest.mark.parametrize("name", ["2026Q1:S:9", "2026Q1:S:x", "2026-01:S", "2026Q1:S:0", "Q:S", "2026Q1:Nobody"])
    def test_unknown_names(self, name):
        """A line, period or person that is not there is not found."""
        with pytest.raises(NotFound):
            desk().explain(name)

    def test_what_is_not_found_is_named(self):
        """Where a period and a colon ask for commission, the answer says which person or statement is not there."""
        for name, missing in (
            ("2026Q1:Nobody", ("salespeople", "Nobody")),
            ("2026Q1:S:9", ("commission", "2026Q1:S:9")),
        ):
            with pytest.raises(NotFound) as raised:
                desk().explain(name)
            assert (raised.value.context["table"], raised.value.context["id"]) == missing
        sale = sold("2026Q1:I", "100.00", "01-10")
        assert desk(sale).explain("2026Q1:I").what.startswith("2026Q1:I: open")

    def test_foreign_money_has_its_currency(self):
        """What was paid of a document stands in the document's currency, and says so."""
        paid = desk(sold("I-1", "100.00", "01-10", "02-01")).explain("2026Q1:S:1")
        assert "paid of the document: 0.00 -> 100.00 of 100.00 CNY" in [one.what for one in paid.because]

    def test_a_person_known_later(self):
        """Somebody entered after the period has no statement of it."""
        of = desk(salespeople=(person(recorded_on=day("05-01")),))
        with pytest.raises(NotFound):
            of.explain("2026Q1:S")


class TestWhatIf:
    def test_difference_by_person_and_period(self):
        """A flat 10 % instead of the tiers; nothing is written; who gets no statement then counts zero."""
        of = desk(sold("I-1", "1500.00", "01-10", "02-01"), sold("I-2", "100.00", "01-10", "04-02"))
        flat = Terms(plan(), (tier("0.00", "0.1"),))
        found = of.commission_under(flat, ["2026Q1", "2026Q2"])
        assert [(one.period, one.salesperson, str(one.difference)) for one in found] == [
            ("2026Q1", "S", "80.00"), ("2026Q2", "S", "8.00")]  # fmt: skip
        assert str(statement(of).earned) == "70.00"
        yearly = of.commission_under(Terms(plan(period="year"), flat.tiers), ["2026Q1", "2026"])
        assert [(str(one.earned_now), str(one.earned_then)) for one in yearly] == [
            ("70.00", "0.00"),
            ("0.00", "160.00"),
        ]

    def test_a_plan_that_contradicts_itself_is_refused(self):
        """A proposal is looked at like the books."""
        with pytest.raises(ValidationReport):
            desk().commission_under(Terms(plan(), (tier("0.00", "13"),)), ["2026Q1"])


class TestTargets:
    def test_contributions_count_by_share(self):
        """5 at 100 % and 10 at 50 % are 10 of the target; the office has all of it."""
        sales = sold("I-1", "10.00", "01-10"), sold("I-2", "5.00", "01-11")
        wanted = (
            Target(period="2026Q1", amount=yuan("10.00"), salesperson="S"),
            Target(period="2026Q1", amount=yuan("20.00"), measure="invoiced gross"),
            Target(period="2026-01", amount=yuan("20.00")),
        )
        answer = desk(*sales, commission_splits=(split("S", "0.5"),), targets=wanted).targets("2026Q1")
        assert [(one.salesperson, str(one.actual), one.value, one.light) for one in answer.targets] == [
            (None, "15.00", Decimal("0.75"), "red"), ("S", "10.00", Decimal(1), "green")]  # fmt: skip

    @pytest.mark.parametrize(("net", "light"), [("50.00", "green"), ("40.00", "amber"), ("39.99", "red")])
    def test_pace(self, net, light):
        """Half of June gone, half of the target is due; four fifths of that is still amber."""
        wanted = (Target(period="2026-06", amount=yuan("100.00"), salesperson="S", measure="collected net"),)
        answer = desk(sold("I-1", net, "06-01", "06-02"), targets=wanted).targets("2026-06", as_of=day("06-15"))
        assert [(str(one.due), one.light) for one in answer.targets] == [("50.00", light)]
        before = desk(targets=wanted).targets("2026-06", as_of=day("05-15"))
        assert [str(one.due) for one in before.targets] == ["0.00"]

    def test_nothing_to_say(self):
        """A target of zero has no percentage; an unknown measure or a foreign amount nothing at all."""
        wanted = (
            Target(period="2026Q1", amount=yuan("0.00"), salesperson="A"),
            Target(period="2026Q1", amount=yuan("5.00"), salesperson="B", measure="visits"),
            Target(period="2026Q1", amount=Money(5, "EUR"), salesperson="C"),
        )
        answer = desk(targets=wanted).targets("2026Q1")
        assert [(one.actual is None, one.value, one.light) for one in answer.targets] == [
            (False, None, None), (True, None, None), (True, None, None)]  # fmt: skip


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """The rows of a capped, restated quarter as a folder of books."""
    tables = {
        "company.toml": 'name = "某某"\n[policies]\nallocation = "explicit"\n',
        "customers.csv": "id,name,salesperson\nC-1,某某,S\n",
        "salespeople.csv": "id,name,plan\nS,冯业务,P\n",
        "commission_plans.csv": (
            "id,version,basis,measure,tiers,period,cap,valid_from\nP,1,collected,net,marginal,quarter,100.00,\n"
            "P,2,collected,net,marginal,quarter,50.00,2026-04-01\n"
        ),
        "commission_tiers.csv": "plan,version,from_amount,rate\nP,,0.00,2%\nP,2,100.00,10%\n",
        "invoices.csv": (
            "id,kind,customer,issued_on,gross,net,tax,status\n"
            "I-1,invoice,C-1,2026-01-10,10000.00,10000.00,0.00,issued\n"
            "I-2,invoice,C-1,2026-01-10,1000.00,1000.00,0.00,issued\n"
        ),
        "receipts.csv": "id,customer,received_on,amount\nR-1,C-1,2026-02-01,10000.00\nR-2,C-1,2026-04-01,1000.00\n",
        "allocations.csv": (
            "id,source,target,effective_on,reverses\nA-1,R-1,I-1,2026-02-01,\nA-2,R-2,I-2,2026-04-01,\n"
            "A-3,R-1,I-1,2026-05-01,A-1\n"
        ),
        "targets.csv": "salesperson,period,measure,amount\nS,2026Q2,collected,2000.00\n,2026Q2,visits,1.00\n",
    }
    for name, text in tables.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(*words: object) -> Any:
    """Run `show` with these words."""
    return CliRunner().invoke(show, [str(word) for word in words], catch_exceptions=False)


class TestCommandLine:
    def test_as_json(self, books):
        """The answer is what the method returns, amounts as text; both versions of the plan are read."""
        answer = json.loads(
            run("commission", "--period", "2026Q2", "--books", books, "--json").stdout, parse_float=pytest.fail
        )
        one = answer["statements"][0]
        assert (one["version"], one["earned"], one["lost"], one["clawback"]) == (2, "50.00", "40.00", "-100.00")
        assert one["lines"][0] == {
            "receipt": "R-2", "invoice": "I-2", "order": None, "line": None, "share": "1", "base": "100.00",
            "tier": None, "rate": "0", "amount": "0.00", "accelerated": False,
        }  # fmt: skip

    def test_as_tables(self, books):
        """People read statements, lines, what was drawn anew, what the cap took, and what to look at."""
        printed = run("commission", "--period", "2026Q2", "--books", books).stdout
        for words in ("I-2", "重算 anew 2026Q1", "-100.00", "超过封顶", "-40.00", "add a tier"):
            assert words in printed
        assert "I-2" not in run("commission", "--period", "2026Q2", "--known-at", "2026-03-31", "--books", books).stdout

    def test_targets(self, books):
        """Targets with their percentage; an unknown measure has none."""
        printed = run("targets", "--period", "2026Q2", "--books", books).stdout
        assert "50" in printed
        assert "—" in printed
        assert json.loads(run("targets", "--period", "2026Q2", "--books", books, "--json").stdout)["period"] == "2026Q2"

    def test_a_period_that_is_none(self, books):
        """A period in another form is exit 2."""
        assert run("commission", "--period", "Q1", "--books", books).exit_code == 2


def test_facts_alone_are_enough():
    """An office without salespeople has no statements."""
    assert office().commission("2026").statements == ()
