"""Mutants that have not the shape of their port, or declare what they do not do."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from attrs import evolve

from salessupport.memory.remote import Remote
from salessupport.memory.sales import MemorySales
from salessupport.memory.wire import Wire
from salessupport.spi.capabilities import Capabilities, Full, Unsupported, Untested
from salessupport.spi.documents import ContractDocument, OrderDocument
from salessupport.spi.errors import AdapterError, Rejected
from salessupport.spi.errors import Unsupported as NotSupported
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Outcome, Ref, RemoteIdentity
from salessupport.testing.certify.mutants.mutant import Mutant

_TOKEN: Final = "tok-5e1f0c2d"  # noqa: S105 - a canary
_HERE = "salessupport.testing.certify.mutants"


class _Without:
    """An adapter that lacks the verb `open_items`."""

    def __init__(self, remote: Remote, wire: Wire) -> None:
        self._sales = MemorySales(remote, wire)

    def __getattr__(self, name: str) -> Any:
        if name == "open_items":
            raise AttributeError(name)
        return getattr(self._sales, name)


class Asynchronous(MemorySales):
    """Has a verb that gives a coroutine."""

    async def open_items(self, *, as_of: date, customer: str | None = None) -> Any:  # type: ignore[override]
        """Give a coroutine."""
        return super().open_items(as_of=as_of, customer=customer)


class OtherNames(MemorySales):
    """Has a verb with another keyword."""

    def post_order(self, document: OrderDocument, /, *, idempotency_key: Key) -> Outcome[Ref]:  # type: ignore[override]
        """Take the key under another name."""
        return super().post_order(document, key=idempotency_key)


class Anonymous(MemorySales):
    """Does not say who answers."""

    def identify(self) -> RemoteIdentity:
        """Say nothing."""
        return RemoteIdentity("", "", "")


class CannotContracts(MemorySales):
    """Declares that it enters contracts, and does not."""

    def post_contract(self, document: ContractDocument, /, *, key: Key) -> Outcome[Ref]:
        """Refuse."""
        raise NotSupported(remote_text="not yet")


class Tells(MemorySales):
    """Puts the token into its errors."""

    def post_order(self, document: OrderDocument, /, *, key: Key) -> Outcome[Ref]:
        """Say with which token it failed."""
        try:
            return super().post_order(document, key=key)
        except AdapterError as error:
            raise Rejected(remote_text=f"POST /orders?token={_TOKEN}") from error


class TellsInTheChain(MemorySales):
    """Keeps the token out of the error, but not out of what caused it."""

    def post_order(self, document: OrderDocument, /, *, key: Key) -> Outcome[Ref]:
        """Let the cause say it."""
        try:
            return super().post_order(document, key=key)
        except AdapterError as error:
            raise type(error)(error.code) from ValueError(f"https://erp.example/?token={_TOKEN}")


def _without_contracts(given: Capabilities) -> Capabilities:
    return evolve(given, verbs={**given.verbs, "post_contract": Unsupported("not in this edition")})


def _untested(given: Capabilities) -> Capabilities:
    return evolve(given, verbs={**given.verbs, "stock": Untested()})


def _silent(given: Capabilities) -> Capabilities:
    """Declare nothing about repetition, and a verb that the port does not have."""
    return evolve(given, idempotency={}, verbs={**given.verbs, "post_everything": Full()})


def _no_receipts(given: Capabilities) -> Capabilities:
    return evolve(given, kinds={**given.kinds, "receipts": Unsupported("kept elsewhere")})


MUTANTS = (
    Mutant("lacks-a-verb", "lacks a verb", "shape.signatures", _Without),
    Mutant("asynchronous", "has a verb that gives a coroutine", "shape.signatures", Asynchronous),
    Mutant("other-names", "has a verb with another keyword", "shape.signatures", OtherNames),
    Mutant("anonymous", "does not say who answers", "shape.answers", Anonymous),
    Mutant(
        "heavy",
        "imports a spreadsheet library when registered",
        "shape.light",
        MemorySales,
        module=f"{_HERE}.heavy.adapter",
    ),
    Mutant("own-clock", "reads the machine's clock", "shape.world", MemorySales, module=f"{_HERE}.own_clock.adapter"),
    Mutant("tells", "puts the token into its errors", "shape.secrets", Tells, secrets=(_TOKEN,)),
    Mutant(
        "tells-in-the-chain",
        "puts the token into the cause of its errors",
        "shape.secrets",
        TellsInTheChain,
        secrets=(_TOKEN,),
    ),
    Mutant("untested", "leaves a verb untested", "honesty.answered", MemorySales, declares=_untested),
    Mutant("silent", "does not say what a repetition does", "honesty.answered", MemorySales, declares=_silent),
    Mutant("cannot-contracts", "declares a verb that it refuses", "honesty.works", CannotContracts),
    Mutant(
        "does-more", "does what it declares as unsupported", "honesty.refuses", MemorySales, declares=_without_contracts
    ),
    Mutant(
        "reads-more",
        "reads a kind that it declares as unsupported",
        "honesty.kinds",
        MemorySales,
        declares=_no_receipts,
    ),
)
