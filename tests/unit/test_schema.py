"""The schema of the books: what the public contract promises of tables, headers, references and documentation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import ClassVar, Literal

import attrs
import jsonschema
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from salessupport.books import reference
from salessupport.books.schema import Header, Kind, Table, table
from salessupport.books.tables import TABLES
from salessupport.domain.facts import Facts, RegisterEntry
from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.dates import Moment, parse_date
from salessupport.domain.values.errors import InputError
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import parse_decimal, parse_quantity, parse_rate, parse_ratio

CONTRACT = {
    "customers": "id name tax_id class region salesperson currency credit_limit credit_days address contact phone email"
    " bank_account aliases requirements cooperation_mode logistics on_hold_reason",
    "salespeople": "id name region manager plan joined_on left_on",
    "products": "id name spec unit list_price floor_price purchase_price tax_rate tax_code lead_days standing_stock"
    " regulated nuclide activity",
    "prices": "customer product net_price currency tax_included min_qty valid_from valid_to approved_by",
    "quotations": "id customer salesperson quoted_on valid_to revision status",
    "quotation_lines": "quotation line product qty price discount tax_rate lead_days",
    "contracts": "id customer salesperson signed_on currency amount terms deliver_on accepted_on quotation project_no"
    " status title class valid_to deliver_to installation remarks on_site electronic archive_no",
    "contract_lines": "contract line product qty price amount",
    "instalments": "contract no trigger share amount days months due_on is_retention",
    "contract_changes": "id contract effective_on line product qty_change amount_change deliver_on approved_by",
    "orders": "id customer contract salesperson ordered_on promised_on confirmed_on currency status customer_ref"
    " material quality packing transport payment discount_amount discount_tax_rate",
    "order_lines": "order line product qty price discount tax_rate",
    "order_events": "id order effective_on event line qty price",
    "deliveries": "id order contract shipped_on delivered_on signed_by carrier waybill driver vehicle phone freight"
    " expected_on",
    "delivery_lines": "delivery order_line qty",
    "returns": "id order returned_on reason",
    "return_lines": "return order_line qty",
    "invoices": "id number kind customer contract instalment order original issued_on due_on currency rate net tax"
    " gross status disputed",
    "invoice_lines": "invoice line order_line product qty net tax_rate tax gross",
    "receipts": "id customer received_on currency amount rate bank_fee payer_name payer_account remittance third_party"
    " method bill",
    "bills": "id kind number range_from range_to drawer acceptor face issued_on matures_on customer received_on",
    "bill_events": "bill effective_on event amount rate charge recourse note",
    "bill_endorsements": "bill no endorser endorsee endorsed_on",
    "allocations": "id source target amount effective_on reverses closing",
    "charges": "id customer kind about amount effective_on",
    "adjustments": "id kind customer about amount effective_on approved_by",
    "approvals": "id act subject amount requested_by approver role decided_on decision expires_on reason digest"
    " request",
    "commission_plans": "id version basis measure tiers period clawback carry_forward cap valid_from accelerator"
    " hold_back",
    "commission_tiers": "plan from_amount rate version",
    "commission_rates": "plan product class rate version",
    "commission_splits": "order contract invoice line salesperson share rate",
    "expenses": "id salesperson spent_on kind claimed allowed trip_from trip_to document_no budget_line",
    "complaints": "id customer product batch received_on text kind severity department result due_on closed_on"
    " accepted",
    "targets": "salesperson period measure amount",
    "closings": "month closed_on known_at digest reopened_on",
    "register_licences": "id contract machine kind effective_on",
    "register_requests": "id act subject amount requested_by requested_on expires_on reason digest",
    "register_roles": "id role person valid_from valid_to",
    "register_papers": "id kind subject issued_on issued_by approvals voids reason digest",
    "register_paper_lines": "paper line qty",
    "register_signatures": "id paper department sent_on signed_on signed_by",
    "register_vouchers": "id refund voucher_no customer_receipt_no received_on handed_in_on",
    "register_solutions": "id contract product qty",
    "register_clauses": "id contract clause text",
    "register_projects": "id contract verified_on verified_by matches purchase_price floor_price",
    "register_matters": "id contract opened_on text side owner due_on closed_on result",
    "register_confirmations": "id order party confirmed_by confirmed_at digest",
    "register_inspections": "id subject line inspected_on inspector result shortfall note",
    "register_permits": "id customer product nuclide qty activity number valid_from valid_to",
    "register_statements": "id customer month step on by amount note",
    "register_aliases": "id customer alias valid_from valid_to by reason",
}
"""The names of the public contract, in its order; they never change meaning."""


@frozen(kw_only=True)
class _Sample(Fact):
    id: str
    state: Literal["on", "off"]


def _state(zh: str = "乙", labels: dict[str, str] | None = None) -> Header:
    return Header(zh, "", "", labels=labels or {"on": "开", "off": "关"})


_FORMATS = jsonschema.FormatChecker(["date"])
_PARSERS: dict[Kind, Callable[[str], object]] = {
    Kind.DATE: parse_date,
    Kind.MONEY: lambda text: Money.parse(text, "KWD"),
    Kind.SIGNED_MONEY: lambda text: Money.parse(text, "KWD"),
    Kind.QUANTITY: parse_quantity,
    Kind.SIGNED_QUANTITY: parse_decimal,
    Kind.PRICE: parse_quantity,
    Kind.RATIO: parse_ratio,
    Kind.RATE: parse_rate,
}


def _validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(reference.json_schema(TABLES[name]), format_checker=_FORMATS)


def _cell(kind: Kind) -> dict[str, object]:
    return reference._cell(next(column for one in TABLES.values() for column in one.columns if column.kind is kind))


def _pattern(kind: Kind) -> str:
    return str(_cell(kind)["pattern"])


@cache
def _check(kind: Kind) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(_cell(kind), format_checker=_FORMATS)


each_table = pytest.mark.parametrize("one", TABLES.values(), ids=list(TABLES))


class TestTheContract:
    def test_has_every_table_in_order(self) -> None:
        """The tables are those of the contract, in its order, and `Facts` has an attribute for each of them."""
        assert list(TABLES) == list(CONTRACT)
        assert {attribute.name for attribute in attrs.fields(Facts)} == {*CONTRACT, "registers"}

    @each_table
    def test_has_every_column_in_order(self, one: Table) -> None:
        """The columns of a table are those of the contract, then `recorded_on`."""
        assert [column.name for column in one.columns] == [*CONTRACT[one.name].split(), "recorded_on"]

    @each_table
    def test_fields_are_the_columns(self, one: Table) -> None:
        """Each field of the fact has one column, and is required in both or in neither."""
        fields = {field.name: field.default is attrs.NOTHING for field in attrs.fields(one.fact)}
        assert fields == {column.attribute: column.required for column in one.columns}

    @each_table
    def test_facts_hold_rows_of_the_fact(self, one: Table) -> None:
        """The attribute of `Facts` is typed with the fact class of the table, and is empty where nothing is given."""
        declared = str(attrs.fields_dict(Facts)[one.name].type)
        assert declared == f"tuple[{one.fact.__name__}, ...]"
        assert Facts().rows(one.name) == ()

    def test_keywords_of_python_stand_with_an_underscore(self) -> None:
        """The columns `class` and `return` keep their names in files; their fields end in `_`."""
        assert TABLES["customers"].column("class").attribute == "class_"
        assert TABLES["contracts"].column("class").attribute == "class_"
        assert TABLES["return_lines"].column("return").attribute == "return_"


class TestHeaders:
    @each_table
    def test_lead_to_one_column(self, one: Table) -> None:
        """Every header of a table, English or Chinese, leads to the column that declares it, and to no other."""
        headers = [header for column in one.columns for header in column.headers]
        assert len(headers) == len(set(headers))
        assert all(one.column(header) is column for column in one.columns for header in column.headers)

    @each_table
    def test_are_documented_in_both_languages(self, one: Table) -> None:
        """Tables and columns have Chinese names and a meaning in English and in Chinese."""
        for part in (one, *one.columns):
            assert not part.zh.isascii()
            assert part.doc.isascii()
            assert part.doc
            assert not part.doc_zh.isascii()

    def test_twice_in_a_table_are_refused(self) -> None:
        """A declaration that gives two columns one header fails when it is made, not when a file is read."""
        with pytest.raises(TypeError, match="two columns are called 甲"):
            table("t", "表", _Sample, doc="", doc_zh="", headers={"id": Header("甲", "", ""), "state": _state(zh="甲")})

    def test_must_be_those_of_the_fact(self) -> None:
        """A declaration that misses a field, or has one too many, fails."""
        with pytest.raises(TypeError, match=r"headers and fields differ: \['state'\]"):
            table("t", "表", _Sample, doc="", doc_zh="", headers={"id": Header("甲", "", "")})


class TestReferences:
    @each_table
    def test_point_to_tables(self, one: Table) -> None:
        """A column refers to existing tables only, and only to tables with ids."""
        for column in one.columns:
            assert all("id" in TABLES[name].by_header for name in column.refers_to)

    @each_table
    def test_keys_are_columns(self, one: Table) -> None:
        """The key consists of columns; a table with an id is unique by it, plans by version too; documents have ids."""
        assert all(name in one.by_header for name in one.key)
        identified = ("id", "version") if one.name == "commission_plans" else ("id",)
        assert (one.key == identified) == ("id" in one.by_header)
        master = one.name in {"customers", "salespeople", "products", "commission_plans"}
        assert one.document == ("id" in one.by_header and not master)


class TestChoices:
    @each_table
    def test_have_a_chinese_word_each(self, one: Table) -> None:
        """Each word of a choice or boolean has its own Chinese word; other columns have none."""
        for column in one.columns:
            closed = column.kind in (Kind.CHOICE, Kind.BOOLEAN)
            assert bool(column.choice_labels) == closed
            assert len(set(column.choice_labels.values())) == len(column.choice_labels)
            assert all(label and not label.isascii() for label in column.choice_labels.values())

    def test_must_be_those_of_the_type(self) -> None:
        """A declaration whose labels are not exactly the words of the field's type fails."""
        headers = {"id": Header("甲", "", ""), "state": _state(labels={"on": "开"})}
        with pytest.raises(TypeError, match="state: the labels"):
            table("t", "表", _Sample, doc="", doc_zh="", headers=headers)

    def test_stand_for_the_words_of_an_office(self) -> None:
        """An issued invoice is 已开具, and a boolean is 是 or 否."""
        assert TABLES["invoices"].column("status").choice_labels["issued"] == "已开具"
        assert TABLES["invoices"].column("争议").choice_labels == {"yes": "是", "no": "否"}


class TestFacts:
    def test_known_is_recorded_else_effective(self) -> None:
        """A row without `recorded_on` was known on its effective date; an approval's is the day of its moment."""
        moment = Moment.parse("2026-03-02 10:30")
        given = {"id": "PZ-1", "act": "refund", "subject": "SK-1", "approver": "甲", "decision": "granted"}
        approval = TABLES["approvals"].fact(**given, decided_on=moment)  # type: ignore[call-arg]
        assert approval.effective == approval.known == date(2026, 3, 2)
        assert attrs.evolve(approval, recorded_on=date(2026, 4, 1)).known == date(2026, 4, 1)

    def test_give_rows_of_undeclared_registers(self) -> None:
        """`rows` finds the rows of any register by its table's name, and nothing under a name that is no table."""
        entry = RegisterEntry(id="YP-1", values={"样品": "甲"})
        facts = Facts(registers={"register_samples": (entry,)})
        assert facts.rows("register_samples") == (entry,)
        assert facts.rows("registers") == facts.rows("rows") == facts.rows("nothing") == ()


class TestTheReference:
    @pytest.mark.parametrize("language", ["en", "zh_CN"])
    def test_names_every_header(self, language: Literal["en", "zh_CN"]) -> None:
        """The page has one section per table and one row per column, with its headers in both languages."""
        page = reference.tables_markdown(language=language)
        sections = page.split("\n## ")[1:]
        assert [section.split("`")[1] for section in sections] == [*TABLES, "register_*"]
        for section, one in zip(sections, TABLES.values(), strict=False):
            rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| `")]
            assert [(row[0], row[1]) for row in rows] == [(f"| `{column.name}`", column.zh) for column in one.columns]


class TestJsonSchemas:
    SAMPLE: ClassVar[dict[str, object]] = {
        "id": "FP-1",
        "kind": "发票",
        "customer": "CU-1",
        "issued_on": "2026-03-31",
        "gross": "1130.00",
        "status": "issued",
        "instalment": 2,
        "due_on": "",
        "rate": "7.8215",
        "disputed": "否",
        "our own column": "kept",
    }

    def test_are_schemas(self) -> None:
        """Every table's schema is valid under JSON Schema 2020-12."""
        for schema in reference.json_schemas().values():
            jsonschema.Draft202012Validator.check_schema(schema)

    def test_accept_a_row(self) -> None:
        """A row as it stands in a file is valid, with English or Chinese words, empty cells and unknown columns."""
        _validator("invoices").validate(self.SAMPLE)

    @pytest.mark.parametrize(
        ("column", "cell"),
        [
            ("id", " "),
            ("kind", "receipt"),
            ("issued_on", "2026-02-30"),
            ("issued_on", "20260331"),
            ("gross", "-1.00"),
            ("gross", 1.5),
            ("gross", None),
            ("instalment", "two"),
            ("rate", "0.000"),
            ("disputed", "maybe"),
        ],
    )
    def test_refuse_a_bad_cell(self, column: str, cell: object) -> None:
        """A cell that the reader would refuse is refused by the schema, at that column."""
        errors = _validator("invoices").iter_errors({**self.SAMPLE, column: cell})
        assert {tuple(error.path) for error in errors} == {(column,)}

    def test_refuse_a_row_without_what_is_required(self) -> None:
        """A row that lacks its customer is refused."""
        row = {column: cell for column, cell in self.SAMPLE.items() if column != "customer"}
        (error,) = _validator("invoices").iter_errors(row)
        assert "customer" in error.message

    @pytest.mark.parametrize("kind", list(_PARSERS))
    @given(data=st.data())
    def test_accept_only_what_is_read(self, kind: Kind, data: st.DataObject) -> None:
        """A text that fits the schema of a kind is one that its parser reads: dates, amounts, ratios and the rest."""
        fitting = st.from_regex(_pattern(kind), fullmatch=True).filter(lambda text: len(text) <= 12)
        text = data.draw(fitting | st.text("0123456789.-%T:", max_size=12))
        if _check(kind).is_valid(text):
            _PARSERS[kind](text)

    @given(st.decimals(0, 1, places=4), st.dates(), st.integers(0, 10**12))
    def test_accept_what_is_written(self, ratio: object, day: date, minor: int) -> None:
        """Ratios, percentages, dates and amounts as the product writes them fit."""
        assert _check(Kind.RATIO).is_valid(f"{ratio:f}")
        assert _check(Kind.DATE).is_valid(day.isoformat())
        assert _check(Kind.MOMENT).is_valid(str(Moment(day)))
        assert _check(Kind.MONEY).is_valid(str(Money(minor, "CNY")))
        assert _check(Kind.SIGNED_MONEY).is_valid(str(Money(-minor, "CNY")))

    @pytest.mark.parametrize(("text", "reads"), [("13%", True), ("100%", True), ("101%", False), ("13", False)])
    def test_know_ratios(self, text: str, reads: bool) -> None:
        """A ratio is written 0.13 or 13%; 13 and 101% are no ratios, for the schema as for the parser."""
        assert _check(Kind.RATIO).is_valid(text) == reads
        try:
            parse_ratio(text)
        except InputError:
            assert not reads
        else:
            assert reads
