"""The review of a contract: five points, the decision on what deviates, the technical department (CO-02)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.contracts.review import ContractReview, contract_review, review_digest
from salessupport.domain.contracts.review_points import Point
from salessupport.domain.facts import (
    Approval,
    Contract,
    ContractLine,
    Customer,
    Facts,
    Instalment,
    Product,
    Quotation,
    QuotationLine,
    RegisterClause,
    RegisterSolution,
)
from salessupport.domain.history import History
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.errors import NotFound
from salessupport.domain.values.policies import Company
from salessupport.domain.values.quantity import Price, Quantity, Ratio
from small_office import day, yuan

CONTRACT = Contract(
    id="HT-1", customer="C-1", signed_on=day("03-01"), amount=yuan("1130.00"), terms="30/60/10", quotation="Q-1",
    deliver_on=day("05-01"), electronic=True,
)  # fmt: skip
LINE = ContractLine(contract="HT-1", line=1, product="P-1", qty=Quantity(Decimal(10)), amount=yuan("1130.00"))
QUOTED = QuotationLine(
    quotation="Q-1", line=1, product="P-1", qty=Quantity(Decimal(20)), price=Price(Decimal(125)),
    discount=Ratio(Decimal("0.2")), tax_rate=Ratio(Decimal("0.13")), lead_days=60,
)  # fmt: skip
PLAN = RegisterSolution(id="J-1", contract="HT-1", product="P-1", qty=Quantity(Decimal(10)))
STANDARD = RegisterClause(id="T-0", clause="质保", text="验收后 12 个月")
CLAUSE = evolve(STANDARD, id="T-1", contract="HT-1", text="验收后12个月")


def history_of(**tables: Any) -> History:
    """A history with a contract that passes, unless told otherwise."""
    given = {
        "customers": (Customer(id="C-1", name="华东机械"),),
        "contracts": (CONTRACT,),
        "contract_lines": (LINE,),
        "quotations": (Quotation(id="Q-1", customer="C-1", quoted_on=day("02-01")),),
        "quotation_lines": (QUOTED,),
        "register_solutions": (PLAN,),
        "register_clauses": (STANDARD, CLAUSE),
        **tables,
    }
    return History(Company(name="Example Trading"), Facts(**given))


def review(on: str = "03-05", **tables: Any) -> ContractReview:
    """The review of HT-1."""
    return contract_review(history_of(**tables), "HT-1", as_of=day(on))


def point(name: str, **tables: Any) -> tuple[str, list[tuple[str, str, str, str, str]]]:
    """Verdict and differences of one point."""
    found: Point = next(one for one in review(**tables).points if one.name == name)
    assert all(one.message("en") != one.message("zh_CN") for one in found.differences)
    return found.verdict, [(one.kind, one.what, one.expected, one.actual, one.severity) for one in found.differences]


def decision(act: Any, **more: Any) -> Approval:
    """A decision on HT-1."""
    given = {"id": f"AP-{act}", "approver": "王", "decided_on": Moment(day("03-04")), "decision": "granted", **more}
    return Approval(act=act, subject="HT-1", **given)


SHORT = (evolve(LINE, qty=Quantity(Decimal(9)), amount=yuan("1017.00")),)


class TestStates:
    def test_a_contract_as_offered_is_clean(self):
        """Where everything is as quoted, planned and usual, every point passes."""
        answer = review()
        assert [one.verdict for one in answer.points] == ["pass"] * 5
        assert (answer.state, answer.missing, answer.technical, answer.may_sign) == ("clean", (), "not_given", False)

    @pytest.mark.parametrize("electronic", [None, False])
    def test_without_the_electronic_version_nothing_starts(self, electronic):
        """No review starts before the electronic version is here; what is missing is named, a decision is nothing."""
        contract = (evolve(CONTRACT, electronic=electronic),)
        answer = review(contracts=contract, approvals=(decision("contract_deviation"),))
        assert (answer.state, answer.missing, answer.points, answer.approvals) == (
            "not_started",
            ("electronic",),
            (),
            (),
        )

    def test_an_unknown_contract(self):
        """A contract nobody recorded is not found."""
        with pytest.raises(NotFound):
            contract_review(history_of(), "HT-9", as_of=day("03-05"))
        with pytest.raises(NotFound):
            review_digest(history_of(), "HT-9")

    def test_a_deviation_stays_open_until_it_is_decided(self):
        """One item short is open until somebody decides on this very review; a refusal decides nothing."""
        assert review(contract_lines=SHORT).state == "open"
        refused = (decision("contract_deviation", decision="refused"),)
        assert review(contract_lines=SHORT, approvals=refused).state == "open"
        digest = review_digest(history_of(contract_lines=SHORT), "HT-1")
        granted = (decision("contract_deviation", digest=digest),)
        answer = review(contract_lines=SHORT, approvals=granted)
        assert (answer.state, answer.approvals) == ("decided", ("AP-contract_deviation",))
        assert review("03-03", contract_lines=SHORT, approvals=granted).state == "open"

    @pytest.mark.parametrize(
        "change",
        [
            {"contract_lines": (evolve(LINE, qty=Quantity(Decimal(8)), amount=yuan("904.00")),)},
            {"register_solutions": (evolve(PLAN, qty=Quantity(Decimal(12))),)},
            {"register_clauses": (STANDARD,)},
            {"quotation_lines": (evolve(QUOTED, price=Price(Decimal(126))),)},
            {"contracts": (evolve(CONTRACT, terms="20/70/10"),)},
            {"contracts": (evolve(CONTRACT, deliver_on=day("04-01")),)},
        ],
    )
    def test_a_decision_dies_with_what_was_shown(self, change):
        """Whatever is compared changes, a decision on the earlier review no longer counts."""
        digest = review_digest(history_of(contract_lines=SHORT), "HT-1")
        granted = (decision("contract_deviation", digest=digest),)
        assert review(**{"contract_lines": SHORT, **change}, approvals=granted).state == "open"

    @pytest.mark.parametrize("table", ["quotation_lines", "register_solutions", "register_clauses", "contract_lines"])
    def test_a_point_without_data_never_passes(self, table):
        """Without quotation, plan, clauses or lines a point is not given, and the contract is not clean."""
        answer = review(**{table: ()})
        assert "not_given" in [one.verdict for one in answer.points]
        assert answer.state == "open"

    @given(st.sets(st.sampled_from(["quotation_lines", "register_solutions", "register_clauses", "contract_lines"])))
    def test_less_data_never_makes_a_contract_clean(self, empty):
        """A contract is clean with all data and with no less."""
        assert (review(**dict.fromkeys(empty, ())).state == "clean") == (not empty)


class TestTechnicalReview:
    def test_the_last_decision_is_the_verdict(self):
        """The technical department's last decision counts, of its day on."""
        passed = decision("technical_review")
        refused = decision("technical_review", id="AP-2", decision="refused", decided_on=Moment(day("03-05")))
        assert review(approvals=(passed,)).technical == "pass"
        assert review(approvals=(passed,)).may_sign
        assert review(approvals=(passed, refused)).technical == "fail"
        assert review("03-04", approvals=(passed, refused)).technical == "pass"
        assert review("03-03", approvals=(passed,)).technical == "not_given"

    def test_a_review_of_another_contract_is_none(self):
        """A verdict on what the contract no longer is does not count."""
        assert review(approvals=(decision("technical_review", digest="0" * 64),)).technical == "not_given"


class TestPrice:
    @pytest.mark.parametrize(("amount", "severity"), [("1129.99", "fail"), ("1130.01", "warn")])
    def test_against_the_quotation(self, amount, severity):
        """The quoted price after discount and with tax, at the contract's quantity: less is against us, more is odd."""
        lines = (evolve(LINE, amount=yuan(amount)),)
        assert point("price", contract_lines=lines) == (
            severity, [("changed", "P-1", "1130.00", amount, severity)],
        )  # fmt: skip

    def test_products_added_and_left_out(self):
        """What was not quoted is added, what was quoted and is not bought is cut."""
        lines = (evolve(LINE, product="P-2"),)
        assert point("price", contract_lines=lines) == (
            "warn", [("cut", "P-1", "2260.00", "", "warn"), ("added", "P-2", "", "1130.00", "warn")],
        )  # fmt: skip

    def test_a_contract_without_lines_by_its_amount(self):
        """Without lines the whole amounts are compared."""
        assert point("price", contract_lines=()) == (
            "fail", [("changed", "amount", "2260.00", "1130.00", "fail")],
        )  # fmt: skip

    def test_lines_by_price_or_without_one(self):
        """A line without an amount counts by its price with tax; one with neither gives no verdict."""
        priced = evolve(LINE, amount=None, price=Price(Decimal(113)))
        assert point("price", contract_lines=(priced,))[0] == "pass"
        assert point("price", contract_lines=(evolve(priced, price=None),))[0] == "not_given"

    def test_the_products_tax_rate_and_nothing_quoted(self):
        """Without a rate of its own a quoted line has the product's, or none; zero quoted says nothing."""
        lines = (evolve(QUOTED, tax_rate=None),)
        product = Product(id="P-1", name="件", tax_rate=Ratio(Decimal("0.13")))
        assert point("price", quotation_lines=lines, products=(product,))[0] == "pass"
        assert point("price", quotation_lines=lines)[0] == "warn"
        assert point("price", quotation_lines=(evolve(QUOTED, qty=Quantity(Decimal(0))),))[0] == "not_given"


class TestPayment:
    def test_terms_by_instalment(self):
        """Each instalment that differs from the company's 3-6-1 is named with both figures."""
        assert point("payment", contracts=(evolve(CONTRACT, terms="20/80"),)) == (
            "warn",
            [
                ("changed", "1", "339.00 signing", "226.00 signing", "warn"),
                ("changed", "2", "678.00 before_pickup", "904.00 before_pickup", "warn"),
                ("cut", "3", "113.00 acceptance", "", "warn"),
            ],
        )

    def test_rows_of_instalments(self):
        """Rows with their days, months and dates are compared like terms; another one is added."""
        shares = [("signing", "0.3"), ("before_pickup", "0.6"), ("acceptance", "0.05"), ("date", "0.05")]
        rows = [
            Instalment(contract="HT-1", no=no, trigger=trigger, share=Ratio(Decimal(share)))  # type: ignore[arg-type]
            for no, (trigger, share) in enumerate(shares, 1)
        ]
        rows[0] = evolve(rows[0], days=30, months=1)
        rows[3] = evolve(rows[3], due_on=day("12-31"))
        contract = evolve(CONTRACT, terms=None)
        assert point("payment", contracts=(contract,), instalments=tuple(rows))[1] == [
            ("changed", "1", "339.00 signing", "339.00 signing +1m +30d", "warn"),
            ("changed", "3", "113.00 acceptance", "56.50 acceptance", "warn"),
            ("added", "4", "", "56.50 2026-12-31", "warn"),
        ]
        assert point("payment", contracts=(contract,))[0] == "not_given"


class TestDelivery:
    @pytest.mark.parametrize(("on", "verdict"), [("04-29", "fail"), ("04-30", "pass"), ("06-01", "pass")])
    def test_no_earlier_than_the_quotation_allows(self, on, verdict):
        """Sixty days from signing are needed; a day sooner is against us, later is not."""
        assert point("delivery_time", contracts=(evolve(CONTRACT, deliver_on=day(on)),))[0] == verdict

    def test_without_a_day_or_days(self):
        """No agreed day, or a quoted line without its days, give no verdict."""
        assert point("delivery_time", contracts=(evolve(CONTRACT, deliver_on=None),))[0] == "not_given"
        lines = (QUOTED, evolve(QUOTED, line=2, lead_days=None))
        assert point("delivery_time", quotation_lines=lines)[0] == "not_given"


class TestConfiguration:
    def test_nothing_of_the_plan_is_cut(self):
        """One item short of the plan fails, one more warns; products left out or put in are named."""
        assert point("configuration", contract_lines=SHORT) == ("fail", [("changed", "P-1", "10", "9", "fail")])
        more = (evolve(LINE, qty=Quantity(Decimal(11))),)
        assert point("configuration", contract_lines=more) == ("warn", [("changed", "P-1", "10", "11", "warn")])
        plan = (evolve(PLAN, product="P-2"),)
        assert point("configuration", register_solutions=plan) == (
            "fail", [("added", "P-1", "", "10", "warn"), ("cut", "P-2", "10", "", "fail")],
        )  # fmt: skip

    def test_lines_of_one_product_count_together(self):
        """Two lines of a product make up what the plan asks for; a line without its quantity gives no verdict."""
        half = evolve(LINE, qty=Quantity(Decimal(5)))
        assert point("configuration", contract_lines=(half, evolve(half, line=2)))[0] == "pass"
        assert point("configuration", contract_lines=(evolve(LINE, qty=None),))[0] == "not_given"


class TestClauses:
    def test_clauses_by_name(self):
        """A clause left out fails, one put in or worded otherwise warns; blanks and width of digits are no matter."""
        rows = (
            STANDARD, evolve(CLAUSE, text="验收后２４个月"), evolve(STANDARD, id="T-2", clause="仲裁"),
            evolve(CLAUSE, id="T-3", clause="罚款", text="每日 1%"),
        )  # fmt: skip
        assert point("clauses", register_clauses=rows) == (
            "fail",
            [
                ("cut", "仲裁", "验收后 12 个月", "", "fail"),
                ("added", "罚款", "", "每日 1%", "warn"),
                ("changed", "质保", "验收后 12 个月", "验收后２４个月", "warn"),
            ],
        )
        assert point("clauses", register_clauses=(STANDARD, evolve(CLAUSE, text="验收后１２个月")))[0] == "pass"
