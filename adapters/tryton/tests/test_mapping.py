"""The mapping alone, without a server: what is written comes back as it was, and nothing unknown is taken for good."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from salessupport.domain.facts import Customer, Invoice
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Ratio
from salessupport.runtime.http.sending import body
from salessupport.spi.documents import InvoiceDocument, OrderDocument, Settlement
from salessupport.spi.errors import ContractViolation, InvalidRemoteInput, LimitExceeded
from salessupport.spi.keys import Key
from salessupport.tabular.jsontext import exact_decimal, loads
from salessupport.testing.certify import World, samples

from papers import order, settlement, yuan
from salessupport_tryton.config import Codes
from salessupport_tryton.directory import Buyer, Item, Sold, Tax, Till
from salessupport_tryton.entries import (
    checked_invoice,
    checked_order,
    invoice_values,
    opening_values,
    price,
    quantity,
    sale_lines,
    unit_price,
)
from salessupport_tryton.moves import checked_settlement, move_values, receipt_rows
from salessupport_tryton.names import described, id_in, mark_of, verb_in, version_of
from salessupport_tryton.papers import invoice_rows, order_rows, order_versions
from salessupport_tryton.parties import changed_party, created_party, customer_of, identifier_of
from salessupport_tryton.wire import Bare, day_on_wire, decimal_on_wire, decoded, instant_on_wire, money_of, quantity_of

TAX = Tax(1, "VAT", Decimal("0.13"), 41, 42)
SOLD = {number: Sold(Item(7, 1, 9, (1,)), (TAX,)) for number in range(1, 9)}
BUYER = Buyer(3, 30, 5)
KEY = Key.of("post", "lab", "1")
ONE = World(products=World().products[:1], customers=World().customers[:1])
AMOUNTS = st.integers(1, 10**9).map(lambda minor: Money(minor, "CNY"))


def over_the_wire(value: object) -> Any:
    """What Tryton's words say after they went there and came back."""
    data, _ = body(value, None, None)
    return decoded(loads(data or b"", fraction=exact_decimal, digits=40))


def echoed(values: Any, **more: Any) -> Any:
    """A document as Tryton gives back what was written: lines as rows, references as rows of their own."""
    came = over_the_wire(values)
    lines = [
        {
            **line,
            "id": number,
            "product.": {"id": 7, "code": "P1"} if line.get("product") else None,
            "taxes.": [{"id": 1, "rate": TAX.rate}],
        }
        for number, line in enumerate(came["lines"][0][1], 1)
    ]
    return {
        **came,
        "id": 5,
        "party.": {"id": 3, "code": "C1"},
        "currency.": {"id": 1, "code": "CNY"},
        "lines.": lines,
        **more,
    }


class TestWire:
    @given(st.decimals(allow_nan=False, allow_infinity=False, places=8, min_value=-(10**12), max_value=10**12))
    def test_decimals_come_back_digit_by_digit(self, value: Decimal) -> None:
        """A decimal survives the wire."""
        assert over_the_wire(decimal_on_wire(value)) == value

    @given(st.dates(date(1900, 1, 1)), st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
    def test_days_and_instants_come_back(self, day: date, instant: datetime) -> None:
        """Days and instants survive the wire to the microsecond."""
        assert over_the_wire(day_on_wire(day)) == day
        assert over_the_wire(instant_on_wire(instant)) == instant

    @given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=0, max_value=10**9))
    def test_quantities_are_plain_numbers_money_is_not(self, value: Decimal) -> None:
        """A quantity goes as a number; money that comes as one is refused."""
        row = over_the_wire({"quantity": value, "amount": value})
        assert quantity_of(row, "quantity") == value
        if isinstance(row["amount"], Bare):
            with pytest.raises(ContractViolation):
                money_of(row, "amount", "CNY")

    @pytest.mark.parametrize("broken", ['{"__class__": "Decimal"}', '{"__class__": "date", "year": 2026}'])
    def test_a_broken_class_is_named(self, broken: str) -> None:
        """A value that calls itself something and is not is a fault of the contract."""
        with pytest.raises(ContractViolation, match=json.loads(broken)["__class__"]):
            decoded(json.loads(broken))


class TestNames:
    @given(st.text(min_size=1, max_size=60).filter(lambda text: text == text.strip()))
    def test_our_id_is_read_out_of_the_description(self, id: str) -> None:
        """Whatever an id looks like, the description gives it back, and the verb."""
        row = {"description": described(id, "post_order", KEY), "number": "17"}
        assert (id_in(row), verb_in(row)) == (id, "post_order")
        assert row["description"].endswith(mark_of("post_order", KEY))

    def test_a_document_of_people_has_its_number(self) -> None:
        """Without our mark the number counts; without a number nothing does."""
        assert id_in({"description": "urgent [x]", "number": "17"}) == "17"
        assert id_in({"description": None, "number": None}) is None


class TestOrders:
    @given(samples.order(ONE, "SO-1", 60), st.none() | st.integers(1, 99))
    def test_what_is_written_is_read_back(self, document: OrderDocument, percent: int | None) -> None:
        """Lines, prices, discounts, days and references of an order come back as they were."""
        from attrs import evolve

        off = None if percent is None else Ratio(Decimal(percent) / 100)
        document = evolve(document, lines=tuple(evolve(line, discount=off) for line in document.lines))
        checked_order(document)
        head = document.order
        values = {
            "lines": [["create", sale_lines(document.lines, SOLD)]],
            "sale_date": day_on_wire(head.ordered_on),
            "reference": head.customer_ref,
            "description": described(head.id, "post_order", KEY),
            "state": "confirmed",
        }
        rows = order_rows(echoed(values))
        assert rows == {"orders": (head,), "order_lines": document.lines}

    @pytest.mark.parametrize("state", ["", "archived", "Done"])
    def test_an_unknown_state_is_no_state(self, state: str) -> None:
        """A state that nobody knows is never confirmed."""
        rows = order_rows(echoed({"lines": [["create", []]], "number": "1"}, state=state, sale_date=date(2026, 3, 2)))
        assert rows["orders"][0].status is None

    def test_a_broken_off_command_does_not_change_the_version(self) -> None:
        """An order that a command of ours made a draft again is still the version that was read."""
        rows = [
            order_rows(echoed({"lines": [["create", []]], "number": "1"}, state=state, sale_date=date(2026, 3, 2)))
            for state in ("draft", "confirmed", "cancelled")
        ]
        draft, confirmed, cancelled = rows
        assert version_of(confirmed).mark in order_versions(draft)
        assert version_of(confirmed) != version_of(draft)
        assert version_of(cancelled).mark not in order_versions(draft)

    def test_a_price_that_people_changed_has_no_discount_any_more(self) -> None:
        """The note of a line counts while it still makes the price that stands there."""
        line = {"id": 1, "type": "line", "sequence": 1, "quantity": 1, "product.": {"id": 1, "code": "P1"}}
        told = {**line, "unit_price": Decimal(90), "note": "100.00 -10 %", "taxes.": []}
        for price_, left in (("90", Decimal("0.1")), ("91", None)):
            values = {"lines": [["create", []]], "number": "1"}
            row = echoed(values, state="confirmed", sale_date=date(2026, 3, 2))
            rows = order_rows({**row, "lines.": [{**told, "unit_price": Decimal(price_)}]})
            assert rows["order_lines"][0].discount == left

    def test_discounts_and_drafts_are_refused(self) -> None:
        """A discount on the whole, and an order that is not in force, are refused by name."""
        for wrong in (order("SO-1", status="draft"), order("SO-1", discount_amount=yuan("1"))):
            with pytest.raises(InvalidRemoteInput):
                checked_order(wrong)

    def test_digits_beyond_tryton_s_are_refused(self) -> None:
        """Prices beyond four digits and quantities beyond a float are refused, never rounded."""
        with pytest.raises(LimitExceeded):
            price(Decimal("0.00001"), "x")
        with pytest.raises(LimitExceeded):
            quantity(Decimal("1234567890.1234567"), "x")


class TestInvoices:
    @given(
        samples.invoice(World(products=World().products[:1], customers=World().customers[:1]), "FP-1", 60),
        st.sampled_from(("invoice", "credit_note", "prepayment", "debit_note")),
    )
    def test_what_is_written_is_read_back(self, document: InvoiceDocument, kind: Any) -> None:
        """Figures of an invoice and of a credit note come back as they were, the sign in the kind alone."""
        from attrs import evolve

        credit = kind == "credit_note"
        document = evolve(document, invoice=evolve(document.invoice, kind=kind))
        checked_invoice(document)
        values = invoice_values(document, BUYER, SOLD, [], currency=2)
        sign, head = -1 if credit else 1, document.invoice
        came = over_the_wire(values)
        (line,), (tax,) = came["lines"][0][1], came["taxes"][0][1]
        net = (quantity_of(line, "quantity") * line["unit_price"]).quantize(Decimal("0.01"))
        totals = {"untaxed_amount": net, "tax_amount": tax["amount"], "total_amount": net + tax["amount"]}
        row = echoed(values, **totals, state="posted", description=described(head.id, "post_invoice", KEY))
        row["lines."][0]["amount"] = net
        row["lines_to_pay."] = [{"id": 1, "maturity_date": head.due_on}]
        assert tax["base"] == sign * Decimal(str(head.net))
        read = invoice_rows(row, {})
        assert read == {"invoices": (head,), "invoice_lines": document.lines}

    @given(AMOUNTS)
    def test_an_opening_balance_is_read_back(self, gross: Money) -> None:
        """What was open when the books began comes back with its whole amount, without lines and without tax."""
        head = Invoice(
            id="QC-1",
            kind="opening",
            customer="C1",
            issued_on=date(2026, 3, 2),
            due_on=date(2026, 4, 1),
            gross=gross,
            status="issued",
        )
        values = opening_values(head, BUYER, 9, currency=1)
        (line,) = over_the_wire(values)["lines"][0][1]
        assert (line["account"], line["unit_price"], line["quantity"]) == (9, Decimal(str(gross)), 1)
        whole = Decimal(str(gross))
        totals = {"untaxed_amount": whole, "tax_amount": Decimal(0), "total_amount": whole}
        row = echoed(values, **totals, state="posted", description=described("QC-1", "post_invoice", KEY))
        from attrs import evolve

        assert invoice_rows({**row, "lines_to_pay.": [{"id": 1, "maturity_date": head.due_on}]}, {}) == {
            "invoices": (evolve(head, currency="CNY"),),
            "invoice_lines": (),
        }
        with pytest.raises(InvalidRemoteInput, match="opening_account"):
            opening_values(head, BUYER, None, currency=1)

    @given(AMOUNTS, st.integers(1, 5000))
    @example(Money(3, "CNY"), 250)
    def test_a_price_gives_the_net_amount_again(self, net: Money, many: int) -> None:
        """With the price that is found Tryton finds our net amount; where there is none it is refused."""
        try:
            found = unit_price(net, Decimal(many), "x")
        except LimitExceeded:
            assert many > 100
            return
        assert (found * many).quantize(Decimal("0.01"), "ROUND_HALF_EVEN") == Decimal(str(net))

    def test_figures_that_do_not_add_up_are_refused(self) -> None:
        """Lines that do not make the gross amount are refused before anything is sent."""
        from attrs import evolve

        from papers import invoice

        document = invoice("FP-1")
        with pytest.raises(InvalidRemoteInput, match="gross"):
            checked_invoice(evolve(document, invoice=evolve(document.invoice, gross=yuan("1.00"))))

    @pytest.mark.parametrize("state", ["", "settled", "PAID"])
    def test_an_unknown_state_is_never_issued(self, state: str) -> None:
        """An invoice in a state that nobody knows does not count."""
        zero = {name: Decimal(0) for name in ("untaxed_amount", "tax_amount", "total_amount")}
        row = {
            "id": 1,
            "number": "1",
            "state": state,
            "invoice_date": date(2026, 3, 2),
            "lines.": [],
            "lines_to_pay.": [],
            **zero,
        }
        rows = invoice_rows({**row, "party.": None, "currency.": {"id": 1, "code": "CNY"}}, {})
        assert rows["invoices"][0].status == "draft"


TILL = Till(1, 2, 7, 8)
CODES = Codes(fee="6.1.2", bill="1.1.4")


class TestReceipts:
    @given(
        st.lists(st.integers(1, 10**6), min_size=0, max_size=4),
        st.integers(1, 10**6),
        st.integers(0, 10**4),
        st.sampled_from((None, "bill")),
    )
    def test_a_move_is_balanced_and_comes_back(self, parts: list[int], rest: int, fee: int, method: Any) -> None:
        """Debit equals credit, and amount, fee, customer, bill and what is placed come back as they were."""
        amount, kept = Money(sum(parts) + rest, "CNY"), Money(fee, "CNY")
        placed = [(f"FP-{number}", str(Money(part, "CNY"))) for number, part in enumerate(parts, 1)]
        given = {"currency": "CNY", "remittance": "货款", "bank_fee": kept or None, "method": method}
        document = settlement("SK-1", str(amount), *placed, **given)
        checked_settlement(document, CODES)
        came = over_the_wire(move_values(document, BUYER, TILL, foreign=None, rate=Decimal(1)))
        lines, whole = came["lines"][0][1], Decimal(str(amount + kept))
        assert sum(line["debit"] for line in lines) == sum(line["credit"] for line in lines) == whole
        assert receipt_rows(_posted(came, document), codes=CODES) == _rows(document)

    @pytest.mark.parametrize("given", [{"method": "bill"}, {"bank_fee": Money(1, "CNY")}, {"method": "opening"}])
    def test_what_has_no_account_is_refused(self, given: Any) -> None:
        """A bill or a fee whose account is not configured, and money that came before, are refused by name."""
        with pytest.raises(InvalidRemoteInput):
            checked_settlement(settlement("SK-1", "5.00", **given), Codes())

    @given(st.lists(st.integers(1, 10**6), min_size=1, max_size=4), st.decimals(Decimal("0.01"), 99, places=4))
    def test_a_foreign_move_is_balanced_too(self, parts: list[int], rate: Decimal) -> None:
        """Each line is converted by itself, and the money is what they make together."""
        dollars = Money(sum(parts), "USD")
        placed = [(f"FP-{number}", str(Money(part, "CNY"))) for number, part in enumerate(parts, 1)]
        document = settlement("SK-1", "1", *placed, amount=dollars)
        from attrs import evolve

        rows = tuple(evolve(row, amount=Money(row.amount.minor, "USD")) for row in document.allocations)
        came = over_the_wire(move_values(evolve(document, allocations=rows), BUYER, TILL, foreign=2, rate=rate))
        lines = came["lines"][0][1]
        assert sum(line["debit"] for line in lines) == sum(line["credit"] for line in lines)
        assert sum(line["amount_second_currency"] for line in lines) == 0

    def test_a_move_that_is_not_posted_is_no_money(self) -> None:
        """A draft, and money that goes out, are no receipts."""
        document = settlement("SK-1", "5.00")
        came = over_the_wire(move_values(document, BUYER, TILL, foreign=None, rate=Decimal(1)))
        assert receipt_rows({**_posted(came, document), "state": "draft"}) is None
        row = _posted(came, document)
        for line in row["lines."]:
            line["debit"], line["credit"] = line["credit"], line["debit"]
        assert receipt_rows(row) is None


def _posted(came: Any, document: Settlement) -> Any:
    """The move as Tryton gives it back, its lines placed."""
    lines = []
    for number, line in enumerate(came["lines"][0][1], 1):
        mine = line["account"] == BUYER.account
        target = line.get("description") if mine else None
        paid = {"id": 1, "number": target, "description": None} if target else None
        code = {TILL.bills: CODES.bill, TILL.fees: CODES.fee}.get(line["account"], "1.1.1")
        account = {"id": line["account"], "code": code, "type.": {"id": 1, "receivable": 1 if mine else 0}}
        party = {"id": 3, "code": "C1"} if mine else None
        lines.append({**line, "id": number, "account.": account, "party.": party, "invoice_payment.": paid})
    description = described(document.receipt.id, "post_settlement", KEY)
    company = {"id": 1, "currency.": {"id": 1, "code": "CNY"}}
    return {**came, "id": 9, "state": "posted", "description": description, "company.": company, "lines.": lines}


def _rows(document: Settlement) -> Any:
    rows: dict[str, Any] = {"receipts": (document.receipt,)}
    return rows | ({"allocations": document.allocations} if document.allocations else {})


class TestCustomers:
    NAMES = st.text(min_size=1, max_size=40)

    @given(
        st.builds(
            Customer, id=NAMES, name=NAMES, phone=st.none() | NAMES, email=st.none() | NAMES, tax_id=st.none() | NAMES
        )
    )
    def test_a_created_party_reads_back(self, customer: Customer) -> None:
        """What a customer says of himself comes back as it was."""
        assert customer_of(_party(created_party(customer, KEY))) == customer

    def test_only_the_last_key_stays(self) -> None:
        """A party that is set again loses the identifier of the command before, and nothing else."""
        row = _party(created_party(Customer(id="C1", name="a", tax_id="913", phone="1"), KEY))
        values = changed_party(row, Customer(id="C1", name="b", phone="2"), Key.of("later", "1"))
        assert values["identifiers"] == [["delete", [1]], ["create", [{"code": identifier_of(Key.of("later", "1"))}]]]
        assert values["contact_mechanisms"] == [["write", [1], {"value": "2"}]]


def _party(values: Any) -> Any:
    identifiers = [{"id": number, **each} for number, each in enumerate(values["identifiers"][0][1], 1)]
    ways = values["contact_mechanisms"][0][1] if values["contact_mechanisms"] else []
    mechanisms = [{"id": number, **each} for number, each in enumerate(ways, 1)]
    return {**values, "id": 1, "active": True, "identifiers.": identifiers, "contact_mechanisms.": mechanisms}
