"""Shipments as deliveries: what left alone, of which line of which order, without a server and on a real one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from salessupport.domain.facts import Delivery
from salessupport.spi.keys import Key

from papers import order
from salessupport_tryton.shipments import ordered_lines, shipment_rows
from salessupport_tryton.wire import Bare

ON = date(2026, 6, 10)
PIECE = {"id": 1, "factor": Bare(Decimal("1.0")), "rounding": Bare(Decimal("1.0"))}
DOZEN = {"id": 2, "factor": Bare(Decimal("12.0")), "rounding": Bare(Decimal("0.5"))}


def sale(number: str, *lines: int, unit: Any = PIECE, description: str | None = None) -> Any:
    made = [{"id": line, "type": "line", "sequence": None, "unit.": unit} for line in lines]
    return {"id": 1, "number": number, "description": description, "lines.": made}


def move(line: int | None, many: str, state: str = "done", unit: Any = PIECE) -> Any:
    origin = None if line is None else f"sale.line,{line}"
    return {"id": 1, "origin": origin, "quantity": Bare(Decimal(many)), "state": state, "unit.": unit}


def shipment(*moves: Any, state: str = "done", on: date | None = ON) -> Any:
    return {"id": 7, "number": "OUT-1", "state": state, "effective_date": on, "outgoing_moves.": list(moves)}


SALES = [sale("SO-1", 11, 12), sale("9", 21, description="SO-2 [salessupport:post_order:AAAA]")]


def rows(*moves: Any, **head: Any) -> Any:
    return shipment_rows(shipment(*moves, **head), ordered_lines(SALES))


class TestRows:
    def test_what_left_names_lines_as_the_orders_do(self) -> None:
        """A line is named by its place in its order, the day is the one on which it left, and nothing has arrived."""
        made = rows(move(12, "2.0"), move(11, "0.5"))
        assert made["deliveries"] == (Delivery(id="OUT-1", order="SO-1", shipped_on=ON),)
        assert [(line.delivery, line.order_line, line.qty) for line in made["delivery_lines"]] == [
            ("OUT-1", 1, Decimal("0.5")),
            ("OUT-1", 2, 2),
        ]

    def test_a_shipment_of_two_orders_is_two_deliveries(self) -> None:
        """Each has its own number, and an order of ours its own id."""
        made = rows(move(11, "1.0"), move(21, "2.0"))
        assert [(head.id, head.order) for head in made["deliveries"]] == [
            ("OUT-1/SO-1", "SO-1"),
            ("OUT-1/SO-2", "SO-2"),
        ]
        assert [(line.delivery, line.qty) for line in made["delivery_lines"]] == [("OUT-1/SO-1", 1), ("OUT-1/SO-2", 2)]

    def test_moves_of_one_line_are_one_line(self) -> None:
        """What was picked from two places left once."""
        assert [line.qty for line in rows(move(11, "1.0"), move(11, "2.0"))["delivery_lines"]] == [3]

    def test_quantities_are_in_the_unit_of_the_order(self) -> None:
        """A dozen of a line in pieces is twelve, and six pieces of a line in dozens are half of one."""
        assert [line.qty for line in rows(move(11, "1.0", unit=DOZEN))["delivery_lines"]] == [12]
        dozens = ordered_lines([sale("SO-1", 11, unit=DOZEN)])
        made: Any = shipment_rows(shipment(move(11, "6.0")), dozens)
        assert [line.qty for line in made["delivery_lines"]] == [Decimal("0.5")]

    def test_what_is_of_no_order_is_left_out(self) -> None:
        """Moves without a line of a sale, cancelled moves and empty ones are not what left."""
        made = rows(move(None, "1.0"), move(99, "1.0"), move(11, "1.0", "cancelled"), move(11, "0.0"), move(12, "4.0"))
        assert [(line.order_line, line.qty) for line in made["delivery_lines"]] == [(2, 4)]
        assert rows(move(None, "1.0")) is None

    @given(st.text() | st.sampled_from(["draft", "waiting", "assigned", "picked", "packed", "cancelled", "staging"]))
    def test_no_other_state_is_shipped(self, state: str) -> None:
        """States are total: one that nobody knows is not shipped."""
        shipped = state in ("shipped", "done")
        assert (rows(move(11, "1.0", "assigned"), state=state) is not None) is shipped

    def test_a_day_that_is_not_said_is_not_given(self) -> None:
        """What is on its way, and does not say since when, has left on no day."""
        assert rows(move(11, "1.0", "assigned"), state="shipped", on=None)["deliveries"][0].shipped_on is None


def read(port: Any, cursor: Any = None) -> tuple[list[Any], Any]:
    changes: list[Any] = []
    for batch in port.changes(cursor, kinds=["deliveries"]):
        changes += batch.items
        cursor = batch.cursor
    return changes, cursor


class TestServer:
    def test_our_orders_are_shipped_by_people(self, sales: Any, person: Any) -> None:
        """An order of ours makes no shipment by itself; one that people make of it names our order and its lines."""
        sold = sales.post_order(order("SO-1", ("2", "9.50"), ("4", "1.00")), key=Key.of("lab", "1"))
        number = int(sold.value.id)
        person.press("sale.sale.process", number)
        assert read(sales)[0] == []
        person.press("sale.sale.manual_shipment", number)
        (waiting,), cursor = read(sales)
        leave(person, int(waiting.ref.id), "do")
        (sent,), _ = read(sales, cursor)
        assert (waiting.deleted, sent.deleted, sent.ref) == (True, False, waiting.ref)
        assert [head.order for head in sent.rows["deliveries"]] == ["SO-1"]
        assert [(line.order_line, line.qty) for line in sent.rows["delivery_lines"]] == [(1, 2), (2, 4)]

    @pytest.mark.parametrize("last", ["ship", "do"])
    def test_a_shipment_that_is_cancelled_is_none(self, sales: Any, person: Any, last: str) -> None:
        """What left, or was on its way, and was cancelled is told as a delivery that is not there any more."""
        sales.post_order(order("SO-1"), key=Key.of("lab", "1"))
        for button in ("process", "manual_shipment"):
            person.press(f"sale.sale.{button}", person.first("sale.sale"))
        shipped = person.first("stock.shipment.out")
        leave(person, shipped, last)
        (sent,), cursor = read(sales)
        person.press("stock.shipment.out.cancel", shipped)
        (gone,), _ = read(sales, cursor)
        assert (sent.deleted, gone.deleted, gone.rows) == (False, True, {})
        assert gone.version != sent.version


def leave(person: Any, number: int, last: str) -> None:
    """Let a waiting shipment leave."""
    for button in ("assign_force", "pick", "pack", last):
        person.press(f"stock.shipment.out.{button}", number)
