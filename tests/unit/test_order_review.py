"""The review of an order, its agreed prices and its confirmations (OR-02, OR-03, QT-03)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.facts import (
    AgreedPrice,
    Approval,
    Contract,
    ContractLine,
    Customer,
    Facts,
    Order,
    OrderEvent,
    OrderLine,
    Product,
    RegisterConfirmation,
)
from salessupport.domain.history import History
from salessupport.domain.orders.checks import Check, worst
from salessupport.domain.orders.prices import agreed_price, overlaps
from salessupport.domain.orders.review import OrderReview, order_review
from salessupport.domain.orders.version import order_digest
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.errors import NotFound
from salessupport.domain.values.policies import Company, Policies
from salessupport.domain.values.quantity import Price, Quantity, Ratio
from small_office import day, yuan

ORDER = Order(
    id="O-1", customer="C-1", ordered_on=day("03-01"), promised_on=day("04-01"), customer_ref="PO-7", material="Q235",
    quality="GB/T 700", packing="木箱", transport="汽运", payment="30/60/10",
)  # fmt: skip
LINE = OrderLine(order="O-1", line=1, product="P-1", qty=Quantity(Decimal(10)), price=Price(Decimal(100)))
PRODUCT = Product(
    id="P-1", name="钢卷", list_price=Price(Decimal(100)), floor_price=Price(Decimal(90)), lead_days=20,
    tax_rate=Ratio(Decimal("0.13")),
)  # fmt: skip
AGREED = AgreedPrice(
    customer="C-1", product="P-1", net_price=Price(Decimal(100)), valid_from=day("03-01"), valid_to=day("03-31")
)


def history_of(**tables: Any) -> History:
    """A history with one order, unless told otherwise; policies may be among the tables."""
    policies = tables.pop("policies", Policies())
    tables.setdefault("customers", (Customer(id="C-1", name="华东机械"),))
    tables.setdefault("orders", (ORDER,))
    tables.setdefault("order_lines", (LINE,))
    tables.setdefault("products", (PRODUCT,))
    return History(Company(name="Example Trading", policies=policies), Facts(**tables))


def review(on: str = "03-05", *, held: Any = (), permitted: Any = (), **tables: Any) -> OrderReview:
    """The review of O-1."""
    return order_review(history_of(**tables), "O-1", as_of=day(on), held_for=held, permitted=permitted)


def check(name: str, **tables: Any) -> tuple[str, list[str]]:
    """Verdict and codes of one check of O-1, and both its texts are there."""
    found: Check = next(one for one in review(**tables).checks if one.name == name)
    assert all(one.message("en") != one.message("zh_CN") for one in found.evidence)
    return found.verdict, [one.code.partition(".")[2] for one in found.evidence]


def consent(act: Any, **more: Any) -> Approval:
    """An approval of O-1."""
    given = {"subject": "O-1", "approver": "王", "decided_on": Moment(day("03-04")), "decision": "granted", **more}
    return Approval(id=f"AP-{act}", act=act, **given)


class TestReview:
    def test_a_good_order_passes_every_check(self):
        """All eight points, credit, permit and duplicate pass; nothing blocks and nobody has to approve."""
        answer = review()
        assert [one.verdict for one in answer.checks] == ["pass"] * 11
        assert (answer.blocked, answer.needs_approval, answer.may_confirm, answer.open_points) == (
            False,
            False,
            True,
            (),
        )

    def test_an_empty_order_passes_nothing_but_the_duplicate(self):
        """Without data no check passes: each is not given, and nothing is blocked by what is not known."""
        bare = Order(id="O-1", customer="C-1", ordered_on=day("03-01"))
        answer = review(orders=(bare,), order_lines=(), held=None, permitted=None)
        assert {one.verdict for one in answer.checks} == {"not_given"}
        assert len(answer.open_points) == 11
        assert not answer.blocked

    def test_an_unknown_order(self):
        """An order nobody recorded is not found."""
        with pytest.raises(NotFound):
            order_review(history_of(), "O-9", as_of=day("03-05"))

    def test_the_worst_verdict_decides(self):
        """Fail before warn before not given before pass; of none nothing is given."""
        assert [worst(one) for one in (["pass", "not_given"], ["warn", "fail"], ["not_given", "warn"], [])] == [
            "not_given", "fail", "warn", "not_given",
        ]  # fmt: skip

    def test_a_deviation_needs_an_approval_of_the_order_as_it_is(self):
        """A warning is approved by the named approver, until a term of the order changes."""
        tables: dict[str, Any] = {"prices": (evolve(AGREED, net_price=Price(Decimal(101))),)}
        assert review(**tables).needs_approval
        digest = order_digest(history_of(**tables), "O-1", day("03-05"))
        tables["approvals"] = (consent("order_deviation", digest=digest),)
        approved = review(**tables)
        assert (approved.needs_approval, approved.approvals) == (False, ("AP-order_deviation",))
        changed = review(**{**tables, "orders": (evolve(ORDER, packing="纸箱"),)})
        assert (changed.needs_approval, changed.approvals) == (True, ())

    def test_an_approval_of_another_amount_is_none(self):
        """An approval covers exactly the order's gross that it names."""
        tables: dict[str, Any] = {"prices": (evolve(AGREED, net_price=Price(Decimal(101))),)}
        assert not review(**tables, approvals=(consent("order_deviation", amount=yuan("1130.00")),)).needs_approval
        assert review(**tables, approvals=(consent("order_deviation", amount=yuan("1130.01")),)).needs_approval


class TestPrice:
    @pytest.mark.parametrize(
        ("agreed", "verdict", "code"),
        [
            ("100", "pass", "agreed_price"),
            ("101", "warn", "agreed_price_differs"),
            ("99", "warn", "agreed_price_differs"),
        ],
    )
    def test_the_agreed_price_of_the_day(self, agreed, verdict, code):
        """The agreed price comes before the list price; any difference is a warning."""
        assert check("price", prices=(evolve(AGREED, net_price=Price(Decimal(agreed))),)) == (verdict, [code])

    def test_a_price_with_tax_is_compared_without(self):
        """113 with 13 % tax is 100 without."""
        assert check("price", prices=(evolve(AGREED, net_price=Price(Decimal(113)), tax_included=True),))[0] == "pass"

    def test_else_the_list_price(self):
        """Outside the days of the agreed price the list price counts; without either nothing is given."""
        late = evolve(AGREED, valid_from=day("03-02"), net_price=Price(Decimal(50)))
        assert check("price", prices=(late,)) == ("pass", ["list_price"])
        assert check("price", products=(evolve(PRODUCT, list_price=Price(Decimal(101))),))[1] == ["list_price_differs"]
        assert check("price", products=()) == ("not_given", ["no_price"])

    def test_discounts_count(self):
        """A discount of the line or of the whole order is part of the price that is compared."""
        assert check("price", order_lines=(evolve(LINE, discount=Ratio(Decimal("0.05"))),))[0] == "warn"
        assert check("price", orders=(evolve(ORDER, discount_amount=yuan("1.00")),))[0] == "warn"

    def test_below_the_floor_fails_unless_approved(self):
        """Below the floor price the order is blocked until somebody approved exactly this order."""
        tables = {"order_lines": (evolve(LINE, price=Price(Decimal("89.99"))),)}
        assert check("price", **tables) == ("fail", ["list_price_differs", "below_floor"])
        assert review(**tables).blocked
        approved = {**tables, "approvals": (consent("price_below_floor"),)}
        assert check("price", **approved) == ("warn", ["list_price_differs", "floor_approved"])
        assert check("price", order_lines=(evolve(LINE, price=Price(Decimal(90))),))[1] == ["list_price_differs"]

    def test_another_currency_is_not_held_against_company_prices(self):
        """List and floor prices are the company's: an order in another currency is not compared with them."""
        assert check("price", orders=(evolve(ORDER, currency="EUR"),)) == ("not_given", ["no_price", "floor_currency"])


class TestOtherChecks:
    @pytest.mark.parametrize("name", ["material", "quality", "packing", "transport", "payment"])
    def test_what_is_not_stated_is_not_given(self, name):
        """A point that the order leaves out, or fills with blanks, is not given."""
        assert check(name, orders=(evolve(ORDER, **{name: " "}),)) == ("not_given", ["not_stated"])

    def test_quantity(self):
        """A line over nothing fails."""
        assert check("quantity", order_lines=(evolve(LINE, qty=Quantity(Decimal(0))),)) == ("fail", ["quantity_zero"])

    def test_orders_of_a_contract_stay_within_it(self):
        """All orders of a contract together beyond its quantity, or of a product it lacks, are a warning."""
        contract = Contract(id="HT-1", customer="C-1", signed_on=day("02-01"), amount=yuan("1.00"), terms="30/60/10")
        mine, other = (
            evolve(ORDER, contract="HT-1"),
            Order(id="O-2", customer="C-1", ordered_on=day("03-02"), contract="HT-1"),
        )
        tables: dict[str, Any] = {"contracts": (contract,), "orders": (mine, other)}
        asks = ContractLine(contract="HT-1", line=1, product="P-1", qty=Quantity(Decimal(15)))
        lines = (LINE, evolve(LINE, order="O-2", qty=Quantity(Decimal(5))))
        assert check("quantity", **tables, contract_lines=(asks,), order_lines=lines)[0] == "pass"
        more = (LINE, evolve(LINE, order="O-2", qty=Quantity(Decimal(6))))
        assert check("quantity", **tables, contract_lines=(asks,), order_lines=more) == (
            "warn",
            ["quantity", "beyond_contract"],
        )
        assert (
            check("quantity", **tables, contract_lines=(evolve(asks, product="P-2"),), order_lines=lines)[0] == "warn"
        )
        assert check("quantity", **tables, order_lines=more)[0] == "pass"

    @pytest.mark.parametrize(
        ("promised", "verdict", "code"),
        [("03-21", "pass", "in_time"), ("03-20", "warn", "too_soon"), ("02-28", "fail", "promised_before")],
    )
    def test_delivery_time(self, promised, verdict, code):
        """Twenty days are needed from the day of the order; sooner is a warning, before the order it fails."""
        assert check("delivery_time", orders=(evolve(ORDER, promised_on=day(promised)),)) == (verdict, [code])

    def test_delivery_time_without_data(self):
        """No promised day, and no days of the product, give no verdict; goods in stock need none."""
        assert check("delivery_time", orders=(evolve(ORDER, promised_on=None),)) == ("not_given", ["not_stated"])
        assert check("delivery_time", products=(evolve(PRODUCT, lead_days=None),)) == ("not_given", ["no_lead_days"])
        stocked = (evolve(PRODUCT, standing_stock=True),)
        assert check("delivery_time", orders=(evolve(ORDER, promised_on=day("03-01")),), products=stocked)[0] == "pass"

    def test_payment_of_the_contract(self):
        """Without terms of its own an order has its contract's; terms that differ are a warning, words are not."""
        contract = Contract(id="HT-1", customer="C-1", signed_on=day("02-01"), amount=yuan("1.00"), terms="50/50")
        tables: dict[str, Any] = {"contracts": (contract,)}
        assert check("payment", **tables, orders=(evolve(ORDER, contract="HT-1", payment=None),)) == (
            "pass",
            ["stated"],
        )
        assert check("payment", **tables, orders=(evolve(ORDER, contract="HT-1"),)) == ("warn", ["payment_differs"])
        assert check("payment", **tables, orders=(evolve(ORDER, contract="HT-1", payment="月结"),))[0] == "pass"

    def test_credit(self):
        """A hold blocks, an approval passes, and what was not asked is not given."""
        assert check("credit", held=("over_limit",)) == ("fail", ["credit_hold"])
        assert check("credit", held=None) == ("not_given", ["credit_not_asked"])

    def test_permit(self):
        """A regulated product without a permit is a warning, with one it passes, not asked it is not given."""
        regulated = (evolve(PRODUCT, regulated=True),)
        assert check("permit", products=regulated) == ("warn", ["no_permit"])
        assert check("permit", products=regulated, permitted={"P-1"}) == ("pass", ["permit"])
        assert check("permit", products=regulated, permitted=None) == ("not_given", ["permit_not_asked"])

    def test_duplicates(self):
        """The same number and lines entered earlier fail, other lines warn; later or cancelled orders don't."""
        before = evolve(ORDER, id="O-0", ordered_on=day("02-01"), customer_ref=" po-7 ")
        same = (LINE, evolve(LINE, order="O-0"))
        other = (LINE, evolve(LINE, order="O-0", qty=Quantity(Decimal(1))))
        assert check("duplicate", orders=(ORDER, before), order_lines=same) == ("fail", ["entered_twice"])
        assert check("duplicate", orders=(ORDER, before), order_lines=other) == ("warn", ["same_reference"])
        for harmless in (
            evolve(before, status="cancelled"), evolve(before, customer_ref="PO-8"), evolve(before, customer="C-2"),
            evolve(before, ordered_on=day("03-02")),
        ):  # fmt: skip
            assert check("duplicate", orders=(ORDER, harmless), order_lines=same) == ("pass", ["no_duplicate"])


class TestAgreedPrices:
    def price(self, qty: str, on: str, *rows: AgreedPrice) -> Decimal | None:
        """The agreed price for a quantity on a day."""
        found = agreed_price(
            history_of(prices=rows), customer="C-1", product="P-1", qty=Decimal(qty), currency="CNY", on=day(on)
        )
        return None if found is None else found.net_price

    @pytest.mark.parametrize(("on", "there"), [("02-28", False), ("03-01", True), ("03-31", True), ("04-01", False)])
    def test_both_days_are_included(self, on, there):
        """A price holds on its first and its last day, not before and not after."""
        assert (self.price("1", on, AGREED) is not None) == there

    def test_the_largest_quantity_reached(self):
        """Of several quantities the largest that is reached decides; the bound itself is reached."""
        many = evolve(AGREED, net_price=Price(Decimal(95)), min_qty=Quantity(Decimal(10)))
        assert [self.price(qty, "03-10", AGREED, many) for qty in ("9.99", "10")] == [Decimal(100), Decimal(95)]
        assert self.price("1", "03-10", many) is None

    def test_other_customers_products_and_currencies(self):
        """A price of another product, customer or currency is none."""
        rows = (evolve(AGREED, product="P-2"), evolve(AGREED, customer="C-2"), evolve(AGREED, currency="EUR"))
        assert self.price("1", "03-10", *rows) is None

    @given(st.permutations([0, 1, 2, 3]))
    def test_the_order_of_rows_does_not_matter(self, order):
        """Rows that overlap give the one that began last, then the lower price, in whatever order they stand."""
        rows = [
            evolve(AGREED, valid_from=None), AGREED, evolve(AGREED, net_price=Price(Decimal(98))),
            evolve(AGREED, valid_from=day("03-05"), net_price=Price(Decimal(120))),
        ]  # fmt: skip
        shuffled = [rows[i] for i in order]
        assert self.price("1", "03-04", *shuffled) == 98
        assert self.price("1", "03-10", *shuffled) == 120

    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=5))
    def test_overlaps_are_found_exactly_where_two_hold_on_one_day(self, spans):
        """A fault stands exactly where two rows of one key hold on a common day, by counting days."""
        start = date(2026, 3, 1)
        rows = tuple(
            evolve(AGREED, valid_from=start + timedelta(days=a), valid_to=start + timedelta(days=b)) for a, b in spans
        )
        days = [set(range(a, b + 1)) for a, b in spans]
        clash = any(days[i] & days[j] for i in range(len(days)) for j in range(i))
        found = list(overlaps(history_of(prices=rows)))
        assert bool(found) == clash
        assert all(days[one.row] & days[one.other] for one in found)

    def test_overlap_of_open_ranges_and_other_keys(self):
        """Open ranges overlap with everything of their key; another quantity, currency or product is another key."""
        rows = (
            evolve(AGREED, valid_from=None, valid_to=None), evolve(AGREED, currency="CNY"),
            evolve(AGREED, min_qty=Quantity(Decimal(5))), evolve(AGREED, currency="EUR"), evolve(AGREED, product="P-2"),
            evolve(AGREED, valid_from=None, valid_to=day("01-01")),
        )  # fmt: skip
        found = [(one.row, one.other, one.from_day) for one in overlaps(history_of(prices=rows))]
        assert found == [(0, 5, None), (1, 0, day("03-01"))]


def confirmation(party: str = "customer", *, on: str = "03-04", digest: str | None = None, name: str = "K-1"):
    """A party's confirmation of O-1."""
    return RegisterConfirmation(
        id=name, order="O-1", party=party, confirmed_by="李", confirmed_at=Moment(day(on)), digest=digest
    )


CHANGES = [
    {"orders": (evolve(ORDER, **change),)}
    for change in (
        {"material": "Q345"}, {"quality": "A"}, {"promised_on": day("04-02")}, {"packing": "纸箱"},
        {"transport": "铁路"}, {"payment": "50/50"}, {"customer": "C-2"}, {"contract": "HT-1"},
        {"discount_amount": yuan("1.00")},
    )
] + [
    {"order_lines": lines}
    for lines in (
        (evolve(LINE, qty=Quantity(Decimal(11))),), (evolve(LINE, price=Price(Decimal(99))),),
        (evolve(LINE, product="P-2"),), (evolve(LINE, tax_rate=Ratio(Decimal("0.06"))),),
        (evolve(LINE, discount=Ratio(Decimal("0.01"))),), (LINE, evolve(LINE, line=2)), (),
    )
]  # fmt: skip


class TestConfirmations:
    def states(self, **tables: Any) -> list[str]:
        """The states of all parties."""
        return [one.state for one in review(**tables).confirmations]

    def test_every_party_of_the_policy_has_to(self):
        """Each party that the policy names is missing until it confirmed; others don't count."""
        policies = Policies(confirmations=("customer", "production"))
        tables = {"policies": policies, "register_confirmations": (confirmation(), confirmation("sales", name="K-2"))}
        answer = review(**tables)
        assert [one.state for one in answer.confirmations] == ["confirmed", "missing"]
        assert (answer.confirmations[0].by, answer.confirmations[0].at) == ("李", Moment(day("03-04")))
        assert not answer.confirmed_by_all
        assert review(register_confirmations=(confirmation(),)).confirmed_by_all
        assert self.states(on="03-03", register_confirmations=(confirmation(),)) == ["missing"]

    @pytest.mark.parametrize("change", CHANGES)
    def test_a_change_of_any_term_voids_it(self, change):
        """Whatever term of the order changes, what was confirmed is void, and with the old term it holds."""
        digest = order_digest(history_of(), "O-1", day("03-05"))
        rows = (confirmation(digest=digest),)
        assert self.states(register_confirmations=rows) == ["confirmed"]
        assert self.states(register_confirmations=rows, **change) == ["void"]

    @given(qty=st.integers(0, 20), price=st.integers(1, 200), late=st.booleans(), stamped=st.booleans())
    def test_an_amendment_voids_it_unless_it_changes_nothing(self, qty, price, late, stamped):
        """Entered with its version or without, a confirmation holds exactly while quantity and price are the same."""
        event = OrderEvent(
            id="E-1", order="O-1", effective_on=day("03-05" if late else "03-06"), event="amended", line=1,
            qty=Quantity(Decimal(qty)), price=Price(Decimal(price)),
        )  # fmt: skip
        digest = order_digest(history_of(), "O-1", day("03-04")) if stamped else None
        rows = (confirmation(digest=digest),)
        same = not late or (qty, price) == (10, 100)
        expected = "confirmed" if same else "void"
        assert self.states(order_events=(event,), register_confirmations=rows) == [expected]

    def test_the_last_confirmation_of_what_it_is_now_counts(self):
        """A party that confirmed anew has confirmed; of void ones the last is shown."""
        digest = order_digest(history_of(), "O-1", day("03-05"))
        rows = (confirmation(digest=digest, name="K-2", on="03-03"), confirmation(digest="0" * 64))
        assert self.states(register_confirmations=rows) == ["confirmed"]
        void = review(register_confirmations=(evolve(rows[1], confirmed_by="甲"), evolve(rows[0], digest="1")))
        assert (void.confirmations[0].state, void.confirmations[0].by) == ("void", "甲")
