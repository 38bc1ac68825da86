"""The one server of this process for all trials, as new for each of them.

For every trial the template is put back into the running database, in one transaction of SQLite, which takes some ten
milliseconds; one sign-in is made before and stands in the template, because hashing a password takes as long as a
trial. Source: ports.md 4.1; wire/tryton.md 1.
"""

from __future__ import annotations

import atexit
import json
import sqlite3
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from typing import Final

from attrs import define
from salessupport.testing.loopback import Answer, Request

from salessupport_tryton.lab import server
from salessupport_tryton.lab.person import SECONDS, Person

LANGUAGES: Final = ("en", "zh_CN")
"""The languages of the template, the user's first."""


@define(eq=False)
class Place:
    """The one server of this process, and the sign-in that its template knows."""

    running: server.Running
    person: Person
    login: bytes = b""
    body: bytes = b""
    spoken: str = LANGUAGES[0]

    def reset(self) -> None:
        """Make it as new; what it remembers of the user's language is forgotten too."""
        self.speak(LANGUAGES[0])
        self.running.reset()

    def speak(self, language: str) -> None:
        """Have the user prefer a language."""
        if language != self.spoken:
            found = self.person.first("ir.lang", ["code", "=", language])
            self.person.call("res.user.write", [self.person.uid], {"language": found})
            self.spoken = language


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
    answer = sent(running.port, Request("POST", f"/{server.DATABASE}/rpc/", headers=kind, body=body))
    person = running.person()
    with closing(sqlite3.connect(running.database)) as live, closing(sqlite3.connect(running.fresh)) as fresh:
        live.backup(fresh)
    return Place(running, person, without_id(body), answer.body)


def sent(port: int, request: Request) -> Answer:
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


def without_id(body: bytes) -> bytes:
    """A request as it is whatever its number."""
    return json.dumps({**json.loads(body), "id": 0}, sort_keys=True).encode()
