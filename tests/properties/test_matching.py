"""Laws of matching: labels and order are no evidence, money is conserved, what is certain is right, work is bounded."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, product
from math import log

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.matching import Effort, Match, OpenItem, Options, Payment, board, match
from salessupport.domain.matching.exact import exact_payments
from salessupport.domain.matching.near import ONE_EDIT, near_references
from salessupport.domain.matching.parties import NOBODY
from salessupport.domain.matching.search import ENOUGH, sets_within
from salessupport.domain.values.text import LONGEST
from support.damage import TOLERANCE, Case, Office, damaged
from support.receivables import examples

OPTIONS = Options(tolerance={"CNY": TOLERANCE})
TIGHT = Options(tolerance={"CNY": 1})
REFERENCES = ("A10001", "A10002", "A10010", "A11000", "B700")


@st.composite
def items(draw: st.DrawFn) -> list[OpenItem]:
    """Few customers, amounts, references and names, so that everything is like everything else."""
    drawn = st.builds(
        OpenItem,
        id=st.just(""),
        customer=st.sampled_from("AB"),
        names=st.sampled_from([(), ("Alpha Ltd",), ("Beta Ltd",)]),
        amount=st.sampled_from([-20, -3, 10, 10, 11, 20, 30, 41]),
        currency=st.sampled_from(["CNY", "CNY", "USD"]),
        references=st.lists(st.sampled_from(REFERENCES), max_size=2).map(tuple),
        issued_on=st.none() | st.dates(),
        due_on=st.none() | st.dates(),
    )
    return [evolve(one, id=f"i{at}") for at, one in enumerate(draw(st.lists(drawn, max_size=8)))]


@st.composite
def payments(draw: st.DrawFn) -> list[Payment]:
    """Payments that quote those references, damaged ones and nothing."""
    drawn = st.builds(
        Payment,
        id=st.just(""),
        amount=st.sampled_from([-10, 0, 9, 10, 11, 20, 21, 30, 31, 50]),
        currency=st.sampled_from(["CNY", "CNY", "USD", "EUR"]),
        payer_name=st.sampled_from(["", "Alpha Ltd", "Beta Ltd", "Gamma Ltd"]),
        payer_account=st.sampled_from(["", "1", "2"]),
        text=st.lists(st.sampled_from([*REFERENCES, "A1001", "A100 01", "10002", "x", "A10001A10002"]), max_size=3).map(
            " ".join
        ),
        received_on=st.none() | st.dates(),
        customer=st.sampled_from([None, None, None, "A", "C"]),
    )
    return [evolve(one, id=f"p{at}") for at, one in enumerate(draw(st.lists(drawn, max_size=6)))]


WRITTEN = ("{}", "{}", "a-{}", "A/{}.", "-{}", "x {}", "{} A10002", "-" * LONGEST + "{}")
"""How a payer may write a reference: as it is, in other ways that make no difference, and in some that do."""


@st.composite
def plain_cases(draw: st.DrawFn) -> tuple[list[OpenItem], list[Payment]]:
    """Items that mostly have a reference of their own, and payments of which each mostly pays one to the cent."""
    of, by = [], []
    for at in range(draw(st.integers(1, 6))):
        own = st.sampled_from([f"A1000{at}", f"A1000{at}", f"B{at}", "ABCDEFG", "A10001", ""])
        references = tuple(filter(None, (draw(own), draw(st.sampled_from(["", "", f"99-77-{at}"])))))
        names = draw(st.sampled_from([(), ("Alpha Ltd",), ("Beta Ltd",)]))
        amount, currency = draw(st.sampled_from([10, 11, 20, 30, -20, 0])), draw(st.sampled_from(["CNY", "CNY", "USD"]))
        of.append(
            OpenItem(
                id=f"i{at}", customer=draw(st.sampled_from("AB")), names=names, amount=amount, currency=currency,
                references=references,
            )
        )  # fmt: skip
    for at in range(draw(st.integers(1, 6))):
        item, listed = draw(st.sampled_from(of)), draw(st.booleans())
        quote = draw(st.sampled_from(WRITTEN)).format(draw(st.sampled_from([*item.references, "A10000"])))
        by.append(
            Payment(
                id=f"p{at}",
                amount=item.amount + draw(st.sampled_from([0, 0, 0, 1])),
                currency=draw(st.sampled_from([item.currency] * 3 + ["USD"])),
                payer_name=draw(st.sampled_from(["", "", "Alpha Ltd", "Beta Ltd", "Gamma Ltd"])),
                payer_account=draw(st.sampled_from(["", "1"])),
                text="" if listed else quote,
                references=(quote,) if listed else (),
                customer=draw(st.sampled_from([None, None, None, item.customer, "C"])),
            )
        )
    return of, by


def contents(found: Sequence[Match], of: list[OpenItem], by: list[Payment]) -> Counter[tuple[object, ...]]:
    """Count answers by what the records say, without their ids: two items equal in all else are the same."""
    item = {one.id: evolve(one, id="") for one in of}
    payment = {one.id: evolve(one, id="") for one in by}
    return Counter(
        (payment[one.payment], one.status, one.score, frozenset(Counter((item[i], a) for i, a in one.pairs).items()))
        for one in found
    )


class TestLabels:
    """Ids and the order of rows are no evidence."""

    @examples(400)
    @given(items(), payments(), st.randoms(use_true_random=False))
    def test_shuffled_and_renamed_records_have_the_same_pairs(
        self, of: list[OpenItem], by: list[Payment], chance: random.Random
    ) -> None:
        """Rows in another order under other names give the same answers."""
        others = [evolve(one, id=f"x{at}") for at, one in enumerate(chance.sample(of, len(of)))]
        pays = [evolve(one, id=f"y{at}") for at, one in enumerate(chance.sample(by, len(by)))]
        assert contents(match(of, by, TIGHT), of, by) == contents(match(others, pays, TIGHT), others, pays)

    def test_answers_come_in_the_order_of_the_payments(self) -> None:
        """There is one answer for each payment, in their order."""
        case = Office(3).case(50)
        assert [one.payment for one in match(case.items, case.payments)] == [one.id for one in case.payments]


class TestPlainPayments:
    """What is found in bulk is what the stages find."""

    @examples(800)
    @given(plain_cases())
    def test_the_stages_say_the_same(self, case: tuple[list[OpenItem], list[Payment]]) -> None:
        """Every answer, word for word, and the work counted, are those of the stages alone."""
        of, by = case
        quick, slow = Effort(), Effort()
        answers = [*match(of, by, TIGHT, effort=quick)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(board, "exact_payments", lambda *_: {})
            assert answers == [*match(of, by, TIGHT, effort=slow)]
        assert quick == slow

    def test_they_are_found_at_all(self) -> None:
        """A batch of plain payments reads no text; one other text makes no other payment less plain."""
        of = [
            OpenItem(id=f"i{n}", customer="A", amount=n + 1, currency="CNY", references=(f"INV-{n}",))
            for n in range(50)
        ]
        by = [Payment(id=f"p{n}", amount=n + 1, currency="CNY", text=f"inv{n}") for n in range(50)]
        assert exact_payments(of, by, lambda _: NOBODY) == {n: n for n in range(10, 50)}

    def test_a_text_that_is_cut_is_not_plain(self) -> None:
        """A reference behind the end of what is read is no evidence."""
        of = [OpenItem(id="i", customer="A", amount=10, currency="CNY", references=("A10001",))]
        by = [Payment(id="p", amount=10, currency="CNY", text="-" * LONGEST + "A10001")]
        assert match(of, by)[0].status == "none"

    def test_answers_are_a_sequence(self) -> None:
        """Answers may be taken from either end, in part, again and in any order."""
        case = Office(4).case(20)
        answers = match(case.items, case.payments)
        listed = [*answers]
        assert (answers[-1], answers[3:5]) == (listed[-1], listed[3:5])
        assert answers[0] is answers[0]
        assert answers == listed
        assert answers != 1
        assert repr(answers) == repr(listed)
        with pytest.raises(IndexError):
            answers[len(listed)]


class TestMoney:
    """Nothing is paid twice."""

    @examples(400)
    @given(items(), payments())
    def test_no_item_and_no_payment_is_used_up_twice(self, of: list[OpenItem], by: list[Payment]) -> None:
        """An item gets no more than is open on it, a payment gives no more than it has, and the currency agrees."""
        paid: Counter[str] = Counter()
        item = {one.id: one for one in of}
        for one, payment in zip(match(of, by, TIGHT), by, strict=True):
            assert sum(amount for _, amount in one.pairs) <= max(payment.amount, 0)
            assert all(item[i].currency == payment.currency for i, _ in one.pairs)
            assert all(amount for _, amount in one.pairs)
            assert bool(one.pairs) == (one.status in ("certain", "probable")) == bool(one.score)
            paid.update(dict(one.pairs))
        for i, amount in paid.items():
            assert 0 <= amount * (1 if item[i].amount > 0 else -1) <= abs(item[i].amount)

    @examples(300)
    @given(items(), payments())
    def test_certain_is_exact_to_the_tolerance(self, of: list[OpenItem], by: list[Payment]) -> None:
        """What is certain leaves an item paid in full, give or take one tolerance, by payments that are used up."""
        answers = match(of, by, TIGHT)
        paid = Counter({one.id: 0 for one in of})
        for one in answers:
            paid.update(dict(one.pairs))
        item = {one.id: one for one in of}
        for one, payment in zip(answers, by, strict=True):
            if one.status == "certain":
                assert abs(payment.amount - sum(amount for _, amount in one.pairs)) <= 1
                assert all(abs(item[i].amount - paid[i]) <= 1 for i, _ in one.pairs)


class TestDamage:
    """Up to four kinds of damage at once."""

    @pytest.mark.parametrize(("seed", "customers"), [(1, 20), (2, 20), (3, 5), (4, 50)])
    def test_nearly_all_pairs_are_found(self, seed: int, customers: int) -> None:
        """F1 of pairs is at least 0.99, and nothing that is called certain is wrong."""
        case = Office(seed, customers=customers).case(1200)
        answers = match(case.items, case.payments, OPTIONS)
        found, certain = pairs(answers), pairs([one for one in answers if one.status == "certain"])
        hits = len(found & case.pairs)
        assert 2 * hits >= 0.99 * (len(found) + len(case.pairs))
        assert certain <= case.pairs
        assert len(certain) >= 0.6 * len(case.pairs)

    @pytest.mark.parametrize("seed", [5, 6, 7])
    @pytest.mark.parametrize("coarse", [False, True])
    def test_missing_items_are_not_replaced(self, seed: int, coarse: bool) -> None:
        """With three items of ten gone, at exact or at catalogue prices, nothing certain is wrong."""
        case = without_some(Office(seed, customers=5, coarse=coarse).case(800))
        assert (
            pairs([one for one in match(case.items, case.payments, OPTIONS) if one.status == "certain"]) <= case.pairs
        )

    @examples(300)
    @given(st.text("0123456789AB", min_size=9, max_size=18).filter(lambda text: text.isalnum()), st.integers())
    def test_every_single_damage_but_a_blank_is_seen(self, reference: str, seed: int) -> None:
        """A reference damaged once is found by its fragment."""
        fragment = damaged(reference, random.Random(seed))
        if " " not in fragment and fragment != reference:
            assert near_references([fragment], [reference]) != {}


def pairs(answers: Sequence[Match]) -> set[tuple[str, str]]:
    """Pairs of item and payment ids."""
    return {(item, one.payment) for one in answers for item, _ in one.pairs}


def without_some(case: Case) -> Case:
    """Take three items of ten away."""
    kept = [item for at, item in enumerate(case.items) if at % 10 > 2]
    ids = {item.id for item in kept}
    return Case(kept, case.payments, frozenset(pair for pair in case.pairs if pair[0] in ids))


class TestNear:
    """The index against comparing everything with everything."""

    @examples(300)
    @given(
        st.sets(st.text("12A", min_size=5, max_size=8), max_size=6),
        st.sets(st.text("12A", min_size=5, max_size=8), max_size=6),
    )
    def test_one_edit_is_one_edit(self, fragments: set[str], references: set[str]) -> None:
        """A likeness weighs as one edit exactly where one edit makes the texts equal."""
        near = near_references(fragments, references)
        for fragment, reference in product(fragments, references):
            weight = near.get(fragment, {}).get(reference, 0)
            assert (weight == ONE_EDIT) == (reference in edited(fragment))


def edited(text: str) -> set[str]:
    """All texts one edit away over the small alphabet."""
    gone = {text[:at] + text[at + 1 :] for at in range(len(text))}
    more = {text[:at] + new + text[at:] for at in range(len(text) + 1) for new in "12A"}
    other = {text[:at] + new + text[at + 1 :] for at in range(len(text)) for new in "12A"}
    turned = {text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in range(len(text) - 1)}
    return (gone | more | other | turned) - {text}


class TestSearch:
    """Sums of candidates against trying all."""

    SLOTS = st.lists(st.dictionaries(st.integers(0, 7), st.integers(1, 9), max_size=3), max_size=5)

    @examples(400)
    @given(
        SLOTS,
        st.lists(st.integers(-4, 12).filter(bool), min_size=8, max_size=8),
        st.integers(-3, 30),
        st.integers(0, 2),
    )
    def test_all_sets_are_found(self, slots: list[dict[int, int]], amounts: list[int], target: int, slack: int) -> None:
        """The sets are those of at most one candidate per place whose sum lies in the window; or all, if it fits."""
        values = dict(enumerate(amounts))
        found = sets_within(slots, values, low=target - slack, high=target + slack, budget=1 << 14, effort=Effort())
        picks = product(*([None, *slot] for slot in slots))
        sets = {frozenset(one for one in pick if one is not None) for pick in picks if distinct(pick)} - {frozenset()}
        expected = {one for one in sets if abs(sum(values[i] for i in one) - target) <= slack}
        whole = frozenset(one for slot in slots for one in slot)
        if all(len(slot) <= 1 for slot in slots) and whole in expected:
            expected = {whole}
        if len(expected) <= ENOUGH:
            assert found.complete
            assert {one for one, _ in found.sets} == expected
        else:
            assert not found.complete

    def test_the_budget_ends_it(self) -> None:
        """A search that would have too many sums says that it is incomplete, and does little."""
        slots = [{at * 10 + step: 1 for step in range(10)} for at in range(40)]
        effort = Effort()
        values = {one: 1 + one for slot in slots for one in slot}
        found = sets_within(slots, values, low=10**6, high=10**6, budget=1000, effort=effort)
        assert not found.complete
        assert effort.nodes < 3000


def distinct(pick: tuple[int | None, ...]) -> bool:
    """Whether no candidate is picked twice."""
    return all(a is None or a != b for a, b in combinations(pick, 2))


class TestGrowth:
    """Work counted, not timed."""

    def test_one_payment_against_ten_thousand_looks_at_few(self) -> None:
        """A payment looks at the items that are like what it quotes, not at all that are open."""
        case = Office(8, customers=1).case(6500)
        assert len(case.items) >= 10_000
        for payment in case.payments[:5]:
            effort = Effort()
            match(case.items[:10_000], [payment], OPTIONS, effort=effort)
            assert effort.total <= 10_000

    def test_alike_items_and_payments_are_no_square(self) -> None:
        """Two thousand payments of one amount for two thousand items of that amount are ambiguous at once."""
        one = OpenItem(id="", customer="A", amount=1000, currency="CNY", references=("HT1234",))
        of = [evolve(one, id=f"i{at}") for at in range(2000)]
        by = [Payment(id=f"p{at}", amount=1000, currency="CNY", text="HT1234", customer="A") for at in range(2000)]
        effort = Effort()
        assert {answer.status for answer in match(of, by, effort=effort)} == {"ambiguous"}
        assert effort.total <= 10_000

    @pytest.mark.parametrize("customers", [lambda n: 20, lambda n: n // 50])
    def test_four_times_the_records_are_little_more_than_four_times_the_work(self, customers: object) -> None:
        """Candidates and sums grow at most as the number of records to the power of 1.15."""
        assert callable(customers)
        work = {}
        for size in (600, 2400):
            case, effort = Office(9, customers=customers(size)).case(size), Effort()
            match(case.items, case.payments, OPTIONS, effort=effort)
            work[size] = effort.total
        assert log(work[2400] / work[600], 4) <= 1.15
