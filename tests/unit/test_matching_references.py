"""References in what payers write: found as they are, found damaged, and never found where they are not."""

from __future__ import annotations

import pytest

from salessupport.domain.matching.near import A_FEW, CUT, FAINT, ONE_EDIT, TOO_MANY, TWO_EDITS, near_references
from salessupport.domain.matching.parties import Parties
from salessupport.domain.matching.records import OpenItem, Payment
from salessupport.domain.matching.references import (
    GLUED,
    MOST_FRAGMENTS,
    SHORT,
    SPLIT,
    STRONG,
    Keys,
    read_listed,
    read_text,
    reference_key,
)

KEYS = Keys.of(("INV20267001", "4290123456", "4290123457", "8812345670", "FP11", "INV10000"))


def named(text: str) -> dict[str, int]:
    """References found in a text, with their weights."""
    return dict(read_text(text, KEYS).named)


class TestKeys:
    """The form in which references are compared."""

    @pytest.mark.parametrize("text", ["INV-2026/7", "inv 2026.7", "ＩＮＶ２０２６７", "INV_20267"])
    def test_width_case_and_marks_make_no_difference(self, text: str) -> None:
        """Spellings of one number have one key."""
        assert reference_key(text) == "INV20267"

    @pytest.mark.parametrize("text", ["", "7", "ORDER", "货款", "-/-"])
    def test_a_word_without_digits_is_none(self, text: str) -> None:
        """What no number can be has no key."""
        assert reference_key(text) == ""


class TestReading:
    """References in full."""

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("payment INV-2026-7001 of May", {"INV20267001": STRONG}),
            ("货款4290123456，谢谢", {"4290123456": STRONG}),
            ("no 0: 4290123456no 1: 4290123457", {"4290123456": STRONG, "4290123457": STRONG}),
            ("42901 23456 received", {"4290123456": SPLIT}),
            ("429012345642901234578812345670", {"4290123456": STRONG, "4290123457": STRONG, "8812345670": STRONG}),
            ("4290123456-4290123457", {"4290123456": STRONG, "4290123457": STRONG}),
            ("pay fp-11", {"FP11": SHORT}),
            ("INV10000000002784", {}),
            ("FP-1", {}),
            ("42901234569", {}),
            ("", {}),
        ],
    )
    def test_they_are_found_as_words(self, text: str, found: dict[str, int]) -> None:
        """A number counts as a word, split once, or joined to others; never as a part of a longer one."""
        assert named(text) == found

    def test_joined_with_a_rest_proves_less(self) -> None:
        """Numbers among other digits are no references in full."""
        assert named("42901234564290123457881234") == {"4290123456": GLUED, "4290123457": GLUED}

    def test_invisible_characters_hide_nothing(self) -> None:
        """Controls inside a number are taken out before it is compared."""
        assert named("4290\u200b123\x00456") == {"4290123456": STRONG}

    def test_long_texts_are_bounded(self) -> None:
        """Ten thousand digits give a bounded number of fragments."""
        assert len(read_text("0123456789" * 1000, KEYS).fragments) <= MOST_FRAGMENTS


class TestListed:
    """References that are listed one by one, beside any text."""

    def test_what_is_known_is_named_and_all_may_be_damaged(self) -> None:
        """A known number counts in full or, if short, as little as in a text; what is no number is left out."""
        reading = read_listed(["4290-123456", "fp-11", "4290123465", "order", ""], KEYS)
        assert dict(reading.named) == {"4290123456": STRONG, "FP11": SHORT}
        assert reading.fragments == ("4290123456", "FP11", "4290123465")


class TestNear:
    """Damaged references."""

    REFERENCES = ("4290123456", "8812345670")

    @pytest.mark.parametrize(
        ("fragment", "weight"),
        [
            ("429123456", ONE_EDIT),
            ("42901123456", ONE_EDIT),
            ("42907123456", ONE_EDIT),
            ("4290123956", ONE_EDIT),
            ("4290132456", ONE_EDIT),
            ("90123456", CUT),
            ("42901234", CUT),
            ("4291234756", TWO_EDITS),
        ],
    )
    def test_each_kind_of_damage_is_recognised(self, fragment: str, weight: int) -> None:
        """Missing, doubled, added, changed and exchanged characters and cuts lead to the one reference meant."""
        assert near_references([fragment], self.REFERENCES) == {fragment: {"4290123456": weight}}

    @pytest.mark.parametrize("fragment", ["4290123456", "1111111111", "4290", "3456", "8421", ""])
    def test_others_are_like_nothing(self, fragment: str) -> None:
        """Equal, foreign and tiny fragments have no likeness."""
        assert near_references([fragment], self.REFERENCES) == {}

    def test_what_is_like_many_says_little(self) -> None:
        """A fragment at the beginning of a whole series of numbers is faint, of a long one nothing."""
        series = [f"INV10000{number:04}" for number in range(TOO_MANY + 1)]
        assert set(near_references(["INV10000"], series[: A_FEW + 1])["INV10000"].values()) == {FAINT}
        assert set(near_references(["INV10000"], series[:A_FEW])["INV10000"].values()) == {CUT}
        assert near_references(["INV10000"], series) == {}

    def test_what_is_one_edit_from_too_many_says_nothing(self) -> None:
        """A fragment from which one changed character leads to hundreds of references is a form of none of them."""
        fragment, digits = "A" * 42, "0123456789"
        series = [f"{fragment[:at]}{digit}{fragment[at + 1 :]}" for at in range(len(fragment)) for digit in digits]
        assert near_references([fragment], series) == {}
        assert len(near_references([fragment], series[:TOO_MANY])[fragment]) == TOO_MANY


class TestPayers:
    """Who pays."""

    ITEMS = (
        OpenItem(id="1", customer="A", amount=1, currency="CNY", names=("上海华为技术有限公司", "Huawei Trading Ltd")),
        OpenItem(id="2", customer="B", amount=1, currency="CNY", names=("上海华微技术有限公司",)),
        OpenItem(id="3", customer="C", amount=1, currency="CNY", names=("Mediterranean Shipping Ltd",)),
    )

    def how(self, *learnt: tuple[str, str, str], **payment: str) -> tuple[str | None, str]:
        """Tell who pays after payments of (name, account, customer) were proven."""
        one = Payment(id="p", amount=1, currency="CNY", **payment)  # type: ignore[arg-type]
        parties = Parties(self.ITEMS, [one])
        for name, account, customer in learnt:
            proven = Payment(id="q", amount=1, currency="CNY", payer_name=name, payer_account=account)
            parties.learn(proven, customer)
        payer = parties.payer(one)
        return payer.customer, payer.how

    def test_names_are_compared_by_their_key(self) -> None:
        """Width and legal form as written differently name the same customer; one other character names another one."""
        assert self.how(payer_name="HUAWEI TRADING LIMITED") == ("A", "name")
        assert self.how(payer_name="上海 华微技术有限公司") == ("B", "name")
        assert self.how(payer_name="上海华伟技术有限公司") == (None, "")

    def test_one_letter_in_a_long_name_is_a_suspicion(self) -> None:
        """A slip in a long Latin name suggests the customer and proves nothing."""
        assert self.how(payer_name="Mediteranean Shipping Ltd") == ("C", "near_name")

    def test_accounts_and_names_are_learnt(self) -> None:
        """What paid for one customer pays for that one, what paid for two says nothing."""
        assert self.how(("X", "1", "A"), payer_account=" 1") == ("A", "account")
        assert self.how(("X Holding", "1", "A"), payer_name="X HOLDING") == ("A", "name")
        assert self.how(("X", "1", "A"), ("X", "1", "B"), payer_account="1") == (None, "")

    def test_contradictions_are_no_evidence(self) -> None:
        """An account of one customer under the name of another one proves neither."""
        assert self.how(("", "1", "A"), payer_account="1", payer_name="上海华微技术有限公司") == (None, "contradicted")

    def test_what_is_given_stands(self) -> None:
        """A customer that is given needs no evidence."""
        assert self.how(("", "1", "A"), payer_account="1", customer="B") == ("B", "given")
