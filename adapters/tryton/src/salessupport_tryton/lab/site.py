"""The real server as the kit's remote: every request of the adapter is handed on to it, its truth read from its tables.

The sign-in that the template knows is answered from memory until its session is ended; any other is handed on. People
there enter documents at a `Desk`, without the adapter. Source: ports.md 4.1; wire/tryton.md 1.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from decimal import Decimal
from typing import Any, Final

from attrs import define, evolve, field
from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money
from salessupport.spi.outcomes import Ref
from salessupport.spi.secret import Secret
from salessupport.testing.certify import Seen, World
from salessupport.testing.loopback import Answer, Request
from salessupport.testing.simulated import SimulatedClock

from salessupport_tryton.config import Config
from salessupport_tryton.lab import server
from salessupport_tryton.lab.cashier import Cashier
from salessupport_tryton.lab.desk import Desk
from salessupport_tryton.lab.person import Person
from salessupport_tryton.lab.place import LANGUAGES, Place, place, sent, without_id
from salessupport_tryton.lab.setting import enter_party, enter_product

PAGE: Final = 3
"""Documents of a page, so that a trial has several."""
FEES: Final = "6.1.2"
BILLS: Final = "1.1.4"
OPENING: Final = "4.3.3"
"""Accounts of the universal chart: other expenses; notes that are not cash yet; other revenue."""
_MODELS: Final = {
    "customers": "party.party",
    "products": "product.template",
    "orders": "sale.sale",
    "invoices": "account.invoice",
    "receipts": "account.move",
    "deliveries": "stock.shipment.out",
}
_SEEN: Final = {
    "orders": "SELECT s.id, s.description, CAST(s.total_amount_cache AS TEXT), c.code FROM sale_sale s"
    " JOIN currency_currency c ON c.id = s.currency",
    "invoices": "SELECT i.id, i.description, sum(l.debit - l.credit), 'CNY' FROM account_invoice i"
    " LEFT JOIN account_move_line l ON l.move = i.move AND l.account = i.account GROUP BY i.id, i.description",
    "receipts": "SELECT m.id, m.description, sum(l.debit), 'CNY' FROM account_move m"
    " JOIN account_move_line l ON l.move = m.id WHERE m.journal IN (SELECT id FROM account_journal WHERE type = 'cash')"
    " GROUP BY m.id, m.description",
    "customers": "SELECT id, code, NULL, NULL FROM party_party WHERE code NOT IN ('C1', 'C2', 'OWN')",
}


@define(eq=False)
class RealTryton:
    """The kit's fake, which is none: the server itself, as new for this trial.

    `signs_in`: whether the sign-in that the template knows is answered from memory.
    """

    world: World
    clock: SimulatedClock
    place: Place = field(factory=place)
    language: str = "en"
    signs_in: bool = True
    desk: Desk = field(init=False)
    _tokens: list[str] = field(init=False, factory=list)

    def __attrs_post_init__(self) -> None:
        self.place.reset()
        self.desk = Desk(self.person)

    def handle(self, request: Request, /) -> Answer:
        """Hand a request on."""
        signing = self.signs_in and b"common.db.login" in request.body
        if signing and without_id(request.body) == self.place.login:
            number = json.loads(request.body)["id"]
            known = {**json.loads(self.place.body), "id": number}
            return Answer(200, json.dumps(known).encode(), {"Content-Type": "application/json"})
        answer = sent(self.place.running.port, request)
        if b"common.db.login" in request.body:
            self._remember(answer)
        return answer

    def _remember(self, answer: Answer) -> None:
        """Keep the session of a new sign-in among the secrets."""
        match json.loads(answer.body) if answer.status == 200 else None:
            case {"result": [_, str(token), *_]}:
                self._tokens.append(token)

    def config(self, url: str, /) -> Config:
        """The configuration of a connection to it."""
        secret = Secret(server.PASSWORD, name="password")
        made = Config(url, server.DATABASE, server.USER, secret, language=self.language, page=PAGE)
        return evolve(made, fee_account=FEES, bill_account=BILLS, opening_account=OPENING)

    def seen(self) -> Sequence[Seen]:
        """Every document that was made in the trial, out of the server's own tables."""
        with closing(sqlite3.connect(f"file:{self.place.running.database}?mode=ro", uri=True)) as tables:
            rows = [(kind, row) for kind, query in _SEEN.items() for row in tables.execute(query)]
        return [_seen(kind, *row) for kind, row in rows]

    def secrets(self) -> Sequence[str]:
        """What the adapter signs in with."""
        return (server.PASSWORD, str(json.loads(self.place.body)["result"][1]), *self._tokens)

    @property
    def person(self) -> Person:
        """Somebody who works there."""
        return self.place.person

    @property
    def enters(self) -> Collection[str]:
        """What a person enters there."""
        return ("customers", "products", "orders", "deliveries", "invoices", "receipts")

    def enter(self, kind: str, rows: Mapping[str, tuple[Fact, ...]]) -> Ref:
        """Have a person there enter a document and bring it into force."""
        head: Any = rows[kind][0]
        number = self._entered(kind, rows, head)
        self.desk.entered[kind, head.id] = number
        return Ref(kind, str(number))

    def _entered(self, kind: str, rows: Mapping[str, tuple[Fact, ...]], head: Any) -> int:
        match kind:
            case "customers":
                return enter_party(self.person, head.id, head.name)
            case "products":
                return self._product(head)
            case "orders":
                return self.desk.sell(rows)
            case "deliveries":
                return self.desk.ship(rows)
            case "invoices":
                return self.desk.charge(rows)
            case "receipts":
                return Cashier(self.desk).take(rows)
        raise KeyError(kind)

    def _product(self, head: Any) -> int:
        """Enter a product; where another language is spoken than the adapter reads, it has another name in it."""
        number = enter_product(self.person, head.id, head.name)
        if self.place.spoken != self.language:
            self._rename(number, f"{head.name} ({self.place.spoken})", self.place.spoken)
        return number

    def _rename(self, product: int, name: str, language: str) -> None:
        (row,) = self.person.call("product.product.read", [product], ["template"])
        self.person.call("product.template.write", [row["template"]], {"name": name}, language=language)

    def change(self, ref: Ref, rows: Mapping[str, tuple[Fact, ...]]) -> None:
        """Have a person there give a customer or product another name, or place money."""
        head: Any = rows[ref.kind][0]
        match ref.kind:
            case "customers":
                self.person.call("party.party.write", [int(ref.id)], {"name": head.name})
            case "products":
                self._rename(int(ref.id), head.name, self.language)
            case "receipts":
                Cashier(self.desk).place(rows)
            case _:
                raise KeyError(ref.kind)

    def delete(self, ref: Ref) -> None:
        """Have a person there delete what Tryton lets them: a customer, a product, a sale that is not processed."""
        person, found = self.person, int(ref.id)
        if ref.kind == "products":
            (row,) = person.call("product.product.read", [found], ["template"])
            found = row["template"]
        if ref.kind == "orders":
            person.press("sale.sale.draft", found)
            person.press("sale.sale.cancel", found)
        person.call(f"{_MODELS[ref.kind]}.delete", [found])

    @property
    def languages(self) -> Sequence[str]:
        """The languages that it speaks."""
        return LANGUAGES

    def speak(self, language: str) -> None:
        """Have a person set the language of the user with which the adapter signs in."""
        self.place.speak(language)

    def sign_out(self) -> None:
        """End every session but that of whoever does this; the sign-in that is remembered is good no more."""
        with closing(sqlite3.connect(self.place.running.database)) as tables, tables:
            tables.execute("DELETE FROM ir_session WHERE key != ?", (self.person.token,))
        self.signs_in = False


def _seen(kind: str, number: int, text: str | None, total: object, currency: str | None) -> Seen:
    """A document as it stands; its mark is our id in front of what it is found by."""
    mark = (text or "").partition(" [salessupport:")[0]
    money = None
    if currency and total is not None:
        amount = Decimal(str(total)).quantize(Decimal("0.01"))
        money = Money(abs(int(amount * 100)), currency)
    return Seen(kind, str(number), mark, money)
