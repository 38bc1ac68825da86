"""Facts as strict JSON: every bad value with its path, all of them at once, nothing loaded."""

from __future__ import annotations

import json
from time import process_time

import pytest

from salessupport.books.demo import demo_company
from salessupport.books.json_records import facts_from_json, facts_to_json
from salessupport.desk import Desk
from salessupport.domain.facts import Facts
from salessupport.domain.values.errors import (
    DuplicateKey,
    EncodingError,
    TooDeep,
    TooLarge,
    ValidationReport,
    WrongType,
)
from salessupport.domain.values.policies import Company
from small_office import charge, customer, invoice, receipt, row

COMPANY = Company(name="Example Trading")
RECEIPT = {"id": "R-1", "customer": "C-1", "received_on": "2026-10-10", "amount": "10.00"}
CUSTOMER = {"id": "C-1", "name": "C-1 Co"}


def found(**tables: object) -> list[tuple[str, str]]:
    """The (place, code) of every finding of these tables, customers given."""
    with pytest.raises(ValidationReport) as caught:
        facts_from_json(json.dumps({"customers": [CUSTOMER], **tables}), COMPANY)
    return [(str(finding.place), finding.code) for finding in caught.value.findings]


class TestRoundTrip:
    def test_gives_equal_facts(self):
        """What is written as JSON reads back equal, for a company with facts of every kind."""
        company, facts = demo_company(seed=2)
        assert facts_from_json(facts_to_json(facts), company) == facts

    def test_a_desk_opens_on_it(self):
        """A desk takes JSON, with or without a byte order mark (B34)."""
        text = facts_to_json(Facts(customers=(customer(),), receipts=(receipt("R-1", "10.00"),)))
        desk = Desk.from_json(b"\xef\xbb\xbf" + text.encode(), company=COMPANY)
        assert str(desk.receipt("R-1").unapplied) == "10.00"


class TestWrongValues:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("third_party", "false"),  # B21
            ("payer_name", None),  # B22
            ("amount", 10),
            ("amount", True),  # B24
            ("received_on", 20261010),
        ],
    )
    def test_of_another_type_are_named(self, field, value):
        """B21, B22, B24: a value of another type than the column's is WrongType at its path, nothing is coerced."""
        assert found(receipts=[{**RECEIPT, field: value}]) == [(f"$.receipts[0].{field}", "type.wrong")]

    def test_unknown_keys_are_named(self):
        """B25: a key that the table does not have is refused."""
        assert found(receipts=[{**RECEIPT, "amout": "1"}]) == [("$.receipts[0].amout", "field.unknown")]

    @pytest.mark.parametrize("rows", ["abc", {"0": RECEIPT}])
    def test_rows_are_a_list(self, rows):
        """B26, B27: a text or a mapping in place of the rows is one error, not one per letter."""
        assert found(receipts=rows) == [("$.receipts", "type.wrong")]

    def test_the_top_is_an_object(self):
        """B28: a list at the top is WrongType at $."""
        with pytest.raises(ValidationReport) as caught:
            facts_from_json("[]", COMPANY)
        assert [str(finding.place) for finding in caught.value.findings] == ["$"]

    def test_all_bad_rows_are_one_report_in_order(self):
        """B29: three bad rows give three paths, in order, in one report."""
        rows = [
            {**RECEIPT, "amount": "0.005"},
            {**RECEIPT, "id": "R-2", "received_on": "2026-02-30"},
            {"id": "R-3", "received_on": "2026-10-10"},
        ]
        assert found(receipts=rows) == [
            ("$.receipts[0].amount", "money.scale"),
            ("$.receipts[1].received_on", "date.invalid"),
            ("$.receipts[2].amount", "field.missing"),
        ]

    def test_quantities_are_text(self):
        """B23: a JSON number with a fraction is refused before it becomes a float."""
        with pytest.raises(WrongType):
            facts_from_json('{"order_lines": [{"order": "O-1", "line": 1, "qty": 1.9}]}', COMPANY)


class TestTheTextItself:
    def test_a_key_that_stands_twice(self):
        """B30: the same key twice is DuplicateKey."""
        with pytest.raises(DuplicateKey):
            facts_from_json('{"receipts": [{"amount": "1.00", "amount": "2.00"}]}', COMPANY)

    @pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", "1e999", "1.5"])
    def test_numbers_that_are_no_whole_numbers(self, literal):
        """B31: NaN, infinities and fractions never get inside."""
        with pytest.raises(WrongType):
            facts_from_json('{"receipts": [{"amount": ' + literal + "}]}", COMPANY)

    def test_depth_is_bounded(self):
        """B32: 200,000 brackets are TooDeep at once, brackets inside a text are none."""
        started = process_time()
        with pytest.raises(TooDeep):
            facts_from_json("[" * 200_000, COMPANY)
        assert process_time() - started < 1
        assert found(receipts="[" * 100) == [("$.receipts", "type.wrong")]

    def test_broken_characters(self):
        """B33: a lone surrogate is refused with its path."""
        assert found(receipts=[{**RECEIPT, "remittance": "\ud800"}]) == [("$.receipts[0].remittance", "text.surrogate")]

    def test_bytes_of_another_encoding(self):
        """B35: GBK bytes are EncodingError and name the guess."""
        with pytest.raises(EncodingError) as caught:
            facts_from_json('{"customers": "上海"}'.encode("gbk"), COMPANY)
        assert "gb18030" in caught.value.message("en")

    def test_whole_numbers_are_bounded(self):
        """A whole number of thousands of digits is TooLarge at once."""
        with pytest.raises(TooLarge):
            facts_from_json('{"order_lines": [{"line": ' + "9" * 5000 + "}]}", COMPANY)


class TestFactsInMemory:
    def test_are_held_to_the_rules_of_books(self):
        """Ids that stand twice, ids of two documents and unknown references are found in facts from memory too."""
        facts = Facts(
            customers=(customer("C-1"),),
            invoices=(invoice("D-1", "1.00"), invoice("D-1", "2.00"), invoice("I-2", "1.00", customer="C-9")),
            receipts=(receipt("D-1", "1.00"),),
            charges=(charge("F-1", "1.00", "I-9"),),
            allocations=(row("A-1", "R-9", "I-2"),),
        )
        with pytest.raises(ValidationReport) as caught:
            Desk.from_records(facts, company=COMPANY)
        assert [(str(one.place), one.code) for one in caught.value.findings] == [
            ("invoices:2:id", "id.duplicate"),
            ("invoices:3:customer", "reference.unknown"),
            ("receipts:1:id", "id.ambiguous"),
            ("allocations:1:source", "reference.unknown"),
            ("charges:1:about", "reference.unknown"),
        ]
