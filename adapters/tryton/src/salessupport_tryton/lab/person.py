"""A person at a Tryton server: plain JSON-RPC without the adapter, for setting it up and for what people do there.

Law: nothing of the adapter is used, so that what is seen and entered here is a second opinion.
Source: wire/tryton.md 2, 3.
"""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import date
from decimal import Decimal
from http.client import HTTPConnection
from typing import Any, Final

SECONDS: Final = 120
"""How long a call may take."""
Context = dict[str, Any]


class Refused(Exception):
    """The server answered with an error."""


class Warned(Refused):
    """The server asks first; `name` is what it calls its question."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name


class Person:
    """Somebody who signed in to a database."""

    def __init__(self, port: int, database: str, user: str, password: str) -> None:
        self._port, self._database = port, database
        self._headers: dict[str, str] = {"Content-Type": "application/json"}
        self.context: Context = {}
        uid, token, _ = self.ask("common.db.login", user, {"password": password}, "en")
        self.uid: int = uid
        self.token: str = token
        self._headers["Authorization"] = f"Session {b64encode(f'{user}:{uid}:{token}'.encode()).decode()}"
        self.prefer()

    def prefer(self) -> None:
        """Take over the context that the server prefers for this user."""
        self.context = self.ask("model.res.user.get_preferences", *(True, {}))

    def call(self, name: str, *arguments: object, **context: object) -> Any:
        """Call a method of a model or wizard: `party.party.create`; the context comes last."""
        kind = "wizard" if name in _WIZARDS or name.rpartition(".")[0] in _WIZARDS else "model"
        return self.ask(f"{kind}.{name}", *arguments, {**self.context, **context})

    def press(self, name: str, number: int) -> None:
        """Press a button, and confirm what the server warns of."""
        try:
            self.call(name, [number])
        except Warned as warned:
            self.create("res.user.warning", user=self.uid, name=warned.name, always=False)
            self.press(name, number)

    def create(self, model: str, **values: object) -> int:
        """Create one record and give its id."""
        (made,) = self.call(f"{model}.create", [values])
        return int(made)

    def first(self, model: str, *domain: object) -> int:
        """The id of the first record of a domain."""
        (found,) = self.call(f"{model}.search", list(domain), 0, 1, [["id", "ASC"]])
        return int(found)

    def ask(self, method: str, *params: object) -> Any:
        """Send a request; `Refused` with the server's own words if it answers with an error."""
        path = "/rpc/" if method == "common.server.version" else f"/{self._database}/rpc/"
        body = json.dumps({"id": 1, "method": method, "params": params}, default=_coded).encode()
        status, data = post(self._port, path, body, self._headers)
        if status != 200:
            raise Refused(f"{method}: HTTP {status} {data[:200]!r}")
        answer = json.loads(data, object_hook=_plain)
        if "error" in answer:
            raise _refused(method, answer["error"])
        return answer["result"]


_WIZARDS: Final = frozenset(
    {"account.create_chart", "account.invoice.pay", "account.move.reconcile_lines", "account.move.line.reschedule"}
)


def _refused(method: str, error: Any) -> Refused:
    text = f"{method}: {error}"
    return Warned(text, error[1][0]) if error[0] == "UserWarning" else Refused(text)


def post(port: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """Send a request to this machine; status and body."""
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _coded(value: object) -> object:
    match value:
        case Decimal():
            return {"__class__": "Decimal", "decimal": str(value)}
        case date():
            return {"__class__": "date", "year": value.year, "month": value.month, "day": value.day}
    raise TypeError(type(value).__name__)


def _plain(value: dict[str, Any]) -> Any:
    return Decimal(value["decimal"]) if value.get("__class__") == "Decimal" else value
