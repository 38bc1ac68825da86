"""Where money went that people placed: on an invoice by its payment lines, or by reconciling entries with each other.

A line of a receipt that is a payment line of an invoice says so itself. One that was reconciled is set against the
entries on the other side, in the order of their numbers. Such an entry is of an invoice, or of a move that hands the
money on (*Reschedule Lines*, *Group Lines*): then it is followed to what that move's own lines pay.
Source: wire/tryton.md 3 (what a payment touches); LD-02.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from attrs import field, frozen
from salessupport.domain.facts import Allocation
from salessupport.domain.values.money import Money

from salessupport_tryton.names import code_of, id_in
from salessupport_tryton.transport import Client
from salessupport_tryton.wire import Row, decimal_of, decimal_on_wire, id_of, ids_of, money_of, row_of

_LINE: Final = "account.move.line"
_RECEIVABLE: Final = ["account.type.receivable", "=", True]
_ZERO: Final = decimal_on_wire(Decimal(0))
_ENTRY: Final = [
    "move",
    "reconciliation",
    "debit",
    "credit",
    "second_currency.code",
    "amount_second_currency",
    "invoice_payment.number",
    "invoice_payment.description",
]
Part = tuple[Row, int, int]
"""A part of an entry in minor units: the entry, where in it the part begins, and how much it is."""


@frozen
class Ledger:
    """Entries around receipts: those of a reconciliation, those of a move, and the invoices that moves are of."""

    groups: Mapping[int, Sequence[Row]] = field(factory=dict)
    moves: Mapping[int, Sequence[Row]] = field(factory=dict)
    invoices: Mapping[int, str] = field(factory=dict)


EMPTY: Final = Ledger()


def ledger_of(client: Client, lines: Sequence[Row]) -> Ledger:
    """Everything that reconciled lines of receipts lead to; no call where none is reconciled."""
    groups: dict[int, Sequence[Row]] = {}
    moves: dict[int, Sequence[Row]] = {}
    invoices: dict[int, str] = {}
    while new := sorted({group for line in lines if (group := _group(line)) is not None} - set(groups)):
        settled = client.ask(_LINE, [["reconciliation", "in", new]], _ENTRY)
        groups |= _by("reconciliation", new, settled)
        against = {id_of(each, "move") for each in settled if decimal_of(each, "debit") > 0}
        invoices |= _invoices(client, sorted(against - {*moves, *invoices}))
        on = sorted(against - {*moves, *invoices})
        lines = client.ask(_LINE, [["move", "in", on], _RECEIVABLE], _ENTRY) if on else []
        moves |= _by("move", on, lines)
    return Ledger(groups, moves, invoices)


def _group(line: Row) -> int | None:
    """The reconciliation of a line that does not say itself what it pays."""
    said = line.get("reconciliation") is None or row_of(line, "invoice_payment")
    return None if said else id_of(line, "reconciliation")


def _by(name: str, keys: Sequence[int], rows: Sequence[Row]) -> dict[int, Sequence[Row]]:
    found: dict[int, list[Row]] = {key: [] for key in keys}
    for row in sorted(rows, key=id_of):
        found[id_of(row, name)].append(row)
    return dict(found)


def _invoices(client: Client, moves: list[int]) -> dict[int, str]:
    """Our ids of the customer invoices that moves are of."""
    if not moves:
        return {}
    domain = [["type", "=", "out"], ["OR", ["move", "in", moves], ["additional_moves", "in", moves]]]
    found = client.ask("account.invoice", domain, ["number", "description", "move", "additional_moves"])
    named = ((row, id_in(row)) for row in found)
    return {
        move: id  # the fact's own name
        for row, id in named  # noqa: A001
        if id is not None
        for move in (id_of(row, "move"), *ids_of(row, "additional_moves"))
    }


def receiving(client: Client, moves: Sequence[int]) -> list[int]:
    """These moves and those whose money they hand on: what is placed later tells of the receipt that it came from."""
    known, new = set(moves), sorted(set(moves))
    while new:
        handing = [["move", "in", new], _RECEIVABLE, ["debit", ">", _ZERO], ["reconciliation", "!=", None]]
        groups = {id_of(row, "reconciliation") for row in client.ask(_LINE, handing, ["reconciliation"])}
        before = [["reconciliation", "in", sorted(groups)], ["credit", ">", _ZERO]]
        found = client.ask(_LINE, before, ["move"]) if groups else []
        new = sorted({id_of(row, "move") for row in found} - known)
        known.update(new)
    return sorted(known)


@frozen
class Placing:
    """What lines of one receipt pay, in its currency; `foreign` if that is not the company's."""

    ledger: Ledger
    currency: str
    foreign: bool

    def amount(self, line: Row) -> Money:
        """What a line takes from what is owed; in a foreign currency, a difference of exchange is nothing."""
        if not self.foreign:
            return money_of(line, "credit", self.currency) - money_of(line, "debit", self.currency)
        if code_of(line, "second_currency") != self.currency:
            return Money.zero(self.currency)
        return -money_of(line, "amount_second_currency", self.currency)

    def allocations(self, receipt: str, on: date, lines: Sequence[Row]) -> tuple[Allocation, ...]:
        """The allocations of a receipt: named by its line and, where that was followed, by the entry at the end."""
        return tuple(
            Allocation(
                id=f"{receipt}-{number}" if end == id_of(line) else f"{receipt}-{number}-{end}",
                source=receipt,
                target=target,
                effective_on=on,
                amount=Money(minor, self.currency),
            )
            for number, line in enumerate(lines, 1)
            for (end, target), minor in self._ends(line).items()
        )

    def _ends(self, line: Row) -> dict[tuple[int, str], int]:
        """What a line pays, by the entry at the end and the invoice."""
        found: dict[tuple[int, str], int] = {}
        for end, target, minor in self._placed((line, 0, self.amount(line).minor), ()):
            found[end, target] = found.get((end, target), 0) + minor
        return found

    def _placed(self, part: Part, way: tuple[int, ...]) -> Iterator[tuple[int, str, int]]:
        """Where a part of a line went; `way` are the reconciliations that lead to it."""
        line, _, minor = part
        paid, group = row_of(line, "invoice_payment"), _group(line)
        if paid and (target := id_in(paid)) is not None:
            yield id_of(line), target, minor
        if group is None or group in way or minor <= 0:
            return
        for other in self._against(self.ledger.groups.get(group, ()), part):
            entry, _, some = other
            move = id_of(entry, "move")
            if move in self.ledger.invoices:
                yield id_of(entry), self.ledger.invoices[move], some
                continue
            for heir in self._against(self.ledger.moves.get(move, ()), other):
                yield from self._placed(heir, (*way, group))

    def _against(self, entries: Sequence[Row], part: Part) -> Iterator[Part]:
        """The parts of entries on the other side that a part of an entry is set against, in order."""
        line, begin, minor = part
        sizes = [(each, self.amount(each).minor) for each in entries]
        mine = self.amount(line).minor > 0
        start = begin + sum(abs(size) for each, size in sizes if (size > 0) is mine and id_of(each) < id_of(line))
        at = 0
        for other, size in sizes:
            if size and (size > 0) is not mine:
                first, last = max(start, at), min(start + minor, at + abs(size))
                if first < last:
                    yield other, first - at, last - first
                at += abs(size)
