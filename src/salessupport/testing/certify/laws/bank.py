"""Bank statements: every line once, in the bank's order, and opening + lines = closing on every day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import accumulate
from typing import Any, cast

from attrs import frozen
from hypothesis import strategies as st

from salessupport.domain.values.money import Money, SignedMoney, total
from salessupport.spi.errors import AdapterError, RemoteNotFound
from salessupport.spi.feed import Cursor
from salessupport.spi.ports.bank_statements import BankAccount, BankLine
from salessupport.testing.certify.lab import BankSite
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.reading import bounded
from salessupport.testing.certify.samples import texts
from salessupport.testing.certify.stage import Stage, Subject
from salessupport.testing.faults import FAULTS, Fault

_SOURCE = "AR-02; ports.md 3.4 BankStatements, 3.6"
_NUMBER = "6222020000000001"


@frozen
class Booked:
    """What the bank booked: an account, what stood on it, its lines; and how a reading goes."""

    account: BankAccount
    opening: SignedMoney
    lines: tuple[BankLine, ...]
    batches: int
    broken: int

    def __str__(self) -> str:
        lines = [f"{line.booked_on} {line.id} {line.amount} {line.remittance}" for line in self.lines]
        return "\n".join([f"opening {self.opening}", *lines, f"stop after {self.batches}, break at {self.broken}"])


def _reads(verb: str) -> Callable[[Subject], bool]:
    return lambda subject: subject.does(verb)


def _cases(subject: Subject) -> st.SearchStrategy[Booked]:
    world = subject.world

    def build(opening: int, drawn: list[tuple[int, int, str]], batches: int, broken: int) -> Booked:
        days = accumulate((step for step, _, _ in drawn), initial=0)
        first = world.today - timedelta(days=30)
        lines = tuple(
            BankLine(
                id=f"L{number}",
                account=_NUMBER,
                booked_on=first + timedelta(days=day),
                amount=SignedMoney(Money(minor, world.currency)),
                payer_name=world.customers[0].name,
                remittance=text,
            )
            for number, ((_, minor, text), day) in enumerate(zip(drawn, days, strict=False), 1)
        )
        return Booked(
            BankAccount(_NUMBER, "Lab Bank", world.currency),
            SignedMoney(Money(opening, world.currency)),
            lines,
            batches,
            broken,
        )

    amounts = st.integers(-100_000, 100_000).filter(bool)
    line = st.tuples(st.sampled_from((0, 0, 1, 3)), amounts, texts(limit=60))
    return st.builds(
        build, st.integers(-10_000, 1_000_000), st.lists(line, max_size=7), st.integers(1, 3), st.integers(0, 4)
    )


def _book(stage: Stage, booked: Booked, lines: tuple[BankLine, ...]) -> None:
    cast("BankSite", stage.site).book(booked.account, booked.opening, lines)


def _read(port: Any, cursor: Cursor | None, *, most: int = 1000) -> tuple[list[BankLine], Cursor | None]:
    lines: list[BankLine] = []
    for count, batch in enumerate(bounded(port.lines(_NUMBER, cursor)), 1):
        lines += batch.items
        cursor = batch.cursor
        if count >= most:
            break
    return lines, cursor


def _all_lines(stage: Stage, booked: Booked) -> Iterator[str]:
    _book(stage, booked, booked.lines)
    with stage.session() as port:
        first, cursor = _read(port, None, most=booked.batches)
    with stage.session() as port:
        rest, _ = _read(port, cursor)
    yield from _wrong(booked, [*first, *rest])


def _wrong(booked: Booked, read: list[BankLine]) -> Iterator[str]:
    once = list({line.id: line for line in read}.values())
    if len(once) != len(booked.lines):
        yield f"{len(booked.lines)} lines were booked, {len(once)} were handed over"
    for ours, theirs in zip(booked.lines, once, strict=False):
        if (ours.id, ours.booked_on, ours.amount) != (theirs.id, theirs.booked_on, theirs.amount):
            yield f"booked {ours}, handed over {theirs}"
        if ours.remittance != theirs.remittance:
            yield f"the text {ours.remittance!r} was handed over as {theirs.remittance!r}"


def _broken(stage: Stage, booked: Booked) -> Iterator[str]:
    """Break one call while reading, and read on from the last cursor."""
    _book(stage, booked, booked.lines)
    read: list[BankLine] = []
    cursor: Cursor | None = None
    with stage.session() as port:
        stage.weather.forecast((*([None] * booked.broken), Fault(FAULTS["F7"])))
        for _ in range(3):
            try:
                for batch in bounded(port.lines(_NUMBER, cursor)):
                    read += batch.items
                    cursor = batch.cursor
            except AdapterError:
                continue
            break
    yield from _wrong(booked, read)


def _adds_up(stage: Stage, booked: Booked) -> Iterator[str]:
    _book(stage, booked, booked.lines)
    days = sorted({line.booked_on for line in booked.lines} | {stage.world.today})
    with stage.session() as port:
        if [account.number for account in port.accounts()] != [_NUMBER]:
            yield f"the bank has the account {_NUMBER}, and accounts() gave {port.accounts()}"
        for day in days:
            lines = (line.amount for line in booked.lines if line.booked_on <= day)
            closing = booked.opening + total(lines, booked.opening.currency)
            told = port.balance(_NUMBER, on=day)
            if told != closing:
                yield f"on {day} {closing} stands on the account, and balance() gave {told}"


def _unknown(stage: Stage, booked: Booked) -> Iterator[str]:
    _book(stage, booked, ())
    with stage.session() as port:
        for asked in (lambda: list(bounded(port.lines("0000"))), lambda: port.balance("0000", on=stage.world.today)):
            answer = stage.call(lambda asked=asked: asked() and None)  # type: ignore[misc]
            if not isinstance(answer.error, RemoteNotFound):
                yield f"an account that is not there was answered with {answer}, not with RemoteNotFound"


def _law(
    name: str, sentence: str, group: Group, play: Callable[[Stage, Booked], Iterator[str]], *, verb: str = "lines"
) -> AdapterLaw:
    return AdapterLaw(f"bank.{name}", sentence, _SOURCE, group, _reads(verb), _cases, play, port="bank_statements")


LAWS = (
    _law(
        "lines",
        "Every line is handed over once, as booked, in the bank's order, in any session.",
        Group.FEED,
        _all_lines,
    ),
    _law("broken", "A reading that broke off goes on from its last cursor and misses nothing.", Group.FEED, _broken),
    _law(
        "adds_up",
        "On every day opening balance and lines make the balance that is told.",
        Group.FIDELITY,
        _adds_up,
        verb="balance",
    ),
    _law("unknown", "An account that is not there is named as such.", Group.HONESTY, _unknown),
)
