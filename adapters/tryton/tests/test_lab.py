"""The laboratory's people at the real server: what they enter and change there is what the adapter reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from salessupport.domain.facts import Allocation, Delivery, DeliveryLine, Order, OrderLine, Receipt
from salessupport.domain.values.quantity import Price, Quantity
from salessupport.spi.keys import Key

from papers import RATE, invoice, latest, order, yuan
from salessupport_tryton.lab.person import Refused

DAY = date(2026, 2, 20)
Rows = Mapping[str, tuple[Any, ...]]


def sale(*lines: tuple[str, str, str], mark: str = "M-1", customer: str = "C2") -> Rows:
    """A sale of product, quantity and price."""
    head = Order(id=mark, customer=customer, ordered_on=DAY, currency="CNY", status="confirmed")
    made = tuple(
        OrderLine(order=mark, line=no, product=p, qty=Quantity(Decimal(q)), price=Price(Decimal(x)), tax_rate=RATE)
        for no, (p, q, x) in enumerate(lines, 1)
    )
    return {"orders": (head,), "order_lines": made}


def charged(net: str, tax: str, mark: str = "I-1") -> Rows:
    """An invoice of one line."""
    made = invoice(mark, ("1", net, tax), on=DAY, customer="C2", due_on=date(2026, 3, 22), currency="CNY")
    return {"invoices": (made.invoice,), "invoice_lines": made.lines}


def money(amount: str, mark: str = "R-1") -> Rows:
    """Money that came."""
    return {
        "receipts": (
            Receipt(
                id=mark,
                customer="C2",
                received_on=DAY,
                amount=yuan(amount),
                currency="CNY",
                method="bank",
                remittance="货款",
            ),
        )
    }


def shipped(*lines: tuple[int, str], mark: str = "D-1", order: str = "M-1", on: date = DAY) -> Rows:
    """A delivery of order lines and quantities."""
    made = tuple(DeliveryLine(delivery=mark, order_line=no, qty=Quantity(Decimal(q))) for no, q in lines)
    return {"deliveries": (Delivery(id=mark, order=order, shipped_on=on),), "delivery_lines": made}


def placed(rows: Rows, *parts: tuple[str, str]) -> Rows:
    """Money placed on invoices."""
    (receipt,) = rows["receipts"]
    made = tuple(
        Allocation(id=f"A-{no}", source=receipt.id, target=target, amount=yuan(amount), effective_on=DAY)
        for no, (target, amount) in enumerate(parts, 1)
    )
    return {**rows, "allocations": made}


class TestOrders:
    @pytest.mark.parametrize(
        "lines", [[("P1", "3", "9.99")], [("P2", "1", "0.01"), ("P1", "9", "9999.99"), ("P2", "2", "17.50")]]
    )
    def test_a_sale_that_a_person_enters_is_read_as_it_was_entered(
        self, site: Any, sales: Any, lines: list[tuple[str, str, str]]
    ) -> None:
        """Lines, prices, tax, customer and day are those of the person; the id is the number that Tryton gave."""
        rows = sale(*lines)
        ref = site.enter("orders", rows)
        came = latest(sales)[0][ref].rows
        assert came["orders"] == (evolve(rows["orders"][0], id="1"),)
        assert came["order_lines"] == tuple(evolve(line, order="1") for line in rows["order_lines"])

    def test_what_a_sale_is_worth_is_seen_with_its_tax(self, site: Any, sales: Any) -> None:
        """The server's own total of a sale, tax included, is what is seen, of people's sales and of ours."""
        site.enter("orders", sale(("P1", "3", "10.00")))
        sales.post_order(order("SO-1", ("2", "10.00")), key=Key.of("lab", "1"))
        assert {(one.mark, one.total) for one in site.seen() if one.kind == "orders"} == {
            ("", yuan("33.90")),
            ("SO-1", yuan("22.60")),
        }

    def test_a_sale_that_a_person_deletes_is_gone(self, site: Any, sales: Any) -> None:
        """A confirmed sale is cancelled and deleted there, and not read any more."""
        ref = site.enter("orders", sale(("P1", "3", "10.00")))
        site.delete(ref)
        assert ref not in latest(sales)[0]

    def test_goods_that_come_back_are_a_sale_of_less_than_nothing(self, site: Any, sales: Any, person: Any) -> None:
        """Tryton takes goods back by a sale of its own, which is read as an order; its shipment is no delivery."""
        ref = site.enter("orders", sale(("P1", "-2", "10.00")))
        person.press("sale.sale.process", int(ref.id))
        found, _ = latest(sales)
        assert [line.qty for line in found[ref].rows["order_lines"]] == [-2]
        assert {each.kind for each in found} == {"orders"}
        assert person.call("stock.shipment.out.return.search", []) != []


class TestInvoices:
    @pytest.mark.parametrize(("net", "tax"), [("100.00", "13.00"), ("0.50", "0.07"), ("9999.99", "1300.00")])
    def test_an_invoice_that_a_person_posts_is_read_as_it_was_entered(
        self, site: Any, sales: Any, net: str, tax: str
    ) -> None:
        """Net, tax (rounded half up, as it was printed), day and due day are those of the person."""
        rows = charged(net, tax)
        ref = site.enter("invoices", rows)
        came = latest(sales)[0][ref].rows
        number = came["invoices"][0].id
        assert number.startswith("INV-")
        assert came["invoices"] == (evolve(rows["invoices"][0], id=number, number=number),)
        assert came["invoice_lines"] == (evolve(rows["invoice_lines"][0], invoice=number),)

    def test_a_posted_invoice_cannot_be_deleted(self, site: Any) -> None:
        """Tryton refuses it, and so the person is refused."""
        with pytest.raises(Refused):
            site.delete(site.enter("invoices", charged("1.00", "0.13")))


class TestMoney:
    def test_money_that_a_person_enters_is_read_and_not_placed(self, site: Any, sales: Any) -> None:
        """Amount, customer, day and what the payer wrote are read; nothing is placed."""
        rows = money("77.70")
        ref = site.enter("receipts", rows)
        came = latest(sales)[0][ref].rows
        (head,) = came["receipts"]
        assert head == evolve(rows["receipts"][0], id=head.id, method=head.method)
        assert "allocations" not in came

    @pytest.mark.parametrize(
        ("came", "part"),
        [("113.00", "113.00"), ("50.00", "50.00"), ("200.00", "113.00"), ("50.00", "12.34"), ("200.00", "0.01")],
        ids=["all of both", "all of the money", "all of the invoice", "part of both", "next to nothing"],
    )
    def test_money_that_a_person_places_comes_again(self, site: Any, sales: Any, came: str, part: str) -> None:
        """However people place it (reconciled, a payment line, split before), it is told in an increment."""
        bill, rows = site.enter("invoices", charged("100.00", "13.00")), money(came)
        ref = site.enter("receipts", rows)
        aged(site)
        site.enter("receipts", money("1.00", "R-2"))
        before, cursor = latest(sales)
        assert ref not in latest(sales, cursor)[0]
        site.change(ref, placed(rows, ("I-1", part)))
        after, _ = latest(sales, cursor)
        number = before[bill].rows["invoices"][0].id
        assert after[ref].rows["receipts"] == before[ref].rows["receipts"]
        assert [(one.source, one.target, one.amount) for one in after[ref].rows["allocations"]] == [
            (after[ref].rows["receipts"][0].id, number, yuan(part))
        ]
        assert after[ref].version != before[ref].version

    def test_money_is_placed_in_several_parts_on_several_invoices(self, site: Any, sales: Any) -> None:
        """What is left of money that was split is split again, and each part keeps its name."""
        site.enter("invoices", charged("100.00", "13.00", "I-1"))
        site.enter("invoices", charged("200.00", "26.00", "I-2"))
        rows = money("300.00")
        ref = site.enter("receipts", rows)
        site.change(ref, placed(rows, ("I-1", "113.00")))
        aged(site)
        other = money("1.00", "R-2")
        site.change(site.enter("receipts", other), placed(other, ("I-2", "0.50")))
        first, cursor = latest(sales)
        assert ref not in latest(sales, cursor)[0]
        site.change(ref, placed(rows, ("I-2", "150.00"), ("I-2", "10.00")))
        again, _ = latest(sales, cursor)
        one, two, three = again[ref].rows["allocations"]
        assert (one,) == first[ref].rows["allocations"]
        assert (one.amount, {two.amount, three.amount}) == (yuan("113.00"), {yuan("150.00"), yuan("10.00")})
        assert two.target == three.target != one.target
        assert len({one.id, two.id, three.id}) == 3

    def test_what_the_pay_wizard_makes_is_a_receipt_with_its_place(self, site: Any, sales: Any, person: Any) -> None:
        """Money that people enter by *Pay Invoice* is read with what it pays."""
        bill = site.enter("invoices", charged("100.00", "13.00"))
        _, cursor = latest(sales)
        pay(person, int(bill.id), Decimal("13.00"))
        (found,) = (change for ref, change in latest(sales, cursor)[0].items() if ref.kind == "receipts")
        assert [(one.amount, one.target[:4]) for one in found.rows["allocations"]] == [(yuan("13.00"), "INV-")]
        assert found.rows["receipts"][0].amount == yuan("13.00")

    def test_open_items_know_what_people_placed(self, site: Any, sales: Any) -> None:
        """What is placed is not open any more, whichever way it was placed."""
        rows = money("200.00")
        site.enter("invoices", charged("100.00", "13.00"))
        site.change(site.enter("receipts", rows), placed(rows, ("I-1", "100.00")))
        assert [item.open for item in sales.open_items(as_of=date(2026, 12, 1))] == [yuan("13.00")]


def aged(site: Any) -> None:
    """Let a day pass for what concerns money, so that an increment does not hand it over for its own sake."""
    dates = "create_date = datetime(create_date, '-1 days'), write_date = datetime(write_date, '-1 days')"
    with closing(sqlite3.connect(site.fake.place.running.database)) as tables, tables:
        for table in ("account_move", "account_invoice", "account_move_reconciliation"):
            tables.execute(f"UPDATE {table} SET {dates}")


def pay(person: Any, invoice: int, amount: Decimal) -> None:
    """Pay a part of an invoice with the wizard."""
    about = {"active_model": "account.invoice", "active_id": invoice, "active_ids": [invoice]}
    session, *_ = person.call("account.invoice.pay.create")

    def step(name: str, **states: Any) -> dict[str, Any]:
        view = person.call("account.invoice.pay.execute", session, states, name, **about).get("view", {})
        return {name: value for name, value in view.get("defaults", {}).items() if not name.endswith(".")}

    method = person.first("account.invoice.payment.method")
    start = {**step("start"), "amount": amount, "payment_method": method, "date": DAY}
    ask = {**step("choice", start=start), "type": "partial"}
    step("pay", start=start, ask=ask)
    person.call("account.invoice.pay.delete", session)


class TestDeliveries:
    @pytest.mark.parametrize("sent", [[(1, "3"), (2, "5")], [(1, "1"), (2, "4")], [(2, "5")]])
    def test_what_a_person_ships_is_read(self, site: Any, sales: Any, sent: list[tuple[int, str]]) -> None:
        """All of a sale, some of each line, or one line alone leaves on its day, and is read as that."""
        sold = site.enter("orders", sale(("P1", "3", "10.00"), ("P2", "5", "1.00")))
        on = date(2026, 2, 25)
        ref = site.enter("deliveries", shipped(*sent, on=on))
        found, _ = latest(sales)
        came = found[ref].rows
        (head,) = came["deliveries"]
        assert (head.order, head.shipped_on, head.delivered_on) == (found[sold].rows["orders"][0].id, on, None)
        assert [(line.order_line, str(line.qty)) for line in came["delivery_lines"]] == sent

    def test_a_sale_is_shipped_in_parts(self, site: Any, sales: Any) -> None:
        """The second part is a shipment of its own, of what the first left; what waits is no delivery."""
        site.enter("orders", sale(("P1", "3", "10.00"), ("P1", "5", "1.00")))
        one = site.enter("deliveries", shipped((1, "1"), mark="D-1"))
        first, cursor = latest(sales)
        two = site.enter("deliveries", shipped((1, "2"), (2, "4"), mark="D-2"))
        later, _ = latest(sales, cursor)
        sent = [
            [(line.order_line, line.qty) for line in found.rows["delivery_lines"]] for found in (first[one], later[two])
        ]
        assert sent == [[(1, 1)], [(1, 2), (2, 4)]]
        assert [ref for ref, change in first.items() if ref.kind == "deliveries" and not change.deleted] == [one]
