"""Acceptance bills on figures worked out by hand, and each thing that a bill's rows may say wrongly (AR-07)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from corpora import corpus
from salessupport.books.reader import read_books
from salessupport.domain.consistency import bills as checks
from salessupport.domain.facts import AcceptanceBill, BillEndorsement, BillEvent, Facts
from salessupport.domain.history import History
from salessupport.domain.receivables.bills import BillView, bill_view, contingent_held, dishonoured, notes_held
from salessupport.domain.values.errors import NotFound
from salessupport.domain.values.findings import Finding, Place
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company, Policies
from salessupport.domain.values.quantity import Ratio
from small_office import day, yuan

MILLION = AcceptanceBill(
    id="B-1",
    kind="bank_acceptance",
    face=yuan("1000000.00"),
    customer="C-1",
    received_on=day("05-20"),
    matures_on=day("10-03"),
)
DISCOUNT = BillEvent(bill="B-1", effective_on=day("06-01"), event="discounted", rate=Ratio(Decimal("0.03")))


def history_of(*rows: object, **rules: Any) -> History:
    """A history of bills, their events and endorsements."""
    facts = Facts(
        bills=tuple(one for one in rows if isinstance(one, AcceptanceBill)),
        bill_events=tuple(one for one in rows if isinstance(one, BillEvent)),
        bill_endorsements=tuple(one for one in rows if isinstance(one, BillEndorsement)),
    )
    return History(Company(name="Example Trading", policies=Policies(**rules)), facts)


def shown(*rows: object, as_of: str = "12-31", **rules: Any) -> BillView:
    """What `show bill B-1` answers."""
    return bill_view(history_of(*rows, **rules), "B-1", as_of=day(as_of))


def found(*rows: object, **rules: Any) -> list[tuple[str, int, str, str]]:
    """Table, row, column and code of every fault."""
    return [(one.table, one.row, one.column, one.code) for one in checks.faults(history_of(*rows, **rules))]


def event(kind: Any, on: str, amount: str | None = None, **more: Any) -> BillEvent:
    """An event of B-1."""
    money = yuan(amount) if amount else None
    return BillEvent(bill="B-1", effective_on=day(on), event=kind, amount=money, **more)


def paper(**more: Any) -> AcceptanceBill:
    """A bill of 10.00."""
    return evolve(MILLION, face=yuan("10.00"), **more)


class TestDiscount:
    @pytest.mark.parametrize(
        ("policy", "charge", "proceeds"),
        [("calendar", "10333.33", "989666.67"), ("next_workday", "10750.00", "989250.00")],
    )
    def test_days_run_to_maturity_or_to_the_work_day_after_it(self, policy, charge, proceeds):
        """A million at 3 % from 1 June to 3 October is 124 days, to the end of the holiday on 8 October 129."""
        view = shown(MILLION, DISCOUNT, discount_days=policy)
        assert (view.charge, view.proceeds) == (yuan(charge), yuan(proceeds))

    def test_a_calendar_that_ends_shifts_nothing(self):
        """Where the work days of maturity's year are not known, its day stays as it is written, a Saturday too."""
        bill = evolve(MILLION, received_on=date(2098, 6, 1), matures_on=date(2098, 11, 1))
        sold = evolve(DISCOUNT, effective_on=date(2098, 7, 4))
        history = history_of(bill, sold, discount_days="next_workday")
        assert bill.matures_on.weekday() == 5
        assert bill_view(history, "B-1", as_of=date(2098, 7, 4)).charge == yuan("10000.00")

    def test_a_stated_charge_stands(self):
        """What the bank says that it kept goes before the rate."""
        view = shown(MILLION, evolve(DISCOUNT, charge=yuan("10333.34")))
        assert (view.charge, view.proceeds) == (yuan("10333.34"), yuan("989666.66"))

    def test_parts_are_charged_each_by_itself(self):
        """Each part discounted is rounded once, and the charges are summed."""
        bill = paper(range_from="1", range_to="1000")
        parts = [event("discounted", f"06-0{n}", "3.00", rate=Ratio(Decimal("0.06"))) for n in (1, 2)]
        view = shown(bill, *parts)
        assert view.charge == yuan("0.12")  # 300 x 0.06 x 124 / 360 = 6.2, x 123 = 6.15
        assert (view.proceeds, view.notes, view.contingent) == (yuan("5.88"), yuan("4.00"), yuan("6.00"))

    @pytest.mark.parametrize("lacking", [{"bill": {"matures_on": None}}, {"event": {"rate": None}}])
    def test_what_nobody_says_is_not_shown_as_nothing(self, lacking):
        """Without a rate and a charge, or a maturity to count to, charge and proceeds stay null."""
        view = shown(evolve(MILLION, **lacking.get("bill", {})), evolve(DISCOUNT, **lacking.get("event", {})))
        assert (view.charge, view.proceeds, view.contingent) == (None, None, MILLION.face)


class TestView:
    def test_before_receipt_there_is_nothing(self):
        """The day before it is received, or without that day, a bill counts nothing and is not good."""
        for bill in (MILLION, evolve(MILLION, received_on=None)):
            view = shown(bill, as_of="05-19")
            assert (view.status, view.good, view.notes, view.contingent) == (
                "not_received",
                False,
                yuan("0.00"),
                yuan("0.00"),
            )

    def test_says_what_the_bill_is(self):
        """The view repeats the bill's own words, and the events up to its date."""
        bill = evolve(MILLION, number="77")
        view = shown(bill, event("defect_found", "06-01"), event("cured", "06-05"), as_of="06-04")
        assert (view.id, view.kind, view.number, view.customer) == ("B-1", "bank_acceptance", "77", "C-1")
        assert (view.face, view.matures_on) == (bill.face, bill.matures_on)
        assert [one.event for one in view.events] == ["defect_found"]

    @pytest.mark.parametrize(
        ("kinds", "status", "good", "notes", "contingent"),
        [
            ([], "received", True, "10.00", "0.00"),
            (["defect_found"], "defect_found", False, "0.00", "0.00"),
            (["defect_found", "cured"], "cured", True, "10.00", "0.00"),
            (["presented"], "presented", True, "10.00", "0.00"),
            (["endorsed"], "endorsed", True, "0.00", "10.00"),
            (["endorsed", "presented"], "presented", True, "0.00", "10.00"),
            (["endorsed", "honoured"], "honoured", True, "0.00", "0.00"),
            (["endorsed", "dishonoured"], "dishonoured", False, "0.00", "0.00"),
            (["returned"], "returned", False, "0.00", "0.00"),
        ],
    )
    def test_states(self, kinds, status, good, notes, contingent):
        """Conventions 8: what each life leaves; a bill given on is not held again when its holder presents it."""
        view = shown(paper(), *(event(kind, f"06-0{n}") for n, kind in enumerate(kinds, start=1)))
        assert (view.status, view.good) == (status, good)
        assert (view.notes, view.contingent) == (yuan(notes), yuan(contingent))

    @pytest.mark.parametrize(("recourse", "contingent"), [(None, "10.00"), (True, "10.00"), (False, "0.00")])
    def test_only_an_excluded_recourse_frees(self, recourse, contingent):
        """An empty `recourse` counts as with recourse; only a no leaves nothing to answer for."""
        assert shown(paper(), event("endorsed", "06-01", recourse=recourse)).contingent == yuan(contingent)

    @pytest.mark.parametrize(("amount", "notes"), [("6.00", "0.00"), ("-1.00", "4.00")])
    def test_no_more_moves_than_is_held(self, amount, notes):
        """Even of events that no check accepts, parts together are never above the face nor below nothing."""
        view = shown(paper(), event("endorsed", "06-01", "6.00"), event("endorsed", "06-02", amount))
        assert view.notes == yuan(notes)
        assert view.notes + view.contingent == yuan("10.00")

    def test_an_unknown_bill(self):
        """A bill that is not there is said so."""
        with pytest.raises(NotFound):
            bill_view(history_of(), "B-9", as_of=day("06-01"))


class TestScenario:
    def test_bills_and_exposure(self):
        """The shared scenario: HP-16 is discounted and honoured, HP-17 dishonoured at maturity; no fault is found."""
        books = read_books(corpus("scenarios") / "bills-and-exposure" / "books")
        history = History(books.company, books.facts)
        assert list(checks.faults(history)) == []
        sold = bill_view(history, "HP-16", as_of=day("06-17"))
        assert (sold.status, sold.charge, sold.proceeds) == ("discounted", yuan("1125.00"), yuan("148875.00"))
        assert (sold.notes, sold.contingent) == (yuan("0.00"), yuan("150000.00"))
        before, after = day("09-14"), day("09-15")
        assert (notes_held(history, before)["CU-17"], contingent_held(history, before)["CU-16"]) == (15000000, 15000000)
        assert notes_held(history, day("04-05"))["CU-16"] == 15000000
        assert (notes_held(history, after).get("CU-17"), contingent_held(history, after).get("CU-16")) == (None, None)
        assert (dishonoured(history, "CU-17", before), dishonoured(history, "CU-17", after)) == ((), ("HP-17",))
        assert dishonoured(history, "CU-9", after) == ()


class TestEvents:
    def test_one_that_is_not_allowed_is_left_out_of_what_follows(self):
        """A mistaken end in the middle of a life is one fault, not one for each event after it."""
        life = [event("defect_found", "06-01"), event("dishonoured", "06-02"), event("cured", "06-03")]
        assert found(paper(), *life) == [("bill_events", 1, "event", "bill.transition")]

    def test_what_is_not_allowed_says_what_is(self):
        """The fault names the state, the event and the ways there are."""
        events = [event("cured", "06-01"), event("presented", "06-02"), event("honoured", "06-03")]
        faults = [*checks.faults(history_of(paper(), *events, event("endorsed", "06-02")))]
        assert [(one.row, one.code) for one in faults] == [(0, "bill.transition"), (3, "bill.transition")]
        assert "received" in Finding("bill.transition", Place(), context=faults[0].context).message()
        assert faults[1].context["legal"] == "honoured, dishonoured, returned"

    @pytest.mark.parametrize(("kinds", "legal"), [("honoured", "nothing / 无"), ("endorsed", "presented, honoured")])
    def test_ends_and_bills_given_on(self, kinds, legal):
        """Nothing follows an end; a bill given on whole cannot be given on again."""
        faults = [*checks.faults(history_of(paper(), event(kinds, "06-01"), event("endorsed", "06-02")))]
        assert [one.code for one in faults] == ["bill.transition"]
        assert str(faults[0].context["legal"]).startswith(legal)

    def test_nothing_happens_before_receipt(self):
        """An event before the bill was received is out of order; where that day is not known nothing is said."""
        early = event("presented", "05-19")
        assert found(paper(), early) == [("bill_events", 0, "effective_on", "date.order")]
        assert found(paper(received_on=None), early) == []

    def test_an_unknown_bill_is_left_to_the_reader(self):
        """Events of a bill that is not there are no fault of this check."""
        assert found(event("cured", "06-01")) == []

    def test_amounts_are_in_the_currency_of_the_face(self):
        """Neither a part nor a charge is in another currency."""
        foreign = Money.parse("10.00", "EUR")
        sold = evolve(DISCOUNT, amount=foreign, charge=Money.parse("0.10", "EUR"))
        assert found(paper(), sold) == [
            ("bill_events", 0, "amount", "currency.mixed"),
            ("bill_events", 0, "charge", "currency.mixed"),
        ]

    @pytest.mark.parametrize(
        ("amounts", "codes"),
        [
            (["4.00", "6.00"], []),
            (["4.00", None], []),
            (["4.00", "6.01"], [(1, "bill.beyond_face")]),
            (["10.01"], [(0, "bill.beyond_face")]),
            (["0.00"], [(0, "bill.beyond_face")]),
        ],
    )
    def test_parts_stay_within_what_is_held(self, amounts, codes):
        """Parts given on are above nothing and together at most the face."""
        bill = paper(range_from="1", range_to="1000")
        events = [event("endorsed", f"06-0{n}", amount) for n, amount in enumerate(amounts, start=1)]
        assert found(bill, *events) == [("bill_events", row, "amount", code) for row, code in codes]

    @pytest.mark.parametrize("numbers", [{}, {"range_from": "0"}, {"range_from": "0", "range_to": "0"}])
    def test_an_indivisible_bill_moves_whole(self, numbers):
        """A bill without a range, or of range 0, is given on whole or not at all."""
        assert found(paper(**numbers), event("endorsed", "06-01", "10.00")) == []
        refused = [("bill_events", 0, "amount", "bill.indivisible")]
        assert found(paper(**numbers), event("endorsed", "06-01", "9.99")) == refused


class TestDiscounts:
    @pytest.mark.parametrize(
        ("changed", "column"),
        [
            ({}, None),
            ({"rate": None, "charge": yuan("1.00")}, None),
            ({"effective_on": day("10-03")}, None),
            ({"rate": None}, "rate"),
            ({"rate": Ratio(Decimal("-0.01"))}, "rate"),
            ({"rate": Ratio(Decimal("-0.01")), "charge": yuan("1.00")}, "rate"),
            ({"effective_on": day("10-04")}, "effective_on"),
            ({"charge": yuan("10.01")}, "charge"),
            ({"charge": yuan("10.00")}, None),
            ({"charge": yuan("-0.01")}, "charge"),
        ],
    )
    def test_their_terms_can_be_reckoned(self, changed, column):
        """A discount has a rate that is not negative or a charge within it, on a day up to maturity."""
        expected = [("bill_events", 0, column, "bill.discount")] if column else []
        assert found(paper(), evolve(DISCOUNT, **changed)) == expected

    def test_they_need_a_maturity(self):
        """A bill without maturity cannot be discounted, even where the charge is stated."""
        sold = evolve(DISCOUNT, charge=yuan("1.00"))
        assert found(paper(matures_on=None), sold) == [("bill_events", 0, "effective_on", "bill.discount")]

    def test_maturity_is_where_the_bank_pays(self):
        """Under `next_workday` a bill may be discounted up to the end of the holiday that its maturity falls in."""
        assert found(paper(), evolve(DISCOUNT, effective_on=day("10-08")), discount_days="next_workday") == []


class TestPaper:
    def test_past_due_on_receipt_is_a_defect(self):
        """AR-07: a bill received after maturity is refused, unless the books say that it is not good."""
        late = paper(received_on=day("10-04"))
        assert found(late) == [("bills", 0, "received_on", "bill.past_due")]
        assert found(late, event("defect_found", "10-04")) == []
        assert found(paper(received_on=day("10-03"))) == []

    @pytest.mark.parametrize(
        ("first", "last", "right"),
        [
            ("1", "1000", True),
            ("000000000501", "1500", True),
            ("1", "999", False),
            ("1", "1001", False),
            ("1", None, False),
            (None, "1000", False),
            ("0", "999", False),
            ("1000", "1", False),
            ("x", None, False),
            ("１", "1000", False),
            ("-1", "998", False),
            ("1000000000001", "1000000001000", False),
        ],
    )
    def test_a_range_is_the_face_in_fen(self, first, last, right):
        """A face is end - start + 1 fen; each end is 1 to 12 digits, and both are given."""
        expected = [] if right else [("bills", 0, "range_from", "bill.range")]
        assert found(paper(range_from=first, range_to=last)) == expected

    def test_ranges_number_fen_of_the_yuan(self):
        """A bill in another currency has no range."""
        foreign = evolve(MILLION, face=Money.parse("10.00", "EUR"), range_from="1", range_to="1000")
        assert found(foreign) == [("bills", 0, "range_from", "bill.range")]

    @pytest.mark.parametrize(
        ("number", "right"),
        [
            ("5" + "1" * 12 + "20260401" + "2" * 9, True),
            ("5" + "1" * 12 + "20260431" + "2" * 9, False),
            ("5" + "1" * 12 + "99999999" + "2" * 8, True),
            ("5" + "1" * 12 + "99999999" + "2" * 8 + "x", True),
            ("8800001", True),
        ],
    )
    def test_a_number_of_30_digits_says_the_day_of_registration(self, number, right):
        """Digits 14 to 21 that are no date are worth a look; numbers of another form say nothing."""
        faults = [*checks.faults(history_of(paper(number=number)))]
        expected = [] if right else [("number", "bill.number", "warning")]
        assert [(one.column, one.code, one.level) for one in faults] == expected


class TestOverlaps:
    @pytest.mark.parametrize(
        ("ranges", "rows"),
        [
            ([("1", "1000"), ("1001", "2000")], []),
            ([("1001", "2000"), ("1", "1000")], []),
            ([("1", "1000"), ("1000", "1999")], [1]),
            ([("1000", "1999"), ("1", "1000")], [1]),
            ([("1", "1000"), (None, None)], [1]),
            ([("0", None), ("0", "0")], [1]),
            ([(None, None), (None, None), (None, None)], [1, 2]),
            ([("1", "1000"), ("501", "1500"), ("1401", "2400")], [1, 2]),
            ([("1", "1000"), ("1001", "2000"), ("901", "1900")], [2, 2]),
        ],
    )
    def test_of_one_number_are_refused(self, ranges, rows):
        """Ranges of one package never share a number; a bill that cannot be split is all of its package."""
        bills = [paper(id=f"B-{n}", number="7", range_from=a, range_to=b) for n, (a, b) in enumerate(ranges)]
        assert sorted(row for _, row, _, _ in found(*bills)) == rows
        assert {code for *_, code in found(*bills)} <= {"bill.overlap"}

    def test_other_numbers_and_none_are_other_bills(self):
        """Bills of other numbers, without one, or of a range that is wrong anyhow are not compared."""
        assert found(*(paper(id=f"B-{n}", number=number) for n, number in enumerate(("7", "8", None, None)))) == []
        twice = [paper(id=f"B-{n}", number="7", range_from="9") for n in (1, 2)]
        assert {code for *_, code in found(*twice)} == {"bill.range"}

    def test_cheques_are_numbered_by_their_drawer(self):
        """Two drawers' cheques may have the same number."""
        cheques = [paper(id=f"B-{n}", number="7", kind="postdated_cheque", drawer=f"D-{n}") for n in (1, 2)]
        assert found(*cheques) == []
        assert [row for _, row, _, _ in found(*(evolve(one, drawer="D-1") for one in cheques))] == [1]

    @pytest.mark.parametrize(("received_on", "overlaps"), [("06-10", False), ("06-09", True), (None, True)])
    def test_a_bill_given_back_may_come_again(self, received_on, overlaps):
        """From the day on which it was returned the same bill may be received anew, in either order of rows."""
        first, again = paper(number="7"), paper(id="B-2", number="7")
        again = evolve(again, received_on=day(received_on) if received_on else None)
        back = event("returned", "06-10")
        for rows in ((first, again), (again, first)):
            assert [code for *_, code in found(*rows, back)] == ["bill.overlap"] * overlaps


class TestChains:
    @staticmethod
    def chain(*links: tuple[int, str, str]) -> list[BillEndorsement]:
        """Endorsements of B-1."""
        return [BillEndorsement(bill="B-1", no=no, endorser=a, endorsee=b) for no, a, b in links]

    @pytest.mark.parametrize(
        ("links", "rows"),
        [
            ([(1, "甲公司", "乙公司"), (2, "乙公司", "丙公司")], []),
            ([(2, "乙公司", "丙公司"), (1, "甲公司", "乙公司")], []),
            ([(1, "甲公司", "乙(上海)公司"), (2, "乙（上海） 公司", "丙公司")], []),
            ([(1, "甲公司", "乙公司"), (2, "丁公司", "丙公司")], [1]),
            ([(1, "甲公司", "乙公司"), (3, "乙公司", "丙公司")], [1]),
            ([(1, "甲公司", "乙公司"), (1, "乙公司", "丙公司")], [1]),
        ],
    )
    def test_lead_on_without_a_gap(self, links, rows):
        """Each endorser is the endorsee before, however the name is written, and no number is left out."""
        expected = [("bill_endorsements", row, "endorser", "bill.chain_gap") for row in rows]
        assert found(paper(), *self.chain(*links)) == expected

    def test_a_gap_that_is_said_is_no_fault(self):
        """AR-07: where the books say that the bill is defective they may show why."""
        links = self.chain((1, "甲公司", "乙公司"), (2, "丁公司", "丙公司"))
        assert found(paper(), *links, event("defect_found", "06-01")) == []

    def test_bills_have_a_chain_each(self):
        """Chains of two bills are not mixed."""
        one, two = self.chain((1, "甲公司", "乙公司"), (2, "丁公司", "丙公司"))
        assert found(paper(), paper(id="B-2"), one, evolve(two, bill="B-2")) == []
