"""Random valid histories of orders: one customer's orders, drawn event by event in the order of time.

Quantities are whole multiples of a line's unit, so that a test can count them. Laws: the checks of orders find no
fault in what is drawn, and no document exceeds what it corrects.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from attrs import define, evolve, field
from hypothesis import strategies as st

from salessupport.domain.facts import (
    Contract,
    Customer,
    Delivery,
    DeliveryLine,
    Facts,
    Invoice,
    InvoiceLine,
    Order,
    OrderEvent,
    OrderLine,
    Return,
    ReturnLine,
)
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company, Policies

FIRST = date(2026, 1, 5)
STEPS = (
    *("deliver",) * 4, *("invoice",) * 3, *("credit",) * 2, "return", "return", "amend", "amend", "draft", "draft",
    "prepay", "prepay", "by_amount", "by_amount", "note_by_amount", "close", "reopen", "cancel",
)  # fmt: skip
Key = tuple[str, int]


@define
class OrderDraft:
    """Rows so far, and each line's whole units by axis."""

    draw: st.DrawFn
    rows: dict[str, list[Any]] = field(factory=lambda: {name: [] for name in TABLES})
    units: dict[Key, Decimal] = field(factory=dict)
    counts: dict[Key, Counter[str]] = field(factory=dict)
    status: dict[str, str] = field(factory=dict)
    day: date = FIRST
    serial: int = 0

    def new_id(self, prefix: str) -> str:
        self.serial += 1
        return f"{prefix}-{self.serial}"

    def qty(self, key: Key, count: int) -> Any:
        return self.units[key] * count

    def event(self, order: str, kind: Any, **more: Any) -> None:
        one = OrderEvent(id=self.new_id("E"), order=order, effective_on=self.day, event=kind, **more)
        self.rows["order_events"].append(one)

    def paper(self, kind: str, gross: int, **more: Any) -> str:
        name = self.new_id("F")
        given = {"status": "issued", "customer": "C", "issued_on": self.day, **more}
        self.rows["invoices"].append(Invoice(id=name, kind=kind, gross=Money(gross, "CNY"), **given))
        return name

    def paper_line(self, paper: str, key: Key, count: int, net: int) -> None:
        one = InvoiceLine(invoice=paper, line=1, order_line=key[1], qty=self.qty(key, count), net=Money(net, "CNY"))
        self.rows["invoice_lines"].append(one)

    def step(self, name: str, key: Key) -> None:
        """Let something happen to a line or its order, if it may."""
        getattr(self, f"_{name}")(key, self.counts[key], self.status[key[0]])

    def _deliver(self, key: Key, count: Counter[str], status: str) -> None:
        room = count["ordered"] - count["delivered"] + count["returned"]
        if status == "confirmed" and room > 0:
            much = self.draw(st.integers(1, room))
            count["delivered"] += much
            name = self.new_id("D")
            self.rows["deliveries"].append(Delivery(id=name, order=key[0], delivered_on=self.day))
            self.rows["delivery_lines"].append(DeliveryLine(delivery=name, order_line=key[1], qty=self.qty(key, much)))

    def _return(self, key: Key, count: Counter[str], status: str) -> None:
        room = count["delivered"] - count["returned"]
        if room > 0:
            much = self.draw(st.integers(1, room))
            count["returned"] += much
            name = self.new_id("R")
            self.rows["returns"].append(Return(id=name, order=key[0], returned_on=self.day))
            self.rows["return_lines"].append(ReturnLine(return_=name, order_line=key[1], qty=self.qty(key, much)))

    def _invoice(self, key: Key, count: Counter[str], status: str) -> None:
        room = count["ordered"] - count["invoiced"] + count["credited"]
        if status == "confirmed" and room > 0:
            much = self.draw(st.integers(1, room))
            count["invoiced"] += much
            gross = 100 * much
            self.paper_line(self.paper("invoice", gross, order=key[0]), key, much, gross)

    def _draft(self, key: Key, count: Counter[str], status: str) -> None:
        much = self.draw(st.integers(1, 4))
        self.paper_line(self.paper("invoice", 100 * much, order=key[0], status="draft"), key, much, 100 * much)

    def _credit(self, key: Key, count: Counter[str], status: str) -> None:
        """Credit on the line's last invoice, in full or in part, naming the order or leaving that to the original."""
        lines = [row for row in self.rows["invoice_lines"] if row.order_line == key[1]]
        papers = {row.id: row for row in self.rows["invoices"]}
        mine = [row for row in lines if papers[row.invoice].kind == "invoice" and papers[row.invoice].order == key[0]]
        mine = [row for row in mine if papers[row.invoice].status == "issued"]
        if mine:
            whole = int(mine[-1].qty / self.units[key])
            noted = sum(row.gross.minor for row in papers.values() if row.original == mine[-1].invoice)
            if room := whole - noted // 100:
                much = self.draw(st.integers(1, room))
                count["credited"] += much
                order = self.draw(st.sampled_from([key[0], None]))
                note = self.paper("credit_note", 100 * much, order=order, original=mine[-1].invoice)
                self.paper_line(note, key, much, 100 * much)

    def _amend(self, key: Key, count: Counter[str], status: str) -> None:
        if status in ("draft", "confirmed"):
            least = max(count["delivered"] - count["returned"], count["invoiced"] - count["credited"])
            much = self.draw(st.integers(least, least + 6))
            count["ordered"] = much
            price = self.draw(st.sampled_from([None, Decimal("3.33")]))
            self.event(key[0], "amended", line=key[1], qty=self.qty(key, much), price=price)

    def _prepay(self, key: Key, count: Counter[str], status: str) -> None:
        self._move("prepayment", key[0])

    def _by_amount(self, key: Key, count: Counter[str], status: str) -> None:
        self._move("invoice", key[0])

    def _move(self, kind: str, order: str) -> None:
        named = self.draw(st.sampled_from([{"order": order}, {"contract": "K"}, {"order": order, "contract": "K"}]))
        status = self.draw(st.sampled_from(["issued", "issued", "draft", "void"]))
        self.paper(kind, self.draw(st.integers(1, 5000)), status=status, **named)

    def _note_by_amount(self, key: Key, count: Counter[str], status: str) -> None:
        lined = {row.invoice for row in self.rows["invoice_lines"]}
        noted = {row.original for row in self.rows["invoices"]}
        papers = [row for row in self.rows["invoices"] if row.status == "issued" and row.kind != "credit_note"]
        papers = [row for row in papers if row.id not in lined and row.id not in noted]
        if papers:
            self.paper("credit_note", self.draw(st.integers(1, papers[0].gross.minor)), original=papers[0].id)

    def _close(self, key: Key, count: Counter[str], status: str) -> None:
        if status == "confirmed":
            self._turn(key[0], "closed_short", "closed_short")

    def _reopen(self, key: Key, count: Counter[str], status: str) -> None:
        if status == "closed_short":
            self._turn(key[0], "reopened", "confirmed")

    def _cancel(self, key: Key, count: Counter[str], status: str) -> None:
        if status in ("draft", "confirmed") and self.draw(st.integers(0, 2)) == 2:
            self._turn(key[0], "cancelled", "cancelled")

    def _turn(self, order: str, kind: str, status: str) -> None:
        self.event(order, kind)
        self.status[order] = status


TABLES = (
    "orders", "order_lines", "order_events", "deliveries", "delivery_lines", "returns", "return_lines", "invoices",
    "invoice_lines",
)  # fmt: skip
RATES = (None, "0", "0.06", "0.13")


def _line(draft: OrderDraft, order: str, number: int, *, plain: bool) -> None:
    key = order, number
    draft.units[key] = Decimal(draft.draw(st.sampled_from(["1", "0.5", "12"]))) if not plain else Decimal(1)
    count = draft.draw(st.integers(1, 9))
    draft.counts[key] = Counter(ordered=count)
    price = draft.draw(st.sampled_from(["1.00", "0.01", "19.99", "7.00"] + ["0.333", "100.005"] * (not plain)))
    rate = draft.draw(st.sampled_from(RATES)) if not plain else "0"
    discount = draft.draw(st.sampled_from([None, "0.1", "0.333"])) if not plain else None
    draft.rows["order_lines"].append(
        OrderLine(
            order=order, line=number, product="P", qty=draft.qty(key, count), price=Decimal(price),
            discount=Decimal(discount) if discount else None, tax_rate=Decimal(rate) if rate else None,
        )
    )  # fmt: skip


@st.composite
def order_histories(draw: st.DrawFn, *, plain: bool = False, without: tuple[str, ...] = ()) -> tuple[Company, Facts]:
    """Draw a customer's orders; `plain` ones have whole cents per unit, no tax and no discount."""
    draft = OrderDraft(draw)
    for name in ("O1", "O2", "O3")[: draw(st.integers(1, 3))]:
        status = draw(st.sampled_from(["confirmed", "confirmed", "confirmed", "draft"]))
        draft.status[name] = status
        contract = draw(st.sampled_from([None, "K"]))
        draft.rows["orders"].append(
            Order(id=name, customer="C", ordered_on=FIRST, status=status, contract=contract)  # type: ignore[arg-type]
        )
        for number in range(1, draw(st.integers(1, 3)) + 1):
            _line(draft, name, number, plain=plain)
    steps = [name for name in STEPS if name not in without]
    for _ in range(draw(st.integers(0, 12))):
        draft.step(draw(st.sampled_from(steps)), draw(st.sampled_from(sorted(draft.units))))
        draft.day += timedelta(days=draw(st.integers(0, 3)))
    rounding = draw(st.sampled_from(["per_row", "per_category"]))
    company = Company(name="甲示例", policies=Policies(tax_rounding=rounding, allocation="explicit"))
    master = {
        "customers": (Customer(id="C", name="客户"),),
        "contracts": (Contract(id="K", customer="C", signed_on=FIRST, amount=Money(10**9, "CNY")),),
    }
    return company, Facts(**master, **{name: tuple(rows) for name, rows in draft.rows.items()})


def shuffled(facts: Facts, draw: st.DrawFn) -> Facts:
    """The same rows in another order in every table."""
    return evolve(facts, **{name: tuple(draw(st.permutations(getattr(facts, name)))) for name in TABLES})
