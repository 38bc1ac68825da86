"""A remote system on this machine, for tests and for trying an adapter without an account: it answers, and misbehaves.

    def handler(request: Request) -> Answer:
        return Answer.json({"id": 7}, status=201)

    with Loopback(handler) as remote:
        remote.strike(lost_answer(), None, too_many(retry_after="5"))    # the first, second and third request
        ...                                                               # call `remote.url` with the client under test
    assert [request.path for request in remote.requests] == ["/orders", "/orders", "/orders"]

    exchange   `Request` and `Answer`, plain values
    mishaps    what goes wrong with one request: whether the handler is called, what is answered, how it is delivered
    server     `Loopback`: threads on 127.0.0.1, on a port that is free; also with TLS

The handler is called for one request at a time, so that a fake needs no locks; the client meets real sockets.
Source: ports.md 3.4 (`fake.py`), 4.4; reliability.md 3.12 F1-F23.
"""

from salessupport.testing.loopback.exchange import Answer, Request
from salessupport.testing.loopback.mishaps import (
    Mishap,
    bomb,
    cut,
    delivered_twice,
    dripping,
    earlier,
    huge,
    instead,
    lost_answer,
    lost_request,
    of_kind,
    redirect,
    reset,
    silence,
    status,
    too_many,
    wrong_length,
)
from salessupport.testing.loopback.server import Loopback, nobody

__all__ = [
    "Answer",
    "Loopback",
    "Mishap",
    "Request",
    "bomb",
    "cut",
    "delivered_twice",
    "dripping",
    "earlier",
    "huge",
    "instead",
    "lost_answer",
    "lost_request",
    "nobody",
    "of_kind",
    "redirect",
    "reset",
    "silence",
    "status",
    "too_many",
    "wrong_length",
]
