"""Matching by examples: what each stage proves, what it calls ambiguous, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from salessupport.domain.matching import Match, OpenItem, Options, Payment, match
from salessupport.domain.matching.board import SEARCHED
from salessupport.domain.matching.near import TOO_MANY
from salessupport.domain.matching.search import MOST_SLOTS
from salessupport.domain.values.errors import DuplicateKey, InvalidMoney
from salessupport.domain.values.text import LONGEST

DAY = date(2026, 5, 1)
REFERENCES = {"a": "4290123456", "b": "8812345670", "c": "5517283940", "d": "3391827465"}


def item(name: str, amount: int, customer: str = "A", **given: object) -> OpenItem:
    """An open item named by its letter, in yuan, with one reference."""
    fields = {"references": (REFERENCES.get(name, ""),), "names": (f"{customer} Trading Ltd",), "issued_on": DAY}
    return OpenItem(id=name, customer=customer, amount=amount, **{"currency": "CNY", **fields, **given})  # type: ignore[arg-type]


def paid(amount: int, text: str = "", name: str = "p", **given: object) -> Payment:
    """A payment of customer A."""
    fields = {"payer_name": "A Trading Ltd", "received_on": date(2026, 6, 1)}
    return Payment(id=name, amount=amount, text=text, **{"currency": "CNY", **fields, **given})  # type: ignore[arg-type]


def answers(items: Sequence[OpenItem], payments: Sequence[Payment], tolerance: int = 0) -> Sequence[Match]:
    """All answers under a tolerance in fen."""
    return match(items, payments, Options(tolerance={"CNY": tolerance}))


def answer(items: Sequence[OpenItem], payment: Payment, tolerance: int = 0) -> Match:
    """The answer about one payment."""
    return answers(items, [payment], tolerance)[0]


def said(one: Match) -> set[str]:
    """Codes of the reasons."""
    return {reason.code for reason in one.reasons}


class TestReferences:
    """References in full."""

    ITEMS = (item("a", 10_000), item("b", 20_000), item("c", 30_000, customer="B"))

    def test_reference_and_amount_are_certain(self) -> None:
        """The quoted item of exactly that amount is paid, with its reasons."""
        one = answer(self.ITEMS, paid(10_000, "4290123456"))
        assert (one.status, one.stage, one.score, one.pairs) == ("certain", "reference", 1000, (("a", 10_000),))
        assert said(one) == {"match.reference", "match.payer_name", "match.amount_exact"}
        assert all(reason.message("zh_CN") and reason.message("en") for reason in one.reasons)

    def test_several_references_are_paid_together(self) -> None:
        """One payment pays all items it quotes."""
        one = answer(self.ITEMS, paid(30_000, "4290123456 + 8812345670"))
        assert (one.status, one.pairs) == ("certain", (("a", 10_000), ("b", 20_000)))

    def test_several_payments_pay_one_item(self) -> None:
        """Payments that quote one item and sum to it pay it."""
        both = answers(self.ITEMS, [paid(12_000, "8812345670", "p"), paid(8_000, "8812345670", "q")])
        assert [(one.status, one.pairs) for one in both] == [
            ("certain", (("b", 12_000),)),
            ("certain", (("b", 8_000),)),
        ]

    def test_one_cent_off_is_not_exact(self) -> None:
        """Without a tolerance one cent makes a part payment out of a certain one."""
        assert answer(self.ITEMS, paid(9_999, "4290123456")).status == "probable"
        assert answer(self.ITEMS, paid(9_999, "4290123456")).pairs == (("a", 9_999),)

    def test_one_cent_too_much_is_not_exact_either(self) -> None:
        """Without a tolerance a payment one cent above its item is only a proposal, and the cent is not placed."""
        one = answer(self.ITEMS, paid(10_001, "4290123456"))
        assert (one.status, one.stage, one.pairs) == ("probable", "part_payment", (("a", 10_000),))

    def test_somebody_elses_item_is_only_probable(self) -> None:
        """A payer known to be another customer needs somebody's consent."""
        one = answer(self.ITEMS, paid(30_000, "5517283940"))
        assert (one.status, one.pairs) == ("probable", (("c", 30_000),))
        assert "match.third_party" in said(one)

    def test_the_same_money_twice_is_ambiguous(self) -> None:
        """Two payments that each pay the whole item contest it."""
        both = answers(self.ITEMS, [paid(10_000, "4290123456", "p"), paid(10_000, "4290123456", "q")])
        assert [(one.status, one.pairs) for one in both] == [("ambiguous", ()), ("ambiguous", ())]
        assert both[0].rejected[0].pairs == (("a", 10_000),)

    def test_a_reference_of_two_equal_items_is_ambiguous(self) -> None:
        """A contract number that stands on two items of one amount does not tell which is paid."""
        items = [item("a", 10_000, references=("HT2026001",)), item("b", 10_000, references=("HT2026001",))]
        one = answer(items, paid(10_000, "HT2026001"))
        assert (one.status, {other.pairs for other in one.rejected}) == (
            "ambiguous",
            {(("a", 10_000),), (("b", 10_000),)},
        )

    def test_a_second_explanation_makes_it_probable(self) -> None:
        """Where some of the quoted items make up the amount in two ways, the one that explains more is proposed."""
        items = [item("a", 30_000), item("b", 10_000), item("c", 20_000)]
        one = answer(items, paid(30_000, "4290123456 8812345670 5517283940"))
        assert (one.status, one.pairs) == ("probable", (("b", 10_000), ("c", 20_000)))
        assert [other.pairs for other in one.rejected] == [(("a", 30_000),)]

    def test_credit_notes_are_taken_off(self) -> None:
        """A quoted credit note counts negative."""
        one = answer([item("a", 10_000), item("b", -2_500)], paid(7_500, "4290123456 less 8812345670"))
        assert (one.status, one.pairs) == ("certain", (("a", 10_000), ("b", -2_500)))

    def test_listed_references_count_like_quoted_ones(self) -> None:
        """A reference in a column of its own tells two equal items apart, beside one in the text."""
        items = [item("a", 10_000), item("b", 10_000), item("c", 5_000)]
        alone = answer(items, paid(10_000, references=("881-2345670",)))
        beside = answer(items, paid(15_000, "5517283940", references=("8812345670",)))
        assert (alone.status, alone.pairs) == ("certain", (("b", 10_000),))
        assert (beside.status, beside.pairs) == ("certain", (("b", 10_000), ("c", 5_000)))

    def test_what_is_nothing_is_not_quoted(self) -> None:
        """Items of zero are paid by nobody, and however many have a reference, they do not hide the open one."""
        one = answer([item("a", 0), item("b", 10_000)], paid(10_000, "4290123456"))
        assert (one.stage, one.pairs) == ("amount", (("b", 10_000),))
        nothing = [item(f"z{at}", 0, references=("4290123456",)) for at in range(TOO_MANY)]
        one = answer([*nothing, item("a", 10_000)], paid(10_000, "4290123456"))
        assert (one.status, one.stage, one.pairs) == ("certain", "reference", (("a", 10_000),))

    def test_more_places_than_are_searched_are_paid_in_part(self) -> None:
        """A payment that quotes more items than are searched, and is not all of them, pays the oldest first."""
        items = [
            item(f"i{at:02}", 1_000, references=(f"77{at:02}553311",), due_on=DAY + timedelta(days=at))
            for at in range(MOST_SLOTS + 1)
        ]
        one = answer(items, paid(2_000, " ".join(one.references[0] for one in items)))
        assert (one.status, one.stage, one.pairs) == ("probable", "part_payment", (("i00", 1_000), ("i01", 1_000)))


class TestSharedItems:
    """Several payments that quote one item."""

    def test_two_sets_of_payments_are_ambiguous(self) -> None:
        """Where either of two payments makes up the item with a third, all three are unclear and the item stays."""
        three = [paid(4_000, "4290123456", "p"), paid(6_000, "4290123456", "q"), paid(6_000, "4290123456", "r")]
        found = answers([item("a", 10_000)], three)
        assert [(one.status, said(one)) for one in found] == [("ambiguous", {"match.several"})] * 3
        assert found[1].rejected[0].pairs == (("a", 6_000),)

    def test_more_sets_of_payments_than_are_listed_are_ambiguous(self) -> None:
        """Half of fourteen equal payments pay the item in thousands of ways: none is taken, and why is said."""
        found = answers([item("a", 7_000)], [paid(1_000, "4290123456", f"p{at}") for at in range(14)])
        assert {(one.status, *said(one)) for one in found} == {("ambiguous", "match.budget")}

    def test_of_a_crowd_only_references_in_full_count(self) -> None:
        """Among more payments than are searched the two with the number in full are found, not the faint ones."""
        one = item("a", 10_000, references=("4290123456", "FP-11"))
        faint = [paid(50 + at, "FP-11", f"f{at}", payer_name="") for at in range(MOST_SLOTS)]
        full = [paid(4_000, "4290123456", "p", payer_name=""), paid(6_000, "4290123456", "q", payer_name="")]
        found = {each.payment: each.status for each in answers([one], [*faint, *full])}
        assert {name for name, status in found.items() if status == "certain"} == {"p", "q"}
        assert {found[each.id] for each in faint} == {"none"}


class TestTolerance:
    """Small deductions."""

    ITEMS = (item("a", 10_000), item("b", 20_000))

    @pytest.mark.parametrize(("amount", "status"), [(9_990, "certain"), (10_010, "certain"), (9_989, "probable")])
    def test_it_ends_where_it_ends(self, amount: int, status: str) -> None:
        """A deduction up to the tolerance is accepted with a reference, one fen more is a part payment."""
        one = answer(self.ITEMS, paid(amount, "4290123456"), tolerance=10)
        assert (one.status, one.stage == "part_payment") == (status, status == "probable")

    def test_it_counts_once_for_all_items_together(self) -> None:
        """Two items do not stretch the tolerance of one payment."""
        assert answer(self.ITEMS, paid(29_990, "4290123456 8812345670"), tolerance=10).status == "certain"
        assert answer(self.ITEMS, paid(29_989, "4290123456 8812345670"), tolerance=10).stage == "part_payment"

    def test_it_counts_once_for_all_payments_together(self) -> None:
        """Two payments do not stretch the tolerance of one item."""
        for missing, stage in ((10, "reference"), (11, "part_payment")):
            both = [paid(12_000, "8812345670", "p"), paid(8_000 - missing, "8812345670", "q")]
            assert {one.stage for one in answers(self.ITEMS, both, tolerance=10)} == {stage}

    def test_a_deduction_by_an_unknown_payer_is_only_probable(self) -> None:
        """A reference in full with less than the amount is not posted unattended unless it is known who pays."""
        one = answer(self.ITEMS, paid(9_995, "4290123456", payer_name=""), tolerance=10)
        assert (one.status, one.stage) == ("probable", "reference")

    def test_what_payments_have_together_too_much_stays_with_the_latest(self) -> None:
        """Of two payments that are five fen above their item the later one keeps them."""
        first = paid(12_000, "8812345670", "p", received_on=date(2026, 6, 2))
        both = answers(self.ITEMS, [first, paid(8_005, "8812345670", "q")], tolerance=10)
        assert [(one.status, one.pairs) for one in both] == [
            ("certain", (("b", 11_995),)),
            ("certain", (("b", 8_005),)),
        ]

    def test_what_two_equal_payments_have_too_much_is_left_to_somebody(self) -> None:
        """Of two payments of one day, amount and text nothing tells which keeps what is over: neither is placed."""
        both = answers(self.ITEMS, [paid(5_003, "4290123456", "p"), paid(5_003, "4290123456", "q")], tolerance=10)
        assert [(one.status, one.pairs) for one in both] == [("none", ())] * 2
        exact = answers(self.ITEMS, [paid(5_000, "4290123456", "p"), paid(5_000, "4290123456", "q")], tolerance=10)
        assert [one.status for one in exact] == ["certain"] * 2

    def test_what_is_missing_on_two_equal_items_is_left_to_somebody(self) -> None:
        """Of two items that only ids tell apart nothing says which is paid in full: in full both are, in part none."""
        twin = {"references": ("HT2026001", "HT2026002")}
        items = [item("a", 10_000, **twin), item("b", 10_000, **twin), item("c", 70_000, references=("HT2026002",))]
        short, full = (answer(items, paid(money, "HT2026001 HT2026002"), tolerance=10) for money in (19_995, 20_000))
        assert (short.status, short.pairs, said(short)) == ("none", (), {"match.quoted_without_proof"})
        assert full.pairs == (("a", 10_000), ("b", 10_000))

    def test_contradicting_evidence_of_the_payer_is_said(self) -> None:
        """A deduction by one customer's account under another one's name is only probable, and says why."""
        items = [*self.ITEMS, item("c", 30_000, customer="B")]
        proven = paid(10_000, "4290123456", payer_account="6222")
        odd = paid(19_995, "8812345670", "q", payer_account="6222", payer_name="B Trading Ltd")
        one = answers(items, [proven, odd], tolerance=10)[1]
        assert (one.status, one.pairs) == ("probable", (("b", 19_995),))
        assert "match.payer_contradicted" in said(one)

    def test_it_is_no_evidence_by_itself(self) -> None:
        """Without a reference only the exact amount counts."""
        assert answer(self.ITEMS, paid(9_999), tolerance=10).status == "none"

    def test_too_much_is_never_placed(self) -> None:
        """What is over stays with the payment."""
        assert answer(self.ITEMS, paid(10_005, "4290123456"), tolerance=10).pairs == (("a", 10_000),)

    def test_it_is_not_negative(self) -> None:
        """A negative tolerance is refused."""
        with pytest.raises(InvalidMoney, match=r"money\.negative"):
            Options(tolerance={"CNY": -1})


class TestDamage:
    """Damaged references."""

    ITEMS = (item("a", 10_001), item("b", 20_002), item("c", 35_007, customer="B"))

    def test_a_damaged_reference_of_a_known_payer_is_certain(self) -> None:
        """One missing digit, the exact and rare amount and the payer's name leave no other item."""
        one = answer(self.ITEMS, paid(10_001, "429012456"))
        assert (one.status, one.stage, one.pairs) == ("certain", "near_reference", (("a", 10_001),))

    def test_an_unknown_payer_makes_it_probable(self) -> None:
        """Without a payer a damaged reference with the exact amount is a proposal."""
        assert answer(self.ITEMS, paid(10_001, "429012456", payer_name="")).status == "probable"

    def test_a_common_amount_makes_it_probable(self) -> None:
        """At catalogue prices an amount proves little."""
        items = [*self.ITEMS, item("d", 10_001, customer="B")]
        assert answer(items, paid(10_001, "429012456")).status == "probable"

    def test_the_damaged_reference_of_another_customer_is_nothing(self) -> None:
        """What only looks like another customer's reference does not pay that customer's item."""
        assert answer(self.ITEMS, paid(35_007, "551728390")).status == "none"

    def test_an_account_is_learnt_from_a_proof(self) -> None:
        """A payer without a known name is known by the account of a proven payment."""
        first = paid(20_002, "8812345670", "p", payer_account="62220001")
        second = paid(10_001, "429012456", "q", payer_account="62220001", payer_name="Z Agency")
        both = answers(self.ITEMS, [second, first])
        assert [one.status for one in both] == ["certain", "certain"]
        assert "match.payer_account" in said(both[0])


class TestAmounts:
    """No reference at all."""

    def test_a_unique_amount_is_a_proposal(self) -> None:
        """One item of the customer with this amount is proposed, never posted."""
        one = answer([item("a", 10_000), item("b", 20_000)], paid(20_000))
        assert (one.status, one.stage, one.pairs) == ("probable", "amount", (("b", 20_000),))

    def test_two_items_of_one_amount_are_ambiguous(self) -> None:
        """Nothing tells them apart, and both are named."""
        one = answer([item("a", 20_000), item("b", 20_000)], paid(20_000))
        assert (one.status, one.pairs, len(one.rejected)) == ("ambiguous", (), 2)

    def test_another_customers_amount_is_none(self) -> None:
        """The amount alone, of an unknown or another payer, proves nothing."""
        assert answer([item("a", 20_000, customer="B")], paid(20_000)).status == "none"
        assert answer([item("a", 20_000)], paid(20_000, payer_name="")).status == "none"

    def test_the_window_bounds_what_an_amount_proves(self) -> None:
        """An item issued after the payment, or long before it, is not proposed."""
        for issued in (date(2026, 6, 2), date(2025, 4, 26)):
            assert answer([item("a", 20_000, issued_on=issued)], paid(20_000)).status == "none"
        assert answer([item("a", 20_000, issued_on=date(2025, 4, 27))], paid(20_000)).status == "probable"

    def test_a_unique_sum_is_a_proposal(self) -> None:
        """One set of items with a credit note sums to the payment."""
        items = [item("a", 10_001), item("b", 20_010), item("c", 40_100), item("d", -5_000)]
        one = answer(items, paid(45_101))
        assert (one.status, one.stage) == ("probable", "sum")
        assert one.pairs == (("a", 10_001), ("c", 40_100), ("d", -5_000))

    def test_two_sums_are_ambiguous(self) -> None:
        """Two sets as good as each other are both shown and none is taken."""
        items = [item("a", 10_000), item("b", 20_000), item("c", 5_000), item("d", 25_000)]
        one = answer(items, paid(30_000))
        assert (one.status, len(one.rejected)) == ("ambiguous", 2)

    def test_what_references_leave_is_found(self) -> None:
        """A payment above its quoted item pays the one set that makes up the rest."""
        one = answer([item("a", 10_000), item("b", 20_001), item("c", 41_000)], paid(30_001, "4290123456"))
        assert (one.status, one.stage, one.pairs) == ("probable", "sum", (("a", 10_000), ("b", 20_001)))

    def test_two_ways_to_make_up_the_rest_are_ambiguous(self) -> None:
        """A rest that two sets make up equally is left to somebody, with the quoted item in both."""
        items = [item("a", 10_000), item("b", 20_001), item("c", 20_001)]
        one = answer(items, paid(30_001, "4290123456"))
        assert (one.status, one.pairs) == ("ambiguous", ())
        assert {dict(other.pairs)["a"] for other in one.rejected} == {10_000}

    def test_an_amount_does_not_outweigh_what_is_quoted(self) -> None:
        """A payment that quotes one item and has the amount of another is a part payment of the one it quotes."""
        one = answer([item("a", 30_000), item("b", 20_001)], paid(20_001, "4290123456"))
        assert (one.stage, one.pairs) == ("part_payment", (("a", 20_001),))

    def test_what_an_unclear_payment_may_have_paid_is_not_given_away(self) -> None:
        """An item that two payments contest does not go to a third for its amount alone."""
        three = [paid(10_000, "4290123456", "p"), paid(10_000, "4290123456", "q"), paid(10_000, name="r")]
        assert [one.status for one in answers([item("a", 10_000)], three)] == ["ambiguous", "ambiguous", "none"]

    def test_several_payments_share_an_item(self) -> None:
        """Payments of a customer that sum to exactly one item are proposed together."""
        both = answers([item("a", 10_007), item("b", 90_000)], [paid(4_000, name="p"), paid(6_007, name="q")])
        assert [(one.stage, one.pairs) for one in both] == [("shared", (("a", 4_000),)), ("shared", (("a", 6_007),))]

    def test_a_whole_balance_beyond_all_search_is_proposed(self) -> None:
        """Where there are too many items to search, the whole balance is a proposal still."""
        items = [item(f"i{at}", 1_000 + at, references=(), due_on=DAY) for at in range(501)]
        one = answer(items, paid(sum(one.amount for one in items)))
        assert (one.status, one.stage, len(one.pairs)) == ("probable", "oldest_first", 501)

    def test_a_run_of_the_oldest_beyond_all_search_is_proposed(self) -> None:
        """Where there are too many items to search, the oldest debts that sum to the payment are a proposal."""
        one = answer(self.many(), paid(1_000 + 1_001 + 1_002))
        assert (one.stage, one.pairs) == ("oldest_first", (("i0", 1_000), ("i1", 1_001), ("i2", 1_002)))
        assert answer(self.many(), paid(1_000 + 1_002)).status == "none"

    def test_a_rest_among_too_many_items_is_not_searched(self) -> None:
        """Where there are too many other items, what a payment has beyond its quoted one stays with it."""
        one = answer([*self.many(), item("a", 10_000)], paid(11_003, "4290123456"))
        assert (one.stage, one.pairs) == ("part_payment", (("a", 10_000),))

    @staticmethod
    def many() -> list[OpenItem]:
        """One item more than are searched for sets, each due a day after the one before."""
        return [
            item(f"i{at}", 1_000 + at, references=(), due_on=DAY + timedelta(days=at)) for at in range(SEARCHED + 1)
        ]


class TestPart:
    """Quoted, and not adding up."""

    def test_part_payments_pay_the_oldest_first(self) -> None:
        """A payment below its two items fills the one due first."""
        items = [item("a", 10_000, due_on=date(2026, 7, 1)), item("b", 20_000, due_on=date(2026, 6, 1))]
        one = answer(items, paid(25_000, "4290123456 8812345670"))
        assert (one.status, one.stage, one.pairs) == ("probable", "part_payment", (("a", 5_000), ("b", 20_000)))

    def test_two_part_payments_stand_beside_each_other(self) -> None:
        """While they are not more than the item, both pay it."""
        both = answers([item("a", 10_000)], [paid(3_000, "4290123456", "p"), paid(4_000, "4290123456", "q")])
        assert [one.pairs for one in both] == [(("a", 3_000),), (("a", 4_000),)]

    def test_part_payments_above_the_item_are_ambiguous(self) -> None:
        """Together more than the item, they contest it."""
        both = answers([item("a", 10_000)], [paid(7_000, "4290123456", "p"), paid(6_000, "4290123456", "q")])
        assert {one.status for one in both} == {"ambiguous"}


class TestOddPayments:
    """What cannot be matched is answered all the same."""

    @pytest.mark.parametrize(
        ("payment", "reason"),
        [
            (paid(0, "4290123456"), "match.not_positive"),
            (paid(-10_000, "4290123456"), "match.not_positive"),
            (paid(10_000, "4290123456", currency="USD"), "match.currency"),
            (paid(777), "match.no_evidence"),
        ],
    )
    def test_they_have_a_reason(self, payment: Payment, reason: str) -> None:
        """Zero, negative, foreign and unrecognisable payments are `none`, each with why."""
        one = answer([item("a", 10_000)], payment)
        assert (one.status, one.pairs, said(one)) == ("none", (), {reason})

    def test_nothing_is_paid_across_currencies(self) -> None:
        """The same figure in another currency is another amount."""
        items = [item("a", 10_000, currency="USD"), item("b", 20_000)]
        assert answer(items, paid(10_000, "4290123456")).status == "none"

    def test_a_text_too_long_is_read_to_its_bound_and_says_so(self) -> None:
        """What stands behind the bound is not read; the answer is never certain."""
        one = answer([item("a", 10_000)], paid(10_000, "4290123456" + " " * LONGEST))
        assert (one.status, "match.text_cut" in said(one)) == ("probable", True)
        assert answer([item("a", 10_000)], paid(10_000, " " * LONGEST + "4290123456")).stage == "amount"

    def test_ids_are_unique(self) -> None:
        """Two items or two payments of one id are refused."""
        for items, payments in (([item("a", 1), item("a", 2)], []), ([], [paid(1), paid(2)])):
            with pytest.raises(DuplicateKey, match=r"id\.duplicate"):
                answers(items, payments)

    def test_nothing_is_no_trouble(self) -> None:
        """No items, no payments, no answers; without items every payment is `none`."""
        assert answers([], []) == []
        assert answer([], paid(1)).status == "none"
