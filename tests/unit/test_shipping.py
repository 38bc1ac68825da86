"""Release of goods, permits, dispatch data: nothing leaves without money or waiver, inspection, permit (LG-01)."""

from __future__ import annotations

from decimal import Decimal
from itertools import product as every
from typing import Any

import pytest
from attrs import evolve

from salessupport.domain.contracts.dispatch import dispatch, is_phone, is_plate
from salessupport.domain.contracts.permits import permit_for, permitted_products
from salessupport.domain.contracts.shipping import Release, may_release, open_lines
from salessupport.domain.facts import (
    Approval,
    Contract,
    ContractLine,
    Customer,
    Delivery,
    DeliveryLine,
    Facts,
    Order,
    OrderLine,
    Product,
    RegisterInspection,
    RegisterPaper,
    RegisterPaperLine,
    RegisterPermit,
)
from salessupport.domain.history import History
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.errors import NotFound
from salessupport.domain.values.policies import Company, Policies
from salessupport.domain.values.quantity import Price, Quantity
from small_office import day, receipt, row, yuan

CONTRACT = Contract(id="HT-1", customer="C-1", signed_on=day("03-01"), amount=yuan("1000.00"), terms="30/60/10")
LINE = ContractLine(contract="HT-1", line=1, product="P-1", qty=Quantity(Decimal(10)), amount=yuan("1000.00"))
GOODS = Product(id="P-1", name="放射源", regulated=True, nuclide="Kr-85", activity=Quantity(Decimal(5)))
ORDER = Order(id="O-1", customer="C-1", ordered_on=day("03-02"))
ORDERED = OrderLine(order="O-1", line=1, product="P-1", qty=Quantity(Decimal(10)), price=Price(Decimal(100)))
PERMIT = RegisterPermit(id="X-1", customer="C-1", valid_from=day("01-01"), valid_to=day("12-31"), product="P-1")
PASSED = RegisterInspection(id="I-1", subject="HT-1", inspected_on=day("05-01"), inspector="检", result="pass")


def history_of(**tables: Any) -> History:
    """A history of these tables with a customer; policies may be among them."""
    policies = tables.pop("policies", Policies())
    tables.setdefault("customers", (Customer(id="C-1", name="华东机械"),))
    return History(Company(name="Example Trading", policies=policies), Facts(**tables))


def paid(amount: str) -> dict[str, Any]:
    """Money that came in on the contract."""
    return {
        "receipts": (receipt("R-1", amount, on="04-01"),),
        "allocations": tuple(row(f"A-{no}", "R-1", f"HT-1:{no}", on="04-01") for no in (1, 2, 3)),
    }


def waiver(name: str, act: Any, role: str, on: str) -> Approval:
    """A consent to ship or start, to any shortfall."""
    return Approval(
        id=name, act=act, subject="HT-1", approver=role, role=role, decided_on=Moment(day(on)), decision="granted"
    )


WAIVERS = (waiver("W-1", "ship_before_payment", "rep", "04-02"), waiver("W-2", "ship_before_payment", "owner", "04-03"))
START = waiver("W-0", "start_before_prepayment", "owner", "04-01")


def notice(name: str, qty: int, *, subject: str = "HT-1", on: str = "05-02", **more: Any) -> dict[str, Any]:
    """A shipping notice over line 1."""
    return {
        "register_papers": (
            RegisterPaper(id=name, kind="shipping_notice", subject=subject, issued_on=day(on), **more),
        ),
        "register_paper_lines": (RegisterPaperLine(paper=name, line=1, qty=Quantity(Decimal(qty))),),
    }


def ask(
    subject: str = "HT-1", qty: int | dict[int, Decimal] = 10, *, on: str = "05-10", held: Any = (), **tables: Any
) -> Release:
    """Whether a notice may be issued in an office with a contract over regulated goods."""
    tables.setdefault("contracts", (CONTRACT,))
    tables.setdefault("contract_lines", (LINE,))
    tables.setdefault("products", (GOODS,))
    history = history_of(**tables)
    lines = qty if isinstance(qty, dict) else {1: Decimal(qty)}
    return may_release(history, place(history, day(on)), subject, lines=lines, held_for=held)


def reasons(release: Release) -> list[str]:
    """The names of the reasons."""
    return [one.reason for one in release.reasons]


GOOD: dict[str, Any] = {**paid("900.00"), "register_inspections": (PASSED,), "register_permits": (PERMIT,)}


class TestEverySmallOffice:
    @pytest.mark.parametrize(
        "conditions", list(every([True, False], repeat=7)), ids=lambda one: "".join("01"[i] for i in one)
    )
    def test_goods_leave_only_if_all_is_there(self, conditions):
        """In all 128 offices goods leave just with money or both consents, a start, inspection, permit, credit."""
        money, rep, owner, start, inspected, permit, credit = conditions
        tables: dict[str, Any] = dict(paid("900.00" if money else "10.00"))
        tables["approvals"] = tuple(
            one for one, there in zip((*WAIVERS, START), (rep, owner, start), strict=True) if there
        )
        tables["register_inspections"] = (PASSED,) if inspected else ()
        tables["register_permits"] = (PERMIT,) if permit else ()
        release = ask(held=() if credit else ("over_limit",), **tables)
        expected = {
            "money": not money and not (rep and owner),
            "not_started": not money and not start,
            "credit_hold": not credit,
            "not_inspected": not inspected,
            "no_permit": not permit,
        }
        assert reasons(release) == [name for name, refused in expected.items() if refused]
        assert release.allowed == (not any(expected.values()))
        assert release.waivers == (("W-1", "W-2") if not money and rep and owner else ())

    @pytest.mark.parametrize("result", list(every(["pass", "fail", None], repeat=2)))
    def test_the_last_inspection_decides(self, result):
        """A pass releases until a later fail voids it, whichever of two checks were made."""
        rows = tuple(
            evolve(PASSED, id=f"I-{n}", inspected_on=day(f"05-0{n}"), result=one)
            for n, one in enumerate(result, 1)
            if one is not None
        )
        release = ask(**{**GOOD, "register_inspections": rows})
        last = rows[-1].result if rows else None
        assert reasons(release) == {"pass": [], "fail": ["inspection_failed"], None: ["not_inspected"]}[last]


class TestInspections:
    def test_of_another_line_or_of_later_does_not_count(self):
        """A check of line 2, and one of tomorrow, say nothing about line 1 today."""
        rows = (evolve(PASSED, line=2), evolve(PASSED, id="I-2", inspected_on=day("05-11")))
        assert reasons(ask(**{**GOOD, "register_inspections": rows})) == ["not_inspected"]

    def test_a_line_has_its_own(self):
        """A fail of line 1 after a pass of everything holds line 1."""
        rows = (PASSED, evolve(PASSED, id="I-2", line=1, result="fail"))
        assert reasons(ask(**{**GOOD, "register_inspections": rows})) == ["inspection_failed"]

    def test_a_shortfall_leaves_the_rest(self):
        """With 2 of 10 missing, 8 may leave and 9 not."""
        rows = (evolve(PASSED, shortfall=Quantity(Decimal(2))),)
        assert reasons(ask(qty=8, **{**GOOD, "register_inspections": rows})) == []
        assert reasons(ask(qty=9, **{**GOOD, "register_inspections": rows})) == ["shortfall"]

    def test_the_policy_may_ask_for_none(self):
        """Where the office inspects nothing, nothing has to be inspected."""
        tables = {**GOOD, "register_inspections": (), "policies": Policies(inspection="off")}
        assert ask(**tables).allowed


class TestQuantities:
    def test_what_was_released_is_gone(self):
        """After a notice over 4 of 10, 6 may leave and 7 not; a notice taken back counts nothing."""
        tables = {**GOOD, **notice("FH-1", 4)}
        assert ask(qty=6, **tables).allowed
        refused = ask(qty=7, **tables)
        assert [(one.reason, one.required, one.actual) for one in refused.reasons] == [("beyond_open", "6", "7")]
        void = RegisterPaper(id="FH-2", kind="shipping_notice", subject="HT-1", issued_on=day("05-03"), voids="FH-1")
        assert ask(qty=10, **{**tables, "register_papers": (*tables["register_papers"], void)}).allowed

    def test_what_left_without_a_notice_is_gone_too(self):
        """A delivery of 3 without a notice leaves 7; with its notice it counts once."""
        sent = {
            "deliveries": (Delivery(id="D-1", contract="HT-1", shipped_on=day("05-03")),),
            "delivery_lines": (DeliveryLine(delivery="D-1", order_line=1, qty=Quantity(Decimal(3))),),
        }
        assert ask(qty=7, **GOOD, **sent).allowed
        assert reasons(ask(qty=8, **GOOD, **sent)) == ["beyond_open"]
        assert ask(qty=7, **GOOD, **sent, **notice("FH-1", 3)).allowed

    def test_nothing_asked_and_unknown_lines(self):
        """A notice over nothing, over zero, or over a line that is not there is refused, each with its reason."""
        assert reasons(ask(qty={}, **GOOD)) == ["nothing_asked"]
        assert reasons(ask(qty=0, **GOOD)) == ["nothing_asked"]
        assert "unknown_line" in reasons(ask(qty={9: Decimal(1)}, **GOOD))

    def test_open_lines_are_what_may_be_asked(self):
        """All that is open may be asked for at once, a line used up is not among it."""
        history = history_of(contracts=(CONTRACT,), contract_lines=(LINE,), products=(GOODS,), **notice("FH-1", 4))
        assert open_lines(history, "HT-1", day("05-10")) == {1: Decimal(6)}
        assert open_lines(history, "HT-1", day("05-01")) == {1: Decimal(10)}

    def test_an_unknown_subject(self):
        """What is neither order nor contract is not found."""
        with pytest.raises(NotFound):
            ask("X-9", **GOOD)


class TestWaivers:
    def test_one_waiver_covers_one_notice(self):
        """The consents that a notice was issued on are used up by it, and open no second one."""
        tables = {**GOOD, **paid("300.00"), "approvals": WAIVERS}
        first = ask(qty=4, **tables)
        assert (first.allowed, first.waivers) == (True, ("W-1", "W-2"))
        second = ask(qty=4, **tables, **notice("FH-1", 4, approvals=first.waivers))
        assert reasons(second) == ["money"]
        assert second.reasons[0].actual == "300.00"

    def test_a_started_contract_stays_started(self):
        """A contract that got its project number on a waiver is started after the waiver expired."""
        start = evolve(START, expires_on=day("04-30"))
        project = RegisterPaper(id="XM-1", kind="project", subject="HT-1", issued_on=day("04-05"))
        tables = {**GOOD, **paid("10.00"), "approvals": (*WAIVERS, start)}
        assert reasons(ask(**tables)) == ["not_started"]
        assert ask(**tables, register_papers=(project,)).allowed


class TestOrders:
    def test_an_order_without_a_contract_has_no_money_gate(self):
        """Goods of an order without a contract wait for inspection and permit, not for money."""
        passed = (evolve(PASSED, subject="O-1"),)
        release = ask(
            "O-1", orders=(ORDER,), order_lines=(ORDERED,), register_inspections=passed, register_permits=(PERMIT,)
        )
        assert (release.allowed, release.gate) == (True, None)
        assert (release.lines[0].product, release.lines[0].open) == ("P-1", Decimal(10))

    @pytest.mark.parametrize("status", ["draft", "cancelled", "closed_short"])
    def test_an_order_that_is_not_confirmed(self, status):
        """Nothing leaves for a draft, a cancelled or a closed order."""
        release = ask("O-1", orders=(evolve(ORDER, status=status),), order_lines=(ORDERED,), **GOOD)
        assert "not_confirmed" in reasons(release)

    def test_an_order_of_a_contract_has_its_gate(self):
        """The money gate of the contract holds its orders, and the contract itself is asked by order."""
        tables = {
            **GOOD,
            **paid("10.00"),
            "orders": (evolve(ORDER, contract="HT-1"), evolve(ORDER, id="O-2", contract="HT-1", status="draft")),
            "order_lines": (ORDERED,),
        }
        assert {"money", "not_started"} <= set(reasons(ask("O-1", **tables)))
        by_order = ask("HT-1", **tables)
        assert [one.actual for one in by_order.reasons if one.reason == "by_order"] == ["O-1"]

    def test_every_reason_says_the_way_out(self):
        """Each reason has a text in both languages with its figures."""
        release = ask(qty=99, held=("overdue",), **paid("1.00"))
        for one in release.reasons:
            assert one.message("en") != one.message("zh_CN")
        assert "1.00 received of 900.00" in release.reasons[0].message("en")


def permit(**tables: Any):
    """Whether 4 units of P-1 may go to C-1 on 10 May."""
    asked = {"qty": Decimal(4), "product": "P-1", **tables.pop("asked", {})}
    tables.setdefault("products", (GOODS,))
    return permit_for(history_of(**tables), customer="C-1", on=day("05-10"), **asked)


class TestPermits:
    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({}, "covered"),
            ({"product": None}, "covered"),
            ({"product": None, "nuclide": "KR-85"}, "covered"),
            ({"nuclide": "Cs-137"}, "other_goods"),
            ({"product": "P-2"}, "other_goods"),
            ({"customer": "C-2"}, "no_permit"),
            ({"valid_from": day("05-11")}, "not_valid"),
            ({"valid_to": day("05-09")}, "not_valid"),
            ({"valid_from": day("05-10"), "valid_to": day("05-10")}, "covered"),
            ({"qty": Quantity(Decimal(4))}, "covered"),
            ({"qty": Quantity(Decimal(3))}, "exceeded"),
            ({"activity": Quantity(Decimal(20))}, "covered"),
            ({"activity": Quantity(Decimal(19))}, "exceeded"),
        ],
    )
    def test_day_buyer_goods_and_quantity(self, change, reason):
        """A permit covers its buyer, its goods by product or nuclide, its days both included, and up to its bounds."""
        answer = permit(register_permits=(evolve(PERMIT, **change),))
        assert (answer.reason, answer.allowed) == (reason, reason == "covered")
        assert answer.permit == ("X-1" if reason == "covered" else None)

    def test_goods_that_are_not_regulated_need_none(self):
        """An ordinary product and an unknown one need no permit."""
        assert permit(asked={"product": "P-9"}).reason == "not_regulated"
        assert permit(products=(evolve(GOODS, regulated=None),)).allowed

    def test_unknown_activity_is_not_covered(self):
        """A permit that limits activity does not cover goods whose activity nobody entered."""
        goods = evolve(GOODS, activity=None)
        assert (
            permit(products=(goods,), register_permits=(evolve(PERMIT, activity=Quantity(Decimal(99))),)).reason
            == "exceeded"
        )

    @pytest.mark.parametrize(("shipped", "reason"), [("04-01", "exceeded"), ("05-11", "covered"), (None, "covered")])
    def test_what_was_shipped_counts(self, shipped, reason):
        """Six of ten shipped while the permit was valid leave four; what leaves later or never left counts nothing."""
        tables = {
            "orders": (ORDER,),
            "order_lines": (ORDERED, evolve(ORDERED, line=2, product="P-9")),
            "deliveries": (Delivery(id="D-1", order="O-1", shipped_on=day(shipped) if shipped else None),),
            "delivery_lines": (
                DeliveryLine(delivery="D-1", order_line=1, qty=Quantity(Decimal(7))),
                DeliveryLine(delivery="D-1", order_line=2, qty=Quantity(Decimal(99))),
                DeliveryLine(delivery="D-1", order_line=3, qty=Quantity(Decimal(99))),
            ),
        }
        limited = (evolve(PERMIT, qty=Quantity(Decimal(10)), product=None),)
        assert permit(register_permits=limited, **tables).reason == reason

    def test_what_was_released_counts_before_it_leaves(self):
        """A notice over 7 that has not left yet takes its part of the permit, on a contract too."""
        limited = (evolve(PERMIT, qty=Quantity(Decimal(10))),)
        tables = {"contracts": (CONTRACT,), "contract_lines": (LINE,)}
        assert permit(register_permits=limited, **tables, **notice("FH-1", 7)).reason == "exceeded"
        assert permit(register_permits=limited, **tables, **notice("FH-1", 6)).reason == "covered"

    def test_goods_in_one_shipment_count_together(self):
        """Two products of one nuclide in one shipment share the permit's activity."""
        other = evolve(GOODS, id="P-2")
        limited = (evolve(PERMIT, product=None, nuclide="Kr-85", activity=Quantity(Decimal(30))),)
        tables = {"products": (GOODS, other), "register_permits": limited}
        assert permit(**tables).allowed
        assert permit(**tables, asked={"together": {"P-2": Decimal(3)}}).reason == "exceeded"

    def test_the_best_reason_is_given(self):
        """With an expired and an exhausted permit the answer is that it is exhausted."""
        rows = (evolve(PERMIT, id="X-0", valid_to=day("02-01")), evolve(PERMIT, qty=Quantity(Decimal(1))))
        assert permit(register_permits=rows).reason == "exceeded"

    def test_products_of_an_order(self):
        """The permitted products of an order are those that need none and those that one covers in full."""
        history = history_of(
            products=(GOODS,), orders=(ORDER,), order_lines=(ORDERED, evolve(ORDERED, line=2, product="P-9")),
            register_permits=(evolve(PERMIT, qty=Quantity(Decimal(9))),),
        )  # fmt: skip
        assert permitted_products(history, "O-1", on=day("05-10")) == {"P-9"}


SENT = Delivery(
    id="D-1", order="O-1", shipped_on=day("05-01"), driver="赵师傅", phone="13812345678", vehicle="沪A12345",
    expected_on=day("05-03"),
)  # fmt: skip


def sent(on: str = "05-02", delivery: Delivery = SENT, **tables: Any):
    """Dispatch data of D-1 on a day."""
    tables.setdefault("orders", (evolve(ORDER, salesperson="S-1"),))
    return dispatch(history_of(deliveries=(delivery,), **tables), "D-1", as_of=day(on))


class TestDispatch:
    def test_complete_data_makes_two_messages(self):
        """With all four, salesperson and customer are told driver, phone, plate and day, in both languages."""
        answer = sent()
        assert (answer.complete, answer.missing, answer.malformed, answer.masked) == (True, (), (), False)
        assert (answer.rep.to, answer.customer.to) == ("S-1", "C-1")
        for text in (answer.rep.zh, answer.rep.en, answer.customer.zh, answer.customer.en):
            assert all(value in text for value in ("赵师傅", "13812345678", "沪A12345", "2026-05-03"))

    @pytest.mark.parametrize("name", ["driver", "phone", "vehicle", "expected_on"])
    @pytest.mark.parametrize("empty", [None, " "])
    def test_each_of_the_four_is_needed(self, name, empty):
        """Without one of the four it is named as missing, and nobody is told."""
        if name == "expected_on":
            empty = None
        answer = sent(delivery=evolve(SENT, **{name: empty}))
        assert (answer.missing, answer.complete, answer.rep, answer.customer) == ((name,), False, None, None)

    def test_a_wrong_phone_or_plate_is_not_complete(self):
        """A phone or plate of the wrong form is named, and nobody is told."""
        answer = sent(delivery=evolve(SENT, phone="138", vehicle="A1"))
        assert (answer.missing, answer.malformed, answer.complete, answer.rep) == (
            (),
            ("phone", "vehicle"),
            False,
            None,
        )

    @pytest.mark.parametrize(("on", "masked"), [("07-30", False), ("07-31", True)])
    def test_data_is_masked_after_the_days_of_the_policy(self, on, masked):
        """Up to 90 days after dispatch the driver is named, from then on nowhere in the answer."""
        answer = sent(on)
        assert answer.masked == masked
        assert ("赵师傅" in repr(answer)) != masked
        assert ("13812345678" in repr(answer)) != masked
        assert (answer.rep is None) == masked

    def test_an_undated_delivery_counts_from_the_day_it_is_expected(self):
        """Without a day of dispatch the day of arrival counts; without any day the data stays."""
        undated = evolve(SENT, shipped_on=None)
        assert sent("08-02", undated).masked
        assert not sent("08-02", evolve(undated, expected_on=None)).masked
        assert sent("08-02", evolve(undated, driver=None)).driver is None

    def test_who_is_told(self):
        """The salesperson is the order's, else the contract's, else the customer's; without any only the customer."""
        contract = evolve(CONTRACT, salesperson="S-2")
        assert sent(orders=(evolve(ORDER, contract="HT-1"),), contracts=(contract,)).rep.to == "S-2"
        assert sent(delivery=evolve(SENT, order=None, contract="HT-1"), contracts=(contract,)).customer.to == "C-1"
        customer = Customer(id="C-1", name="华东", salesperson="S-3")
        assert sent(orders=(ORDER,), customers=(customer,)).rep.to == "S-3"
        assert sent(orders=(ORDER,)).rep is None
        assert sent(delivery=evolve(SENT, order=None)).customer is None

    @pytest.mark.parametrize(
        "text",
        [
            "13812345678",
            "138 1234 5678",
            "+86-138-1234-5678",
            "0086 13812345678",
            "１３８１２３４５６７８",
            "021-51234567",
            "(0755) 8123456",
        ],
    )
    def test_phones(self, text):
        """Mobile numbers and landlines with their area code are phones, with the usual separators."""
        assert is_phone(text)

    @pytest.mark.parametrize(
        "text", ["1381234567", "12812345678", "138123456789", "51234567", "021-11234567", "电话", ""]
    )
    def test_no_phones(self, text):
        """A digit too few or too many, an unused prefix, a landline without area code are no phones."""
        assert not is_phone(text)

    @pytest.mark.parametrize(
        "text", ["沪A12345", "沪a·12345", "粤B 1234挂", "苏ED12345", "苏E12345D", "京AF12345", "粤Z1234港", "鲁BA12345"]
    )
    def test_plates(self, text):
        """Plates of seven characters, of trailers, and of new energy vehicles with eight."""
        assert is_plate(text)

    @pytest.mark.parametrize(
        "text", ["沪A1234", "A12345", "沪I12345", "沪A1234O", "沪A123456", "苏EI12345", "沪012345", ""]
    )
    def test_no_plates(self, text):
        """Without a province, with I or O, or with a wrong number of characters it is no plate."""
        assert not is_plate(text)
