"""The strategies of names, numbers and single facts: valid, varied, hardly filtered, and simple when shrunk."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from attrs import evolve
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.control import BuildContext
from hypothesis.errors import NoSuchExample, StopTest, UnsatisfiedAssumption
from hypothesis.internal.conjecture.data import ConjectureData, Status

import salessupport.testing as published
from salessupport.domain.consistency import faults
from salessupport.domain.facts import Customer, Facts
from salessupport.domain.history import History
from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.domain.values.identifiers import check_tax_id, parse_uscc
from salessupport.domain.values.names import name_key, same_party
from salessupport.domain.values.policies import Company
from salessupport.testing.events import Place, Refund, TakeBack, play
from salessupport.testing.identities import _DEFECTS
from salessupport.testing.model import NaiveModel

SEARCH = settings(max_examples=5_000, deadline=None, database=None, derandomize=True)
NUMBERS = ("26000001", "26000127")
WORD = re.compile(r"[0-9A-Za-z]+")


def found(strategy: st.SearchStrategy, wanted: Callable[[object], bool]) -> bool:
    """Whether a value of that kind is drawn."""
    try:
        find(strategy, wanted, settings=settings(SEARCH, phases=[Phase.generate]))
    except NoSuchExample:
        return False
    return True


class TestCreditCodes:
    @given(published.usccs())
    def test_valid_ones_pass_both_checks(self, code: str) -> None:
        """A valid code is read without an error and without a warning."""
        assert parse_uscc(code).findings == ()
        assert check_tax_id(code).findings == ()

    @given(published.usccs(valid=False))
    def test_others_are_refused(self, code: str) -> None:
        """A code with one defect is not read."""
        with pytest.raises(InvalidIdentifier):
            parse_uscc(code)

    @pytest.mark.parametrize("defect", sorted(_DEFECTS))
    def test_each_defect_is_one(self, defect: str) -> None:
        """Every defect makes another text of a valid code, wherever it strikes."""
        code = find(published.usccs(), lambda _: True, settings=SEARCH)
        assert all(_DEFECTS[defect](code, at) != code for at in range(16))

    def test_every_reason_is_drawn(self) -> None:
        """Length, character and check are all among the reasons."""
        reasons = set()

        @settings(SEARCH, max_examples=200)
        @given(published.usccs(valid=False))
        def collect(code: str) -> None:
            with pytest.raises(InvalidIdentifier) as error:
                parse_uscc(code)
            reasons.add(error.value.code)

        collect()
        assert reasons == {"uscc.length", "uscc.character", "uscc.check"}


class TestCompanyNames:
    @given(published.company_names())
    def test_have_a_core_and_a_form(self, name: str) -> None:
        """A name is taken apart into what the firm chose and its legal form."""
        key = name_key(name)
        assert key.core
        assert key.suffix

    @given(published.company_names())
    def test_width_of_brackets_makes_no_other_firm(self, name: str) -> None:
        """The name with brackets of the other width is the same firm's."""
        other = name.translate(str.maketrans("()（）", "（）()"))
        assert same_party(name, other)

    @pytest.mark.parametrize("kind", ["（", "(", "分公司", "𠮷", "東", "市", "Ａ"])
    def test_every_kind_is_drawn(self, kind: str) -> None:
        """Brackets of both widths, branches, rare, traditional and full-width characters occur."""
        assert found(published.company_names(), lambda name: kind in name)

    def test_shrink_to_a_short_name(self) -> None:
        """The simplest name is a core and a form."""
        assert find(published.company_names(), lambda _: True, settings=SEARCH) == "某某有限公司"


class TestBankAccounts:
    @given(published.bank_accounts())
    def test_are_digits(self, number: str) -> None:
        """An account number has 12 to 21 digits and does not start with a zero."""
        assert re.fullmatch(r"[1-9][0-9]{11,20}", number)

    @given(published.bank_accounts(spaced=True))
    def test_spaced_ones_are_the_same_digits_in_fours(self, number: str) -> None:
        """Groups have four digits but for the last."""
        assert re.fullmatch(r"(\d{4} )*\d{1,4}", number)


class TestRemittanceTexts:
    @given(published.remittance_texts(naming=NUMBERS))
    def test_sound_ones_name_each_number_as_a_word(self, text: str) -> None:
        """Without damage every number stands in the text, in order."""
        assert [word for word in WORD.findall(text) if word in NUMBERS] == list(NUMBERS)

    @given(published.remittance_texts(naming=NUMBERS, damage=1))
    def test_damaged_ones_name_all_but_that_many(self, text: str) -> None:
        """With one number damaged the other one alone is left."""
        assert Counter(WORD.findall(text))[NUMBERS[0]] + Counter(WORD.findall(text))[NUMBERS[1]] == 1

    def test_every_damage_is_drawn(self) -> None:
        """Numbers get shorter, longer, other, and are torn in two."""
        texts = published.remittance_texts(damage=1)
        for wanted in ("2600001", "260000001", "26 000001", "6000001"):
            assert found(texts, lambda text, wanted=wanted: text.endswith(f" {wanted}")), wanted


class TestSingleFacts:
    @given(published.invoices())
    def test_invoices_stand_in_books(self, invoice: object) -> None:
        """An invoice alone is valid books with its customer."""
        facts = Facts(customers=(Customer(id="C1", name="客户"),), invoices=(invoice,))
        assert list(faults(History(Company(name="某公司"), facts))) == []

    @given(published.receipts())
    def test_receipts_stand_in_books(self, receipt: object) -> None:
        """A receipt alone is valid books with its customer."""
        facts = Facts(customers=(Customer(id="C1", name="客户"),), receipts=(receipt,))
        assert list(faults(History(Company(name="某公司"), facts))) == []

    @given(published.contract_terms())
    def test_contracts_stand_in_books(self, terms: object) -> None:
        """A contract with its instalments is valid books with its customer."""
        contract, rows = terms
        facts = Facts(customers=(Customer(id="C1", name="客户"),), contracts=(contract,), instalments=rows)
        assert list(faults(History(Company(name="某公司"), facts))) == []

    @given(published.ledgers())
    def test_ledgers_are_valid(self, history: History) -> None:
        """A ledger is a history without a fault."""
        assert list(faults(history)) == []

    @given(published.order_histories())
    def test_order_histories_are_valid(self, books: tuple[Company, Facts]) -> None:
        """Orders and their papers contradict nothing."""
        assert list(faults(History(*books))) == []

    @pytest.mark.parametrize("kind", ["bank_fee", "remittance", "third_party"])
    def test_receipts_of_every_sort_are_drawn(self, kind: str) -> None:
        """Fees, texts and payments for others occur."""
        assert found(published.receipts(), lambda receipt: getattr(receipt, kind))

    def test_contracts_of_every_sort_are_drawn(self) -> None:
        """Terms as text, rows by share, fixed rows and retentions occur."""
        terms = published.contract_terms()
        assert found(terms, lambda one: one[0].terms)
        assert found(terms, lambda one: any(row.share for row in one[1]))
        assert found(terms, lambda one: any(row.amount for row in one[1]))
        assert found(terms, lambda one: any(row.is_retention for row in one[1]))

    @pytest.mark.parametrize("table", ["deliveries", "returns", "invoices", "order_events"])
    def test_orders_of_every_sort_are_drawn(self, table: str) -> None:
        """Deliveries, returns, invoices and closings occur, and credit notes."""
        assert found(published.order_histories(), lambda books: books[1].rows(table))
        assert found(published.order_histories(), lambda books: any(row.original for row in books[1].invoices))

    def test_an_invoice_shrinks_to_a_round_amount(self) -> None:
        """The simplest invoice is an invoice of 1.00 with nothing more."""
        simplest = find(published.invoices(), lambda _: True, settings=SEARCH)
        assert (simplest.kind, str(simplest.gross), simplest.contract) == ("invoice", "1.00", None)
        assert evolve(simplest, currency=None, due_on=None).number is None


class TestStories:
    @given(published.stories())
    def test_the_model_refuses_nothing(self, story: tuple) -> None:
        """Every event of a story is one that the model accepts."""
        play(NaiveModel(), story)

    @pytest.mark.parametrize("kind", [Place, TakeBack, Refund])
    def test_every_event_is_drawn(self, kind: type) -> None:
        """Placings, takings back and refunds occur."""
        assert found(published.stories(), lambda story: any(isinstance(one, kind) for one in story))

    def test_a_story_shrinks_to_its_point(self) -> None:
        """The shortest story with a placing has an invoice, a receipt and the placing, of round amounts."""
        shortest = find(
            published.stories(),
            lambda story: any(isinstance(one, Place) for one in story),
            settings=SEARCH,
            random=Random(0),
        )
        assert len(shortest) == 3
        assert {one.amount for one in shortest} == {100}


def thrown_away(strategy: st.SearchStrategy, seed: int) -> bool:
    """Whether one draw, from chance alone, ends in a filter or assumption."""
    data = ConjectureData(random=Random(seed))
    try:
        with BuildContext(data, wrapped_test=thrown_away):
            data.draw(strategy)
    except UnsatisfiedAssumption:
        return True
    except StopTest:
        return data.status is Status.INVALID
    return False


FILTERED = [name for name in published.__all__ if name not in ("companies", "histories", "policies")]


class TestFiltering:
    @pytest.mark.parametrize("name", FILTERED)
    def test_less_than_one_in_a_hundred_draws_is_thrown_away(self, name: str) -> None:
        """A strategy is valid by construction: at most 1 % of what it draws is filtered."""
        strategy = getattr(published, name)()
        filtered = sum(thrown_away(strategy, seed) for seed in range(200))
        assert filtered <= 2

    def test_a_filter_would_be_noticed(self) -> None:
        """A strategy that throws away every other draw is found by this very count."""
        assert sum(thrown_away(st.tuples(st.booleans()).filter(any), seed) for seed in range(200)) > 2

    def test_every_strategy_says_what_it_gives(self) -> None:
        """Each published strategy has a docstring."""
        assert all(inspect.getdoc(getattr(published, name)) for name in published.__all__)
