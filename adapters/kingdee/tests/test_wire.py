"""Mapping and wire, without a fake: what is written reads back the same, digit by digit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from salessupport.domain.facts import Customer
from salessupport.domain.values.quantity import Price, Quantity, Ratio
from salessupport.spi.errors import ContractViolation, InvalidRemoteInput
from salessupport.spi.keys import Key

from kingdee_lab import TODAY, invoice, order, settlement
from salessupport_kingdee import filters, wire
from salessupport_kingdee.codes import Codes, version
from salessupport_kingdee.config import CURRENCIES, METHODS
from salessupport_kingdee.forms import FORMS, INVOICES, ORDERS
from salessupport_kingdee.mapping_invoices import invoice_bill, invoice_rows
from salessupport_kingdee.mapping_masters import change_of, customer_bill
from salessupport_kingdee.mapping_orders import delivery_rows, order_bill, order_rows
from salessupport_kingdee.mapping_receipts import receipt_bill, receipt_rows
from salessupport_kingdee.names import Names
from salessupport_kingdee.profile import Form, Kind
from salessupport_kingdee.wire import Bill

CODES = Codes(CURRENCIES, METHODS)
KEY = Key.of("post", "X").short()
"""The number of a bill that is ours."""


def as_read(form: Form, bill: Bill, *, status: str = "C") -> Bill:
    """A bill as a query reads it after it was written: through its model, as JSON, into rows."""
    model = json.loads(json.dumps(wire.model_of(form, bill, {}, anew=False), default=_bare), parse_float=Decimal)
    flat = _flat(model)
    own = {
        form.pk: 7,
        form.number: bill.number,
        form.status: status,
        **dict.fromkeys(form.stamps, "2026-03-02T09:00:00"),
    }
    sums = {one.key: bill.head.get(name) for name, one in form.fields.items() if one.compared and not one.written}
    values = {**flat, **sums, **own}
    head = wire.head_of(form, [values.get(key.removesuffix(".FNumber")) for key in wire.head_keys(form)])
    rows = {}
    for name, entry in form.entries.items():
        lines = [
            {**_flat(line), form.pk: 7, entry.id: place, entry.seq: place}
            for place, line in enumerate(model[entry.key], 1)
        ]
        told = [[line.get(key.removesuffix(".FNumber")) for key in wire.line_keys(form, entry)] for line in lines]
        rows[name] = tuple(wire.lines_of(entry, told).get("7", []))
    return evolve(head, rows=rows)


def _flat(model: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in model.items():
        if isinstance(value, dict):
            flat |= {key: value["FNumber"]} if "FNumber" in value else _flat(value)
        else:
            flat[key] = value
    return flat


def _bare(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
fen = st.integers(1, 10**12)
quantities = st.decimals(Decimal("0.0001"), Decimal(99999), places=4)
names = st.text("中文abc-'01", min_size=1, max_size=30).map(str.strip).filter(bool)


@st.composite
def orders(draw: st.DrawFn) -> Any:
    """Orders of any lines."""
    document = order("SO-1", *[(1, "1")] * draw(st.integers(1, 4)), customer=draw(names))
    lines = tuple(
        evolve(
            line,
            qty=Quantity(draw(quantities)),
            price=Price(draw(quantities)),
            discount=draw(st.none() | st.just(Ratio(Decimal("0.05")))),
            tax_rate=draw(st.none() | st.sampled_from([Ratio(Decimal(one)) for one in ("0.13", "0.06", "0.005")])),
        )
        for line in document.lines
    )
    head = evolve(
        document.order,
        ordered_on=draw(days),
        promised_on=draw(st.none() | days),
        customer_ref=draw(st.none() | names),
        salesperson=draw(st.none() | names),
    )
    return evolve(document, order=head, lines=lines)


@st.composite
def invoices(draw: st.DrawFn) -> Any:
    """Invoices of every kind."""
    net, tax = draw(fen), draw(st.integers(0, 10**9))
    kind = draw(st.sampled_from(("invoice", "credit_note", "debit_note", "prepayment", "opening")))
    more = {"original": "INV-0"} if kind == "credit_note" else {}
    made = invoice("INV-1", net, tax, on=draw(days), kind=kind, order=draw(st.none() | st.just("SO-1")), **more)
    line = evolve(made.lines[0], qty=draw(st.none() | quantities.map(Quantity)))
    return evolve(made, lines=(line,))


class TestRoundTrip:
    @given(orders())
    def test_order(self, document: Any) -> None:
        """An order is read as it was written, its own line numbers too."""
        rows = order_rows(as_read(ORDERS, order_bill(document, KEY, CODES)), CODES)
        assert rows == {"orders": (document.order,), "order_lines": document.lines}

    @given(invoices())
    def test_invoice(self, document: Any) -> None:
        """An invoice or credit note is read as it was written: amounts above zero, the kind says the sign."""
        out, back = Names({"SO-1": "B1"}, {"INV-0": "B0"}), Names({"B1": "SO-1"}, {"B0": "INV-0"})
        bill = invoice_bill(document, KEY, CODES, out)
        rows = invoice_rows(as_read(INVOICES, bill), CODES, back)
        assert rows == {"invoices": (document.invoice,), "invoice_lines": document.lines}

    @given(fen, st.integers(0, 5000), st.lists(fen, max_size=3), days)
    def test_receipt(self, amount: int, fee: int, placed: list[int], on: date) -> None:
        """A receipt is read as it was written, its fee beside the amount, its sources as allocations."""
        document = settlement("R-1", amount, *((f"I{n}", part) for n, part in enumerate(placed)), on=on, fee=fee)
        ours = {f"I{n}": f"B{n}" for n in range(len(placed))}
        bill = receipt_bill(document, KEY, CODES, Names(invoices=ours))
        rows = receipt_rows(as_read(FORMS["receipts"], bill), CODES, Names(invoices={v: k for k, v in ours.items()}))
        assert rows == {"receipts": (document.receipt,), "allocations": document.allocations}

    @given(names, names, st.none() | names, st.none() | names)
    def test_customer(self, number: str, name: str, phone: str | None, address: str | None) -> None:
        """A customer is read as it was written, under its own number."""
        customer = Customer(id=number, name=name, phone=phone, address=address, currency="CNY")
        bill = as_read(FORMS["customers"], customer_bill(customer, KEY, CODES))
        change = change_of("customers", bill, CODES)
        assert (change.ref.id, change.rows["customers"]) == (number, (customer,))

    @given(invoices())
    def test_no_float(self, document: Any) -> None:
        """A model holds decimals, texts and whole numbers, never a float."""
        model = wire.model_of(INVOICES, invoice_bill(document, KEY, CODES, Names()), {}, anew=False)

        def kinds(value: Any) -> set[type]:
            if isinstance(value, dict):
                return set().union(*map(kinds, value.values()))
            return set().union(*map(kinds, value)) if isinstance(value, list) else {type(value)}

        assert kinds(model) <= {Decimal, str, int, type(None)}


class TestDifferences:
    @given(orders(), st.integers(1, 99))
    def test_found(self, document: Any, more: int) -> None:
        """A quantity that differs is told; what is the same is not."""
        meant = order_bill(document, KEY, CODES)
        stands = as_read(ORDERS, meant)
        assert not list(wire.differences(ORDERS, meant, stands))
        first, *rest = stands.rows["lines"]
        other = evolve(stands, rows={"lines": ({**first, "qty": Decimal(str(first["qty"])) + more}, *rest)})
        assert list(wire.differences(ORDERS, meant, other))
        assert version(stands) != version(other)

    def test_lines(self) -> None:
        """A line too few is told."""
        meant = order_bill(order("S", (1, "1"), (2, "2")), KEY, CODES)
        stands = as_read(ORDERS, meant)
        assert list(wire.differences(ORDERS, meant, evolve(stands, rows={"lines": stands.rows["lines"][:1]})))


class TestStates:
    @pytest.mark.parametrize(
        ("status", "cancelled", "meaning"),
        [
            ("C", "A", "confirmed"),
            ("C", None, "confirmed"),
            ("C", "B", "cancelled"),
            *[(status, "A", "draft") for status in ("Z", "A", "B", "D", "", "X", "审核")],
        ],
    )
    def test_order(self, status: str, cancelled: str | None, meaning: str) -> None:
        """Only an audited order is confirmed; a state that nobody knows is a draft."""
        bill = as_read(ORDERS, order_bill(order("S"), KEY, CODES), status=status)
        bill = evolve(bill, head={**bill.head, "cancelled": cancelled})
        assert order_rows(bill, CODES)["orders"][0].status == meaning  # type: ignore[attr-defined]

    @pytest.mark.parametrize("status", ["Z", "A", "B", "D", "", "X"])
    def test_invoice(self, status: str) -> None:
        """Only an audited receivable is issued."""
        bill = as_read(INVOICES, invoice_bill(invoice("I"), KEY, CODES, Names()), status=status)
        assert invoice_rows(bill, CODES, Names())["invoices"][0].status == "draft"  # type: ignore[attr-defined]

    def test_customer(self) -> None:
        """A customer who is forbidden, or in a state that nobody knows, is on hold; one never audited is not there."""
        bill = as_read(FORMS["customers"], customer_bill(Customer(id="C", name="N"), "K", CODES))
        for state, held in (("A", False), (None, False), ("B", True), ("?", True)):
            change = change_of("customers", evolve(bill, head={**bill.head, "forbidden": state}), CODES)
            assert bool(change.rows["customers"][0].on_hold_reason) == held  # type: ignore[attr-defined]
        assert change_of("customers", evolve(bill, status="A"), CODES).deleted

    def test_sign(self) -> None:
        """A receivable below zero is a credit note, whatever its kind says."""
        bill = invoice_bill(invoice("I", kind="credit_note"), KEY, CODES, Names())
        read = as_read(INVOICES, evolve(bill, head={**bill.head, "kind": "invoice"}))
        assert invoice_rows(read, CODES, Names())["invoices"][0].kind == "credit_note"  # type: ignore[attr-defined]


class TestDeliveries:
    def test_orders(self) -> None:
        """An out-stock bill of two orders is two deliveries, shipped and not delivered; a line of no order is none."""
        lines = [("B1", "11", 2), ("B2", "21", 3), ("B1", "12", 1), (None, None, 9)]
        rows = tuple({"order": o, "order_entry": e, "qty": Decimal(q)} for o, e, q in lines)
        bill = Bill({"shipped_on": TODAY, "waybill": "W"}, {"lines": rows}, number="OUT1", status="C")
        names_ = Names({"B1": "SO-1", "B2": "SO-2"}, order_lines={"11": 1, "12": 2, "21": 1})
        read = delivery_rows(bill, names_)
        heads: Any = read["deliveries"]
        assert [(one.id, one.order, one.shipped_on, one.delivered_on) for one in heads] == [
            ("OUT1/SO-1", "SO-1", TODAY, None),
            ("OUT1/SO-2", "SO-2", TODAY, None),
        ]
        told: Any = read["delivery_lines"]
        assert [(one.delivery, one.order_line, int(one.qty)) for one in told] == [
            ("OUT1/SO-1", 1, 2),
            ("OUT1/SO-1", 2, 1),
            ("OUT1/SO-2", 1, 3),
        ]


class TestValues:
    @pytest.mark.parametrize("value", [True, 1.5, "1e3", "abc", [1]])
    def test_no_number(self, value: object) -> None:
        """What is no exact number is refused."""
        with pytest.raises(ContractViolation):
            wire.number_of(value)

    @given(st.decimals(-(10**12), 10**12, places=10))
    def test_number(self, value: Decimal) -> None:
        """A number is the same, bare or as a text."""
        assert wire.number_of(value) == value == wire.number_of(format(value, "f"))

    @pytest.mark.parametrize(
        ("text", "day"), [("2026-01-05T23:59:59", date(2026, 1, 5)), ("0001-01-01T00:00:00", None), (" ", None)]
    )
    def test_day(self, text: str, day: date | None) -> None:
        """A day is the day of Shanghai that stands there; the empty time is none."""
        assert wire.day_of(text) == day

    def test_time(self) -> None:
        """A time has the zone of Shanghai, and is written back as it was."""
        at = wire.time_of("2026-01-05T00:30:00")
        assert at.utcoffset() == timedelta(hours=8)
        assert wire.time_text(at) == "2026-01-05T00:30:00"

    @given(st.text("ab'%;-中"))
    def test_quoted(self, text: str) -> None:
        """A text in a condition cannot leave its quotes."""
        assert filters.quoted(text)[1:-1].replace("''", "") == text.replace("'", "")

    def test_control(self) -> None:
        """A line end in what is searched for is refused."""
        with pytest.raises(InvalidRemoteInput):
            filters.equal("F", "a\nb")

    def test_unknown_code(self) -> None:
        """A currency or way of paying without a number is refused by name, both ways."""
        with pytest.raises(InvalidRemoteInput, match="USD"):
            CODES.currency_out("USD")
        with pytest.raises(ContractViolation, match="PRE007"):
            CODES.currency_in("PRE007")
        with pytest.raises(InvalidRemoteInput, match="bill"):
            receipt_bill(
                evolve(settlement("R", 1), receipt=evolve(settlement("R", 1).receipt, method="bill")),
                "K",
                CODES,
                Names(),
            )

    def test_finer_than_the_currency(self) -> None:
        """An amount finer than its currency is refused, not rounded."""
        bill = as_read(INVOICES, invoice_bill(invoice("I"), KEY, CODES, Names()))
        with pytest.raises(ContractViolation, match="gross"):
            invoice_rows(evolve(bill, head={**bill.head, "gross": Decimal("1.001")}), CODES, Names())


def test_profile_is_whole() -> None:
    """Every form has what it needs, and asks for references by number."""
    for form in FORMS.values():
        assert all(form.fields[name].key for name in form.needed)
        for one in form.fields.values():
            assert one.asked.endswith(".FNumber") == (one.kind is Kind.REF)
