"""Laws of the search for customers entered twice: what may never matter, and what is always found (CU-02)."""

from __future__ import annotations

import random

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.customers import DuplicateCandidate, duplicates
from salessupport.domain.customers.card import card_of
from salessupport.domain.customers.evidence import CERTAIN, LIKELY, dice, evidence, one_edit
from salessupport.domain.facts import Customer

_NAMES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "深圳", "深圳市", "广东省深圳市", "上海市"]),
    st.sampled_from(["华为", "华微", "华威盛达", "華威盛達", "盛达华威", "宏"]),
    st.sampled_from(["科技", "电子科技", "貿易"]),
    st.sampled_from(["", "有限公司", "股份有限公司", "有限公司北京分公司", "（深圳）有限公司"]),
) | st.text(max_size=12)
_PHONES = st.sampled_from(
    [None, "0755-26780808", "(0755)26780808", "26780808", "13800138000", "+86 138 0013 8000", "0"]
)
_TAX_IDS = st.sampled_from(
    [
        None,
        "91440300708461136T",
        "91440300708461136t",
        "440300708461136",
        "91440300708461137T",
        "91110000600037341L",
        "无",
    ]
) | st.text(max_size=18)
_ACCOUNTS = st.sampled_from([None, "6222 0212 3456 789", "62220212345678 9", "6222021234567000", "-"])
_ADDRESSES = st.sampled_from(
    [None, "深圳市南山区科技园路8号", "南山区科技园路８号", "科技园路8号301室", "科技园路8号302", "科技园路9号", "村口"]
) | st.text(max_size=12)
CUSTOMERS = st.lists(
    st.builds(
        Customer,
        id=st.just(""),
        name=_NAMES,
        tax_id=_TAX_IDS,
        phone=_PHONES,
        bank_account=_ACCOUNTS,
        address=_ADDRESSES,
    ),
    max_size=9,
).map(lambda rows: [evolve(row, id=f"C{at}") for at, row in enumerate(rows)])
Said = dict[frozenset[str], tuple[int, bool, frozenset[tuple[str, int]]]]


def said(found: tuple[DuplicateCandidate, ...], was: dict[str, str] | None = None) -> Said:
    """Score, block and reasons of every pair, whichever of the two is named first."""
    names = was or {}
    return {
        frozenset({names.get(one.first, one.first), names.get(one.second, one.second)}): (
            one.score,
            one.blocks,
            frozenset((reason.kind, reason.weight) for reason in one.reasons),
        )
        for one in found
    }


class TestWhatNeverMatters:
    @given(CUSTOMERS, st.randoms(use_true_random=False))
    def test_order_of_rows(self, customers: list[Customer], chance: random.Random) -> None:
        """Rows in any order give the same answer, to the last rank."""
        assert duplicates(chance.sample(customers, len(customers))) == duplicates(customers)

    @given(CUSTOMERS, st.randoms(use_true_random=False))
    def test_ids(self, customers: list[Customer], chance: random.Random) -> None:
        """Other ids give the same pairs with the same scores and reasons."""
        ids = chance.sample([f"X{at}" for at in range(len(customers))], len(customers))
        renamed = [evolve(row, id=new) for row, new in zip(customers, ids, strict=True)]
        was = {new: row.id for row, new in zip(customers, ids, strict=True)}
        assert said(duplicates(renamed), was) == said(duplicates(customers))

    @given(CUSTOMERS, st.builds(Customer, id=st.just("new"), name=_NAMES, tax_id=_TAX_IDS, phone=_PHONES))
    def test_a_further_customer(self, customers: list[Customer], new: Customer) -> None:
        """A further customer changes nothing between the others."""
        with_new = {pair: one for pair, one in said(duplicates([*customers, new])).items() if "new" not in pair}
        assert with_new == said(duplicates(customers))

    @given(CUSTOMERS)
    def test_which_is_named_first(self, customers: list[Customer]) -> None:
        """Two customers say the same of each other both ways."""
        cards = [card_of(row) for row in customers]
        assert all(sorted(evidence(one, other)) == sorted(evidence(other, one)) for one in cards for other in cards)

    @given(CUSTOMERS)
    def test_the_rows_stay_as_they_are(self, customers: list[Customer]) -> None:
        """Nothing is merged: the rows handed in are unchanged."""
        before = [evolve(row) for row in customers]
        duplicates(customers)
        assert customers == before


class TestWhatIsAlwaysFound:
    @given(CUSTOMERS.filter(bool))
    def test_equal_data(self, customers: list[Customer]) -> None:
        """A customer with the very same data is found."""
        twin = evolve(customers[0], id="twin")
        assert frozenset({customers[0].id, "twin"}) in said(duplicates([*customers, twin]))

    @given(CUSTOMERS, st.integers(31, 80))
    def test_equal_data_many_times(self, customers: list[Customer], count: int) -> None:
        """Of very many equal customers each one is found at least once."""
        twins = [Customer(id=f"T{at}", name="个体户") for at in range(count)]
        found = said(duplicates([*customers, *twins]))
        assert {row.id for row in twins} <= {name for pair in found for name in pair}

    @given(CUSTOMERS, _NAMES, _NAMES)
    def test_equal_tax_numbers(self, customers: list[Customer], one: str, other: str) -> None:
        """Equal tax numbers block whatever else differs."""
        pair = [
            Customer(id="a", name=one, tax_id="91110000600037341L", phone="13900139000", address="人民路1号"),
            Customer(id="b", name=other, tax_id=" 9111 0000600037341l ", phone="13700137000", address="和平路2号"),
        ]
        assert said(duplicates([*customers, *pair]))[frozenset({"a", "b"})][:2] == (CERTAIN, True)


class TestWhatIsSaid:
    @given(CUSTOMERS)
    def test_scores_are_sums(self, customers: list[Customer]) -> None:
        """A score is 1000 for a block, else the sum of its reasons; each candidate reaches the least score."""
        found = duplicates(customers)
        for one in found:
            total = min(CERTAIN, sum(reason.weight for reason in one.reasons))
            assert one.score == (CERTAIN if one.blocks else total) >= LIKELY
        assert [one.blocks for one in found] == sorted((one.blocks for one in found), reverse=True)

    @given(CUSTOMERS)
    def test_both_languages(self, customers: list[Customer]) -> None:
        """Every reason is said in both languages."""
        reasons = [reason for one in duplicates(customers) for reason in one.reasons]
        assert all(reason.message("en") != reason.message("zh_CN") != "" for reason in reasons)


class TestLikeness:
    @given(st.text("甲乙丙丁", max_size=6), st.text("甲乙丙丁", max_size=6))
    def test_one_edit(self, one: str, other: str) -> None:
        """One slip is what one change, addition, omission or exchange makes, both ways; an equal text is none."""
        spots = range(len(one) + 1)
        made = {one[:at] + mark + one[at + skip :] for at in spots for mark in ["", *"甲乙丙丁"] for skip in (0, 1)}
        made |= {one[:at] + one[at : at + 2][::-1] + one[at + 2 :] for at in spots}
        assert one_edit(one, other) == one_edit(other, one) == (other in made - {one})

    @given(st.text("甲乙丙", max_size=6), st.text("甲乙丙", max_size=6))
    def test_dice(self, one: str, other: str) -> None:
        """Likeness lies between 0 and 1000, the same both ways; a text of two or more is wholly like itself."""
        assert 0 <= dice(one, other) == dice(other, one) <= 1000
        assert dice(one, one) == (1000 if len(one) > 1 else 0)
