"""The real server as the kit's remote: every request of the adapter is handed on to it, its truth read from its tables.

For every trial the template is put back into the running database, in one transaction of SQLite, which takes some ten
milliseconds; one sign-in is made before and stands in the template, because hashing a password takes as long as a
trial. Any other sign-in is handed on. Source: ports.md 4.1; wire/tryton.md 1.
"""

from __future__ import annotations

import atexit
import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from decimal import Decimal
from http.client import HTTPConnection
from typing import Any, Final

from attrs import define, field
from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money
from salessupport.spi.outcomes import Ref
from salessupport.spi.secret import Secret
from salessupport.testing.certify import Seen, World
from salessupport.testing.loopback import Answer, Request
from salessupport.testing.simulated import SimulatedClock

from salessupport_tryton.config import Config
from salessupport_tryton.lab import server
from salessupport_tryton.lab.person import SECONDS, Person
from salessupport_tryton.lab.setting import enter_party, enter_product

PAGE: Final = 3
"""Documents of a page, so that a trial has several."""
_MODELS: Final = {"customers": "party.party", "products": "product.template"}
_SEEN: Final = {
    "orders": "SELECT id, description, NULL, NULL FROM sale_sale",
    "invoices": "SELECT i.id, i.description, sum(l.debit - l.credit), 'CNY' FROM account_invoice i"
    " LEFT JOIN account_move_line l ON l.move = i.move AND l.account = i.account GROUP BY i.id, i.description",
    "receipts": "SELECT m.id, m.description, sum(l.debit), 'CNY' FROM account_move m"
    " JOIN account_move_line l ON l.move = m.id WHERE m.journal IN (SELECT id FROM account_journal WHERE type = 'cash')"
    " GROUP BY m.id, m.description",
    "customers": "SELECT id, code, NULL, NULL FROM party_party WHERE code NOT IN ('C1', 'C2', 'OWN')",
}


@define(eq=False)
class Place:
    """The one server of this process, and the sign-in that its template knows."""

    running: server.Running
    person: Person
    login: bytes = b""
    body: bytes = b""

    def reset(self) -> None:
        """Make it as new."""
        self.running.reset()


_PLACES: Final[list[Place]] = []


def place() -> Place:
    """The server of this process, booted when it is first needed and ended with the process."""
    if not _PLACES:
        stack = ExitStack()
        running = stack.enter_context(server.running(server.cache()))
        atexit.register(stack.close)
        _PLACES.append(_signed_in(running))
    return _PLACES[0]


def _signed_in(running: server.Running) -> Place:
    """Sign in once as the adapter does, and make the session part of the template."""
    kind = {"content-type": "application/json"}
    params = [server.USER, {"password": server.PASSWORD}, "en"]
    body = json.dumps({"id": 0, "method": "common.db.login", "params": params}).encode()
    answer = _sent(running.port, Request("POST", f"/{server.DATABASE}/rpc/", headers=kind, body=body))
    person = running.person()
    with closing(sqlite3.connect(running.database)) as live, closing(sqlite3.connect(running.fresh)) as fresh:
        live.backup(fresh)
    return Place(running, person, _without_id(body), answer.body)


def _sent(port: int, request: Request) -> Answer:
    """Hand a request on to the server."""
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    headers = {name: request.headers[name] for name in ("authorization", "content-type") if name in request.headers}
    try:
        connection.request(request.method, request.path, request.body, headers)
        came = connection.getresponse()
        passed = {name: value for name, value in came.getheaders() if name.lower() in ("content-type", "retry-after")}
        return Answer(came.status, came.read(), passed)
    finally:
        connection.close()


def _without_id(body: bytes) -> bytes:
    return json.dumps({**json.loads(body), "id": 0}, sort_keys=True).encode()


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

    def __attrs_post_init__(self) -> None:
        self.place.reset()

    def handle(self, request: Request, /) -> Answer:
        """Hand a request on."""
        signing = self.signs_in and b"common.db.login" in request.body
        if signing and _without_id(request.body) == self.place.login:
            number = json.loads(request.body)["id"]
            known = {**json.loads(self.place.body), "id": number}
            return Answer(200, json.dumps(known).encode(), {"Content-Type": "application/json"})
        return _sent(self.place.running.port, request)

    def config(self, url: str, /) -> Config:
        """The configuration of a connection to it."""
        secret = Secret(server.PASSWORD, name="password")
        return Config(url, server.DATABASE, server.USER, secret, language=self.language, page=PAGE)

    def seen(self) -> Sequence[Seen]:
        """Every document that was made in the trial, out of the server's own tables."""
        with closing(sqlite3.connect(f"file:{self.place.running.database}?mode=ro", uri=True)) as tables:
            rows = [(kind, row) for kind, query in _SEEN.items() for row in tables.execute(query)]
        return [_seen(kind, *row) for kind, row in rows]

    def secrets(self) -> Sequence[str]:
        """What the adapter signs in with."""
        return (server.PASSWORD, str(json.loads(self.place.body)["result"][1]))

    @property
    def person(self) -> Person:
        """Somebody who works there."""
        return self.place.person

    def enter(self, kind: str, rows: Mapping[str, tuple[Fact, ...]]) -> Ref:
        """Have a person there enter a customer or a product."""
        head: Any = rows[kind][0]
        enter = enter_party if kind == "customers" else enter_product
        return Ref(kind, str(enter(self.person, head.id, head.name)))

    def delete(self, ref: Ref) -> None:
        """Have a person there delete a customer or a product."""
        person = self.person
        found = int(ref.id)
        if ref.kind == "products":
            (row,) = person.call("product.product.read", [found], ["template"])
            found = row["template"]
        person.call(f"{_MODELS[ref.kind]}.delete", [found])


def _seen(kind: str, number: int, text: str | None, total: object, currency: str | None) -> Seen:
    """A document as it stands; its mark is our id in front of what it is found by."""
    mark = (text or "").partition(" [salessupport:")[0]
    money = None
    if currency and total is not None:
        amount = Decimal(str(total)).quantize(Decimal("0.01"))
        money = Money(abs(int(amount * 100)), currency)
    return Seen(kind, str(number), mark, money)
