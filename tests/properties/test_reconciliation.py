"""Laws of reconciliation: a partition for any two lists, and exactly the planted differences for lists made from ours.

The oracle of the pairing is its definition, written without an index: compare every line with every other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import assume, event, given
from hypothesis import strategies as st

from salessupport.domain.history import History
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.placing import place
from salessupport.domain.receivables.statement import statement
from salessupport.domain.reconciliation.account import account
from salessupport.domain.reconciliation.lines import Line, TheirKind, TheirLine, open_items
from salessupport.domain.reconciliation.pairing import NEAR_DAYS, Pairing, pair
from salessupport.domain.reconciliation.reconcile import reconcile
from salessupport.domain.reconciliation.reply import OPENING, reconcile_statement
from salessupport.domain.reconciliation.views import Reconciliation
from salessupport.domain.values.money import Money
from salessupport.testing import histories
from support.naive_pairing import by_definition
from support.receivables import examples
from support.rewriting import days_of

FAR = 10**9 + 7
"""Larger than every amount of a history, so that what is planted cannot be taken for anything else."""
FIRST = date(2026, 3, 2)
NAMES = ("A-1", "a1", "A1", "Ａ-1", "B", "b ", "--", "C-7")


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """A line whose numbers, days and amounts are so few that lines get in each other's way."""
    names = tuple(draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True)))
    family = draw(st.sampled_from(["debt", "debt", "note", "money", "transit"]))
    return Line(
        id=names[0] if names else None,
        names=names,
        kind=family,
        family=family,
        on=draw(
            st.none()
            | st.sampled_from(
                [FIRST, FIRST + timedelta(1), FIRST + timedelta(NEAR_DAYS), FIRST + timedelta(NEAR_DAYS + 1)]
            )
        ),
        amount=draw(st.integers(-2, 2)),
        line=draw(st.sampled_from([None] * 6 + [0, 1, 2])),
    )


many_lines = st.lists(lines(), max_size=7)


def swapped(one: Pairing) -> Pairing:
    """The same with the sides exchanged, in the order of the lines."""
    pairs = [evolve(each, ours=each.theirs, theirs=each.ours) for each in one.pairs]
    ordered = tuple(sorted(pairs, key=lambda each: (each.ours.order, each.theirs.order)))
    return Pairing(ordered, one.theirs_only, one.ours_only)


def counted(pairing: Pairing) -> Counter[object]:
    """What was found, without the order."""
    return Counter(
        [
            *(("pair", one.ours, one.theirs, one.by) for one in pairing.pairs),
            *(("ours", one.line, one.ambiguous) for one in pairing.ours_only),
            *(("theirs", one.line, one.ambiguous) for one in pairing.theirs_only),
        ]
    )


class TestPairing:
    @given(many_lines, many_lines)
    def test_each_line_ends_in_exactly_one_place(self, ours: list[Line], theirs: list[Line]) -> None:
        """Pairs and remainders hold each of our and their lines once, and nothing else."""
        found = pair(ours, theirs)
        assert Counter([*(p.ours for p in found.pairs), *(a.line for a in found.ours_only)]) == Counter(ours)
        assert Counter([*(p.theirs for p in found.pairs), *(a.line for a in found.theirs_only)]) == Counter(theirs)

    @given(many_lines, many_lines)
    def test_difference_is_the_sum_of_the_signed_differences(self, ours: list[Line], theirs: list[Line]) -> None:
        """Ours less theirs is what the pairs differ by, plus what only we have, less what only they have."""
        found = pair(ours, theirs)
        signed = sum(p.difference for p in found.pairs)
        signed += sum(a.line.amount for a in found.ours_only) - sum(a.line.amount for a in found.theirs_only)
        assert sum(one.amount for one in ours) - sum(one.amount for one in theirs) == signed

    @given(many_lines, many_lines)
    def test_exchanging_the_sides_exchanges_the_answer(self, ours: list[Line], theirs: list[Line]) -> None:
        """Seen from the other side it is the same reconciliation."""
        assert counted(pair(theirs, ours)) == counted(swapped(pair(ours, theirs)))

    @given(many_lines, many_lines, st.randoms(use_true_random=False))
    def test_order_of_rows_decides_nothing(self, ours: list[Line], theirs: list[Line], random: object) -> None:
        """However the rows of both lists are shuffled, the answer is the same."""
        before = pair(ours, theirs)
        random.shuffle(ours)  # type: ignore[attr-defined]
        random.shuffle(theirs)  # type: ignore[attr-defined]
        assert pair(ours, theirs) == before

    @given(many_lines, many_lines)
    def test_equals_its_definition(self, ours: list[Line], theirs: list[Line]) -> None:
        """Pairs and doubts are those of the definition, which compares every line with every other."""
        assert counted(pair(ours, theirs)) == counted(by_definition(ours, theirs))


KINDS: dict[str, TheirKind] = {"debt": "invoice", "note": "credit_note", "money": "advance"}


@st.composite
def accounts(draw: st.DrawFn) -> tuple[History, Ledger, str]:
    """A history, its fold to one of its days, and one of its customers."""
    company, facts = draw(histories())
    history = History(company, facts)
    as_of = draw(st.sampled_from(sorted({*days_of(facts)}) or [FIRST]))
    return history, place(history, as_of), draw(st.sampled_from([one.id for one in facts.customers]))


def their_copy(history: History, customer: str, ours: Sequence[Line]) -> list[TheirLine]:
    """A list that says what ours says."""
    currency = history.currency_of(customer)
    return [TheirLine(one.id, KINDS[one.family], Money(one.amount, currency), one.on) for one in ours]


def explained(answer: Reconciliation) -> Counter[tuple[str, str | None, int]]:
    """The explained parts, without their order."""
    return Counter((one.kind, one.id, one.amount.minor) for one in answer.explained)


def only_matches(answer: Reconciliation) -> bool:
    """Whether every line of either side is matched and nothing is left to say."""
    rest = [*answer.differing, *answer.ours_only, *answer.theirs_only, *answer.explained, *answer.questions]
    return not rest


def laws_of(answer: Reconciliation) -> None:
    """What holds for every answer."""
    parts = [*answer.matched, *answer.differing]
    signed = sum(one.difference.minor for one in parts)
    signed += sum(one.amount.minor for one in answer.ours_only) - sum(one.amount.minor for one in answer.theirs_only)
    assert answer.difference.minor == answer.ours.minor - answer.theirs.minor == signed
    named = sum(one.amount.minor for one in answer.explained)
    assert named + answer.unexplained.minor == answer.difference.minor
    assert sum(one.amount.minor for one in answer.questions) == answer.unexplained.minor


class TestReconcile:
    @given(accounts())
    @examples(40)
    def test_ours_is_the_balance_of_the_account(self, given_: tuple[History, Ledger, str]) -> None:
        """Our lines add up to the closing balance of the statement, which is made of movements instead."""
        history, ledger, customer = given_
        answer = reconcile(history, ledger, customer=customer, theirs=())
        drawn = statement(history, ledger, customer=customer, first=FIRST, last=ledger.as_of)
        assert answer.ours == answer.difference == drawn.closing
        assert not answer.unexplained
        laws_of(answer)

    @given(accounts())
    @examples(60)
    def test_a_copy_of_ours_leaves_nothing(self, given_: tuple[History, Ledger, str]) -> None:
        """A list that says what ours says matches in every line."""
        history, ledger, customer = given_
        ours = account(history, ledger, customer, ()).lines
        answer = reconcile(history, ledger, customer=customer, theirs=their_copy(history, customer, ours))
        assert len(answer.matched) == len(ours)
        assert only_matches(answer)
        assert not answer.difference

    @given(accounts())
    @examples(60)
    def test_a_list_that_keeps_invoices_whole_leaves_nothing(self, given_: tuple[History, Ledger, str]) -> None:
        """Invoices whole, with the credits applied to them beside, are the same account said another way."""
        history, ledger, customer = given_
        kept = account(history, ledger, customer, ())
        amounts = {one.id: one.amount for one in kept.lines}
        for item, sources in kept.applied.items():
            for source, amount in sources.items():
                amounts[item] = amounts.get(item, 0) + amount
                amounts[source] = amounts.get(source, 0) - amount
        currency = history.currency_of(customer)
        theirs = [
            TheirLine(name, _kind_of(ledger, name or ""), Money(amount, currency)) for name, amount in amounts.items()
        ]
        answer = reconcile(history, ledger, customer=customer, theirs=theirs)
        event(f"whole: {len(kept.applied)}")
        assert only_matches(answer)
        assert not answer.difference

    @given(accounts(), st.data())
    @examples(60)
    def test_exactly_what_was_planted_is_explained(
        self, given_: tuple[History, Ledger, str], data: st.DataObject
    ) -> None:
        """Lines dropped, added, changed and in transit are each named with their amount, and nothing else is."""
        history, ledger, customer = given_
        ours = account(history, ledger, customer, ()).lines
        theirs, planted = [], Counter[tuple[str, str | None, int]]()
        for number, (line, one) in enumerate(zip(ours, their_copy(history, customer, ours), strict=True), 1):
            change = data.draw(st.sampled_from(["same", "same", "drop", "amount"]))
            if change == "drop":
                planted[_LACK[line.family], line.id, line.amount] += 1
            elif change == "amount":
                planted["amount_differs", line.id, -number * FAR] += 1
                theirs.append(evolve(one, amount=Money(one.amount.minor + number * FAR, one.amount.currency)))
            else:
                theirs.append(one)
        currency = history.currency_of(customer)
        for number in range(data.draw(st.integers(0, 3))):
            added = Money((number + 100) * FAR, currency)
            theirs += [TheirLine(f"theirs {number}", "invoice", added), TheirLine(None, "payment_in_transit", -added)]
            planted["invoice_we_lack", f"theirs {number}", -added.minor] += 1
            planted["payment_in_transit", None, added.minor] += 1
        answer = reconcile(history, ledger, customer=customer, theirs=data.draw(st.permutations(theirs)))
        assert explained(answer) == planted
        assert not answer.unexplained
        laws_of(answer)

    @given(accounts(), st.data())
    @examples(60)
    def test_a_credit_that_they_lack_is_named(self, given_: tuple[History, Ledger, str], data: st.DataObject) -> None:
        """An item without one of the credits applied to it is explained by that credit or one of the same amount."""
        history, ledger, customer = given_
        kept = account(history, ledger, customer, ())
        choices = [(item, source) for item, sources in kept.applied.items() for source in sources]
        assume(choices)
        item, source = data.draw(st.sampled_from(sorted(choices)))
        part, currency = kept.applied[item][source], history.currency_of(customer)
        copy = [one for one in their_copy(history, customer, kept.lines) if one.id not in (item, source)]
        whole = Money(ledger.items[item].open + part, currency)
        answer = reconcile(history, ledger, customer=customer, theirs=[*copy, TheirLine(item, "invoice", whole)])
        about = [one for one in answer.explained if one.kind in ("credit_note_they_lack", "receipt_they_lack")]
        found = [one for one in about if one.amount.minor == -part and source in (one.id, *one.documents)]
        assert found
        assert not answer.unexplained
        laws_of(answer)

    @given(accounts(), st.data())
    @examples(60)
    def test_any_list_is_proven_or_questioned(self, given_: tuple[History, Ledger, str], data: st.DataObject) -> None:
        """For any list at all the sums hold, and what is not explained is named line by line."""
        history, ledger, customer = given_
        currency = history.currency_of(customer)
        documents = [*ledger.items.values(), *ledger.credits.values()]
        names = [one.id for one in documents] + [one.number for one in documents if one.number] + ["X-1", None]
        amounts = [one.open for one in ledger.items.values()] + [-one.left for one in ledger.credits.values()] + [7]
        drawn = st.builds(
            TheirLine,
            st.sampled_from(names),
            st.sampled_from(["invoice", "credit_note", "advance", "payment_in_transit"]),
            st.sampled_from(amounts).map(lambda minor: Money(minor, currency)),
            st.none() | st.just(ledger.as_of),
        )
        theirs = data.draw(st.lists(drawn, max_size=8))
        answer = reconcile(history, ledger, customer=customer, theirs=theirs)
        laws_of(answer)
        assert answer.theirs.minor == sum(one.amount.minor for one in theirs)
        assert answer.ours == reconcile(history, ledger, customer=customer, theirs=()).ours
        assert reconcile(history, ledger, customer=customer, theirs=data.draw(st.permutations(theirs))) == answer

    @given(accounts())
    @examples(40)
    def test_open_items_of_another_system(self, given_: tuple[History, Ledger, str]) -> None:
        """The same open items in another system, by id and amount alone, leave nothing."""
        history, ledger, customer = given_
        ours = account(history, ledger, customer, ()).lines
        theirs = open_items((one.id or "", Money(one.amount, history.currency_of(customer))) for one in ours)
        assert len(reconcile(history, ledger, customer=customer, theirs=theirs).matched) == len(ours)


_LACK = {"debt": "invoice_they_lack", "note": "credit_note_they_lack", "money": "advance_they_lack"}


def _kind_of(ledger: Ledger, name: str) -> TheirKind:
    credit = ledger.credits.get(name)
    if credit is None:
        return "invoice"
    return "credit_note" if credit.kind == "credit_note" else "advance"


class TestStatementReply:
    @given(accounts(), st.data())
    @examples(50)
    def test_exactly_the_lines_contested_are_named(
        self, given_: tuple[History, Ledger, str], data: st.DataObject
    ) -> None:
        """A reply that agrees but for some lines differs in these by their amounts, and in nothing else."""
        history, ledger, customer = given_
        drawn = statement(history, ledger, customer=customer, first=data.draw(_days(ledger)), last=ledger.as_of)
        agreed = list(_agreed(drawn.opening, drawn.lines))
        contested = {at for at in range(len(agreed)) if data.draw(st.booleans())}
        theirs = [
            evolve(one, amount=one.amount - Money(FAR, drawn.currency)) if at in contested else one
            for at, one in enumerate(agreed)
        ]
        answer = reconcile_statement(drawn, theirs=theirs)
        assert answer.ours == drawn.closing
        assert [one.difference.minor for one in answer.differing] == [FAR] * len(contested)
        assert len(answer.matched) == len(agreed) - len(contested)
        assert {one.kind for one in answer.explained} <= {"amount_differs"}
        assert not answer.unexplained
        laws_of(answer)


def _days(ledger: Ledger) -> st.SearchStrategy[date]:
    return st.integers(0, 400).map(lambda days: ledger.as_of - timedelta(days))


def _agreed(opening: Money, rows: Sequence[object]) -> Iterator[TheirLine]:
    yield TheirLine(OPENING, "invoice", opening, line=0)
    for number, row in enumerate(rows, 1):
        amount = row.debit if row.debit is not None else -row.credit  # type: ignore[attr-defined]
        yield TheirLine(row.id, "invoice", amount, line=number)  # type: ignore[attr-defined]


class TestItIsLinear:
    @pytest.mark.parametrize("shared", ["numbers", "amounts", "neither"])
    def test_work_grows_with_the_lines(self, shared: str) -> None:
        """Ten times the lines are ten times the comparisons, even if all share one number or one amount."""
        steps = [Fraction(_work(size, shared), size) for size in (300, 3000)]
        assert steps[1] < 2 * steps[0]


def _work(size: int, shared: str) -> int:
    """Count the calls that pairing two lists takes."""
    import sys

    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    rows = [
        Line(
            str(at),
            ("N",) if shared == "numbers" else (f"N{at}",),
            "invoice",
            "debt",
            FIRST,
            7 if shared == "amounts" else at,
        )
        for at in range(size)
    ]
    theirs = [evolve(one, names=(f"T{one.id}",)) for one in rows] if shared != "numbers" else rows
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        pair(rows, theirs)
    finally:
        sys.setprofile(before)
    return calls
