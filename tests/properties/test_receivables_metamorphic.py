"""Relations between two sets of books that differ in one way (reliability.md 5.4: M2-M5, M8, M14, M15; I6, I7)."""

from __future__ import annotations

from datetime import date, timedelta

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from salessupport.domain.facts import Allocation, Customer, Facts, Invoice, Receipt
from salessupport.domain.history import History
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from salessupport.testing import histories, minor_units, policies
from support.receivables import Answer, everything, examples
from support.rewriting import days_of, joined, renamed, rewritten, scaled

Books = tuple[Company, Facts]
FIRST = date(2026, 3, 2)
PLAIN = policies(interest=("0",), tolerance=("0",))
ONLY_ROWS = PLAIN.map(lambda rules: evolve(rules, allocation="explicit"))


class TestSameFacts:
    """I6, M14: an answer hangs on the facts, not on how they are written down."""

    @examples(60)
    @given(histories(), st.randoms(use_true_random=False))
    def test_row_order_says_nothing(self, books: Books, random: object) -> None:
        """Tables in any order give the same answers."""
        company, facts = books
        other = rewritten(facts, lambda rows: iter(random.sample(rows, len(rows))))
        for day in days_of(facts):
            assert everything(company, facts, day) == everything(company, other, day)

    @examples(40)
    @given(histories())
    def test_placing_twice_is_placing_once(self, books: Books) -> None:
        """A fold leaves its history as it was: asked again, the same history answers the same."""
        history = History(*books)
        for day in days_of(history.facts):
            first, second = place(history, day), place(history, day)
            assert (first.postings, first.movements) == (second.postings, second.movements)

    @examples(60)
    @given(histories())
    def test_names_say_nothing(self, books: Books) -> None:
        """Ids renamed in an order-preserving way give the renamed answers (M14)."""
        company, facts = books
        other = renamed(facts, "前")
        for day in days_of(facts):
            assert prefixed(everything(company, facts, day), "前") == everything(company, other, day)


def prefixed(answer: object, prefix: str) -> object:
    """Put the prefix before every text that is an id; other texts of an answer are names of kinds and buckets."""
    if isinstance(answer, dict):
        return {prefixed(key, prefix): prefixed(value, prefix) for key, value in answer.items()}
    if isinstance(answer, tuple | list):
        return type(answer)(prefixed(one, prefix) for one in answer)
    return f"{prefix}{answer}" if isinstance(answer, str) and answer[:1] in {"A", "M", "Z", "C"} else answer


class TestScale:
    """M5: all amounts times n, all answers times n, where nothing is rounded."""

    @examples(60)
    @given(histories(currencies=("CNY",), rules=PLAIN, without=("contract",)), st.integers(2, 1000))
    def test_scaled_amounts_give_scaled_answers(self, books: Books, factor: int) -> None:
        """In one currency, without interest, tolerance and instalments by share, every figure scales."""
        company, facts = books
        for day in days_of(facts):
            assert times(everything(company, facts, day), factor) == everything(company, scaled(facts, factor), day)


def times(answer: object, factor: int) -> object:
    """Multiply every number of an answer."""
    if isinstance(answer, dict):
        return {key: times(value, factor) for key, value in answer.items()}
    if isinstance(answer, tuple | list):
        return type(answer)(times(one, factor) for one in answer)
    return answer * factor if type(answer) is int else answer


class TestIndependence:
    """M1, M8: one customer's facts are nobody else's business."""

    @examples(60)
    @given(histories(without=("bill",)), histories())
    def test_strangers_change_nothing(self, books: Books, others: Books) -> None:
        """Another office's customers, with their facts among ours, leave our customers' answers as they were."""
        company, facts = books
        strangers = renamed(others[1], "别")
        for day in days_of(facts):
            alone, among = everything(company, facts, day), everything(company, joined(facts, strangers), day)
            assert alone == {part: ours(rows, alone[part]) for part, rows in among.items()}


def ours(rows: object, known: object) -> Answer:
    """Keep what the other answer speaks of."""
    assert isinstance(rows, dict)
    assert isinstance(known, dict)
    return {key: value for key, value in rows.items() if not str(key).startswith("别")}


@st.composite
def fifo_books(draw: st.DrawFn) -> tuple[Company, tuple[Invoice, ...], tuple[int, ...]]:
    """Draw one customer's invoices and what it pays later, in several receipts of one day."""
    amounts = draw(st.lists(minor_units(), min_size=1, max_size=5))
    issued = [FIRST + timedelta(days=draw(st.integers(0, 5))) for _ in amounts]
    invoices = tuple(
        Invoice(
            id=f"F{number}", kind="invoice", customer="C1", issued_on=day, gross=Money(amount, "CNY"), status="issued"
        )
        for number, (amount, day) in enumerate(zip(amounts, issued, strict=True))
    )
    rules = draw(PLAIN)
    company = Company(name="某公司", policies=evolve(rules, allocation="exact-then-oldest"))
    return company, invoices, tuple(draw(st.lists(minor_units(), min_size=1, max_size=4)))


def remainders(company: Company, invoices: tuple[Invoice, ...], paid: tuple[int, ...]) -> dict[str, int]:
    """Give what stays open after receipts of these amounts; only histories placed oldest first are of interest."""
    receipts = tuple(
        Receipt(id=f"S{number}", received_on=FIRST + timedelta(days=9), amount=Money(amount, "CNY"), customer="C1")
        for number, amount in enumerate(paid)
    )
    facts = Facts(customers=(Customer(id="C1", name="某客户"),), invoices=invoices, receipts=receipts)
    ledger = place(History(company, facts), FIRST + timedelta(days=9))
    assume(all(one.status == "none" for one in ledger.placings.values()))
    return {item.id: item.open for item in ledger.items.values()}


class TestOldestFirst:
    """M2-M4, M15: among receipts that go to the oldest items, only their sum matters."""

    @examples(100)
    @given(fifo_books(), st.data())
    def test_order_and_partition_of_receipts_leave_the_same_remainders(
        self, books: tuple[Company, tuple[Invoice, ...], tuple[int, ...]], data: st.DataObject
    ) -> None:
        """Receipts of one day in another order, or as one sum, leave the same open on each invoice (M2, M3, M4)."""
        company, invoices, paid = books
        left = remainders(company, invoices, paid)
        assert left == remainders(company, invoices, tuple(data.draw(st.permutations(paid))))
        assert left == remainders(company, invoices, (sum(paid),))

    @examples(100)
    @given(fifo_books(), minor_units())
    def test_more_money_opens_nothing(
        self, books: tuple[Company, tuple[Invoice, ...], tuple[int, ...]], more: int
    ) -> None:
        """A larger receipt leaves no invoice more open than a smaller one (M15)."""
        company, invoices, (first, *rest) = books
        before = remainders(company, invoices, (first, *rest))
        after = remainders(company, invoices, (first + more, *rest))
        assert all(after[one] <= before[one] for one in before)

    @examples(80)
    @given(
        histories(rules=ONLY_ROWS, without=("reversal", "bill", "charge"), late=False, currencies=("CNY",)),
        st.data(),
        minor_units(),
    )
    def test_more_money_placed_by_rows_opens_nothing(self, books: Books, data: st.DataObject, more: int) -> None:
        """A larger receipt never increases an open item where rows alone place it (M15)."""
        company, facts = books
        if not facts.receipts:
            return
        one = data.draw(st.sampled_from(facts.receipts))
        larger = evolve(one, amount=one.amount + Money(more, one.amount.currency))
        receipts = tuple(larger if row is one else row for row in facts.receipts)
        day = days_of(facts)[-1]
        before = place(History(company, facts), day)
        after = place(History(company, evolve(facts, receipts=receipts)), day)
        assert all(after.items[item].open <= before.items[item].open for item in before.items)


class TestDisjointRows:
    """I7: allocations on disjoint targets commute."""

    @examples(60)
    @given(st.lists(st.tuples(minor_units(), minor_units()), min_size=1, max_size=6), st.data())
    def test_rows_of_other_sources_and_targets_commute(self, pairs: list[tuple[int, int]], data: st.DataObject) -> None:
        """Each row places the smaller of its receipt and its invoice, whatever the ids and days of the rows are."""
        order = data.draw(st.permutations(range(len(pairs))))
        waits = data.draw(st.lists(st.integers(0, 3), min_size=len(pairs), max_size=len(pairs)))
        facts = Facts(
            customers=(Customer(id="C1", name="某客户"),),
            invoices=tuple(_invoice(n, owed) for n, (owed, _) in enumerate(pairs)),
            receipts=tuple(_receipt(n, paid) for n, (_, paid) in enumerate(pairs)),
            allocations=tuple(
                Allocation(
                    id=f"R{order[n]}", source=f"S{n}", target=f"F{n}", effective_on=FIRST + timedelta(days=waits[n])
                )
                for n in range(len(pairs))
            ),
        )
        ledger = place(History(Company(name="某公司"), facts), FIRST + timedelta(days=3))
        for n, (owed, paid) in enumerate(pairs):
            assert ledger.items[f"F{n}"].open == owed - min(owed, paid)
            assert ledger.credits[f"S{n}"].left == paid - min(owed, paid)


def _invoice(number: int, amount: int) -> Invoice:
    gross = Money(amount, "CNY")
    return Invoice(id=f"F{number}", kind="invoice", customer="C1", issued_on=FIRST, gross=gross, status="issued")


def _receipt(number: int, amount: int) -> Receipt:
    return Receipt(id=f"S{number}", received_on=FIRST, amount=Money(amount, "CNY"), customer="C1")
