"""The accounting service in memory, for the laboratory: it answers as the real one does, and tells its truth.

Everything that the real one gets wrong belongs here, or the kit cannot find that the adapter relies on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from salessupport import Money
from salessupport.spi.secret import Secret
from salessupport.testing.certify import Seen, World
from salessupport.testing.loopback import Answer, Request
from salessupport.testing.simulated import SimulatedClock

from salessupport_accounting.config import Config

TOKEN: Final = "lab-token-of-accounting"  # noqa: S105 - it signs in to this fake and nowhere else
PAGE: Final = 2
"""Invoices of a page, so that a trial has several."""


class FakeAccounting:
    """A fresh one; `world` is what it knows from the beginning, `clock` the time of the trial.

    It takes every invoice that it is sent, the same one twice as well: nobody told it what a key is.
    """

    def __init__(self, world: World, clock: SimulatedClock) -> None:
        self.world = world
        self.clock = clock
        self.invoices: list[dict[str, Any]] = []

    def handle(self, request: Request, /) -> Answer:
        """Answer a request."""
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Answer.json({"message": "sign in first"}, status=401)
        match request.method, request.path:
            case "GET", "/about":
                return Answer.json({"product": "Accounting", "version": "1.0", "company": "LAB"})
            case "POST", "/invoices":
                self.invoices.append(request.json())
                return Answer.json(self.entry(len(self.invoices)), status=201)
            case "GET", "/invoices":
                return self.listed(request.query)
        return Answer.json({"message": f"nothing at {request.path}"}, status=404)

    def listed(self, query: Mapping[str, str]) -> Answer:
        """A page of invoices: those behind a number, those with a reference, or both."""
        numbers = [
            number
            for number, invoice in enumerate(self.invoices, 1)
            if number > int(query.get("after", "0")) and query.get("reference") in (None, invoice["reference"])
        ]
        page = [self.entry(number) for number in numbers[:PAGE]]
        return Answer.json({"items": page, "more": len(numbers) > PAGE})

    def entry(self, number: int) -> dict[str, Any]:
        """An invoice as it is answered."""
        return {"id": str(number), "invoice": self.invoices[number - 1]}

    def config(self, url: str, /) -> Config:
        """The configuration of a connection to it."""
        return Config(base_url=url, token=Secret(TOKEN, name="token"))

    def seen(self) -> Sequence[Seen]:
        """Every document that was made in the trial, as it truly stands there."""
        return [
            Seen("invoices", str(number), one["external_id"], Money.parse(one["gross"], one["currency"]))
            for number, one in enumerate(self.invoices, 1)
        ]

    def secrets(self) -> Sequence[str]:
        """What the adapter signs in with."""
        return (TOKEN,)
