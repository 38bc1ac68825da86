"""Bills as people leave them, whatever stands on them, without a fake: what is read keeps the laws of the books."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from salessupport.domain.values.money import Money
from salessupport.spi.keys import Key

from kingdee_lab import TODAY
from salessupport_kingdee.codes import Codes
from salessupport_kingdee.config import CURRENCIES, METHODS
from salessupport_kingdee.mapping_invoices import invoice_rows
from salessupport_kingdee.mapping_orders import delivery_rows, order_rows
from salessupport_kingdee.mapping_receipts import receipt_rows
from salessupport_kingdee.names import Names, line_numbers, our_number
from salessupport_kingdee.wire import Bill

CODES = Codes({**CURRENCIES, "USD": "PRE007", "JPY": "PRE003"}, METHODS)
DIGITS = {"PRE001": 2, "PRE007": 2, "PRE003": 0}
NAMES = Names(
    orders={"XSDD1": "SO-1", "XSDD2": "SO-2"},
    invoices={"AR1": "INV-1", "AR2": "INV-2"},
    order_lines={"11": 10, "12": 20, "21": 10},
    issued={"AR1": TODAY, "AR2": TODAY + timedelta(days=9)},
)
"""What is known: two orders, one with two lines and one with one, and two receivables."""
ENTRIES = {"XSDD1": ("11", "12"), "XSDD2": ("21",), "XSDD9": ("91",)}
"""Lines by their orders; the last order is another organisation's, so that it is not known."""
KEY = Key.of("post_invoice", "INV-9").short()
statuses = st.sampled_from(("Z", "A", "B", "C", "D", "", "?"))
minors = st.integers(-(10**9), 10**9)


@st.composite
def sent(draw: st.DrawFn) -> dict[str, Any]:
    """A line of out-stock: of a known order, of another one's, of none, or with a line that nobody knows."""
    order = draw(st.sampled_from((*ENTRIES, None)))
    entry = draw(st.sampled_from((*ENTRIES.get(order or "", ()), "99", None)))
    return {"order": order, "order_entry": entry, "qty": Decimal(draw(st.integers(0, 99)))}


class TestDeliveries:
    def of(self, lines: list[dict[str, Any]]) -> tuple[Any, Any]:
        """What is read of an out-stock bill: its heads and lines."""
        bill = Bill({"shipped_on": TODAY, "waybill": None}, {"lines": tuple(lines)}, number="OUT1", status="C")
        rows = delivery_rows(bill, NAMES)
        return rows["deliveries"], rows["delivery_lines"]

    @given(st.lists(sent(), max_size=6))
    def test_quantities(self, lines: list[dict[str, Any]]) -> None:
        """Of each line of each known order just what the bill sends is shipped, however its lines are mixed."""
        heads, rows = self.of(lines)
        order_of = {head.id: head.order for head in heads}
        assert len(order_of) == len(heads)
        read: Counter[Any] = Counter()
        for row in rows:
            read[order_of[row.delivery], row.order_line] += row.qty
        meant: Counter[Any] = Counter()
        for line in lines:
            if line["order"] in NAMES.orders and line["order_entry"] in NAMES.order_lines:
                meant[NAMES.orders[line["order"]], NAMES.order_lines[line["order_entry"]]] += line["qty"]
        assert +read == +meant

    @given(st.lists(sent(), max_size=6), st.randoms())
    def test_heads(self, lines: list[dict[str, Any]], chance: Any) -> None:
        """One delivery for each known order, or one of none; none has arrived; the order of lines says nothing."""
        heads, rows = self.of(lines)
        orders = [head.order for head in heads]
        assert set(orders) <= {*NAMES.orders.values(), None}
        assert heads
        assert len(set(orders)) == len(orders)
        alone = len(heads) == 1
        assert [head.id for head in heads] == ["OUT1" if alone else f"OUT1/{order}" for order in orders]
        assert all((head.shipped_on, head.delivered_on) == (TODAY, None) for head in heads)
        mixed = list(lines)
        chance.shuffle(mixed)
        again, others = self.of(mixed)
        assert (again, Counter(others)) == (heads, Counter(rows))


class TestNumbers:
    @given(st.lists(st.none() | st.decimals(-3, 9, places=1), max_size=8))
    def test_lines(self, told: list[Decimal | None]) -> None:
        """No two lines have one number; the first that was given a number has it; without any, places are numbers."""
        rows: list[Any] = [{"line": line, "seq": Decimal(place)} for place, line in enumerate(told, 1)]
        numbers = line_numbers(rows)
        assert len(set(numbers)) == len(numbers) == len(told)
        assert all(number > 0 for number in numbers)
        for at, line in enumerate(told):
            if line is not None and line > 0 and line == int(line) and line not in told[:at]:
                assert numbers[at] == line
        bare: list[Any] = [{**row, "line": None} for row in rows]
        assert line_numbers(bare) == list(range(1, len(told) + 1))

    @given(st.lists(st.none() | st.integers(0, 3).map(Decimal), max_size=5))
    def test_places(self, places: list[Decimal | None]) -> None:
        """Lines have numbers of their own also where their places are missing or the same."""
        rows: list[Any] = [{"seq": place} for place in places]
        assert len(set(line_numbers(rows))) == len(places)

    @given(st.integers(), st.text(min_size=1, max_size=30), st.text("XSDKAR0123456789", min_size=1, max_size=26))
    def test_ours(self, part: int, told: str, number: str) -> None:
        """Our number counts on a bill that a key numbered, and on no other: a copy goes by its own."""
        key = Key.of("post_order", f"-{part}").short()
        assert our_number(told, key) == (told.strip() or key)
        assert our_number(None, key) == key
        if len(number) < 26 or set(number) & set("0189"):
            assert our_number(told, number) == number


@st.composite
def claimed(draw: st.DrawFn, place: int, net: int) -> dict[str, Any]:
    """A line of a receivable without its amounts, copied or not, of an order or not, from wherever it came."""
    qty = draw(st.none() | st.integers(0, 9))
    return {
        "line": draw(st.none() | st.integers(0, 3).map(Decimal)),
        "seq": Decimal(place),
        "qty": None if qty is None else Decimal(qty if net >= 0 else -qty),
        "tax_rate": Decimal(13),
        "order": draw(st.sampled_from((None, "XSDD1", "XSDD2", "XSDD9"))),
        "source_form": draw(st.sampled_from((None, "AR_receivable", "SAL_OUTSTOCK"))),
        "source": draw(st.sampled_from((None, "AR1", "AR2"))),
    }


def worth(net: int, tax: int, unit: Decimal) -> dict[str, Any]:
    """The amounts of a line, its tax of the sign of its net."""
    signed = tax if net >= 0 else -tax
    return {"net": net * unit, "tax": signed * unit, "gross": (net + signed) * unit}


@st.composite
def receivables(draw: st.DrawFn) -> Bill:
    """A receivable that adds up, with lines of either sign, in any state and currency, copied or not."""
    currency = draw(st.sampled_from(tuple(DIGITS)))
    unit = Decimal(1).scaleb(-DIGITS[currency])
    drawn = draw(st.lists(st.tuples(minors, st.integers(0, 10**6)), min_size=1, max_size=4))
    lines = [{**draw(claimed(place, net)), **worth(net, tax, unit)} for place, (net, tax) in enumerate(drawn, 1)]
    head: dict[str, Any] = {
        "id": draw(st.none() | st.just("INV-9")),
        "kind": draw(st.sampled_from((None, "invoice", "credit_note", "debit_note", "其他"))),
        "customer": "C1",
        "issued_on": TODAY,
        "currency": currency,
        "rate": draw(st.none() | st.decimals(0, 9, places=2)),
        "cancelled": draw(st.sampled_from((None, "A", "B"))),
        **{name: sum((line[name] for line in lines), Decimal(0)) for name in ("net", "gross")},
    }
    number = draw(st.sampled_from(("AR9", KEY)))
    return Bill(head, {"lines": tuple(lines)}, number=number, status=draw(statuses))


class TestInvoices:
    @given(receivables())
    def test_adds_up(self, bill: Bill) -> None:
        """Amounts are above zero, the kind says the sign; they and those of the lines add up to the cent."""
        rows = invoice_rows(bill, CODES, NAMES)
        (head,), lines = rows["invoices"], rows["invoice_lines"]
        invoice: Any = head
        sign = -1 if invoice.kind == "credit_note" else 1
        assert invoice.gross.minor >= 0
        assert Decimal(str(invoice.gross)) * sign == bill.head["gross"]
        assert invoice.net + invoice.tax == invoice.gross
        zero = Money.zero(invoice.currency)
        assert sum((line.gross for line in lines), zero) == invoice.gross  # type: ignore[attr-defined]
        assert sum((line.net for line in lines), zero) == invoice.net  # type: ignore[attr-defined]

    @given(receivables())
    def test_lines(self, bill: Bill) -> None:
        """Every line is read, each under a number of its own, with a quantity above zero or none."""
        lines: Any = invoice_rows(bill, CODES, NAMES)["invoice_lines"]
        assert len({line.line for line in lines}) == len(lines) == len(bill.rows["lines"])
        assert all(line.qty is None or line.qty > 0 for line in lines)

    @given(receivables())
    def test_state(self, bill: Bill) -> None:
        """Only an audited receivable that nobody cancelled is issued; only what corrects has an original."""
        invoice: Any = invoice_rows(bill, CODES, NAMES)["invoices"][0]
        assert (invoice.status == "issued") == (bill.status == "C" and bill.head["cancelled"] != "B")
        assert (invoice.status == "void") == (bill.head["cancelled"] == "B")
        assert invoice.original is None or invoice.kind in ("credit_note", "debit_note")
        assert invoice.id == (bill.number if bill.number == "AR9" or bill.head["id"] is None else "INV-9")
        assert invoice.rate is None or invoice.rate > 0


@st.composite
def sources(draw: st.DrawFn) -> dict[str, Any]:
    """A source of a receipt: a receivable known or not, an order, another claim."""
    form = draw(st.sampled_from((None, "AR_receivable", "AR_RECEIVABLE", "SAL_SaleOrder", "AR_OtherRecAble")))
    number = draw(st.sampled_from(("AR1", "AR2", "AR7", "XSDD1", None)))
    return {"form": form, "invoice": number, "placed": Decimal(draw(st.integers(1, 10**6))) / 100}


class TestReceipts:
    @given(st.lists(sources(), max_size=5), st.integers(-20, 20))
    def test_placed(self, some: list[dict[str, Any]], days: int) -> None:
        """Money is placed on receivables alone, in the amounts that stand there, when both sides were there."""
        on = TODAY + timedelta(days=days)
        head: dict[str, Any] = {"customer": "C1", "received_on": on, "currency": "PRE001"}
        bill = Bill(head, {"lines": ({"total": Decimal(9)},), "sources": tuple(some)}, number="SKD1", status="C")
        rows: Any = receipt_rows(bill, CODES, NAMES)["allocations"]
        meant = [one for one in some if one["invoice"] and (one["form"] or "ar_receivable").lower() == "ar_receivable"]
        assert [(row.target, Decimal(str(row.amount))) for row in rows] == [
            (NAMES.invoices.get(one["invoice"], one["invoice"]), one["placed"]) for one in meant
        ]
        assert [row.effective_on for row in rows] == [max(on, NAMES.issued.get(one["invoice"], on)) for one in meant]
        assert len({row.id for row in rows}) == len(rows)
        assert {row.source for row in rows} <= {"SKD1"}

    @given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 99)), min_size=1, max_size=4))
    def test_lines(self, some: list[tuple[int, int]]) -> None:
        """Several lines are one sum, what the bank kept beside it."""
        lines = tuple({"total": Decimal(total) / 100, "fee": Decimal(fee) / 100} for total, fee in some)
        head: dict[str, Any] = {"customer": "C1", "received_on": TODAY, "currency": "PRE001"}
        receipt: Any = receipt_rows(Bill(head, {"lines": lines}, number="SKD1"), CODES, NAMES)["receipts"][0]
        kept = receipt.bank_fee or Money.zero("CNY")
        assert (receipt.amount + kept).minor == sum(total for total, _ in some)
        assert kept.minor == sum(fee for _, fee in some)


class TestOrders:
    @given(
        statuses,
        st.sampled_from((None, "A", "B")),
        st.sampled_from((None, "A", "B")),
        st.lists(st.tuples(st.integers(1, 9), st.none() | st.integers(0, 9).map(Decimal)), max_size=3),
    )
    def test_state(self, status: str, closed: str | None, cancelled: str | None, lines: list[Any]) -> None:
        """Cancelled goes before all; only an audited order is confirmed, or closed short if some of it is left."""
        rows = tuple({"product": "P1", "qty": Decimal(qty), "price": Decimal(1), "sent": out} for qty, out in lines)
        head: dict[str, Any] = {"customer": "C1", "ordered_on": TODAY, "closed": closed, "cancelled": cancelled}
        read: Any = order_rows(Bill(head, {"lines": rows}, number="XSDD1", status=status), CODES)["orders"][0]
        left = any(out is not None and out < qty for qty, out in lines)
        confirmed = "closed_short" if closed == "B" and left else "confirmed"
        assert read.status == ("cancelled" if cancelled == "B" else confirmed if status == "C" else "draft")
