"""What the money of each receipt is for, as of the ledger's date: prepayment, pick-up money, tail or something else.

Source: AR-02 (分清每一笔到款的性质), AR-03, AR-04. Laws: the parts of a receipt sum to what it settles, each in exactly
one nature; for every contract the parts by instalment sum to what `contract_view` says is received on it. Money that
names an instalment counts there up to its amount; all other money on a contract fills the instalments in order of
number, the money placed first coming first (`schedule.fill`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Literal

from attrs import evolve, frozen

from salessupport.domain.contracts.papers import project_no
from salessupport.domain.facts import Contract, Receipt, Trigger
from salessupport.domain.history import History
from salessupport.domain.receivables.ledger import WRITTEN_OFF, Credit, Ledger, Posting
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import DebtKind

InstalmentNature = Literal["prepayment", "pickup", "tail"]
Nature = Literal[InstalmentNature, "invoice", "costs", "interest", "refunded", "unidentified", "unapplied"]
"""What money is for (款项性质); `unidentified` is money of nobody known, `unapplied` a customer's credit."""
UNPLACED: frozenset[Nature] = frozenset({"unidentified", "unapplied"})
"""Natures of money that is not on anything yet."""
_NATURES: Mapping[Trigger, InstalmentNature] = {
    "signing": "prepayment",
    "before_pickup": "pickup",
    "delivery": "pickup",
    "acceptance": "tail",
    "date": "tail",
}


@frozen(kw_only=True)
class SplitPart:
    """A part of a receipt; `document` is the invoice or charge where it is not for an instalment of a contract."""

    nature: Nature
    amount: Money
    customer: str | None
    salesperson: str | None = None
    contract: str | None = None
    project_no: str | None = None
    instalment: int | None = None
    document: str | None = None


@frozen
class ReceiptSplits:
    """A receipt and its parts; `settles` is its amount, and the bank's fee where the company bears it."""

    receipt: Receipt
    settles: Money
    parts: tuple[SplitPart, ...]

    @property
    def unplaced(self) -> Money:
        """What is on nothing yet."""
        return sum((part.amount for part in self.parts if part.nature in UNPLACED), Money.zero(self.settles.currency))

    @property
    def placed(self) -> tuple[SplitPart, ...]:
        """The parts that are for something."""
        return tuple(part for part in self.parts if part.nature not in UNPLACED)


@frozen
class Piece:
    """Money of one receipt, on a document since a day or (`document` None) waiting for one; `named` as by its row."""

    on: date
    receipt: str
    row: str | None
    document: str | None
    named: str
    kind: DebtKind
    amount: int


def nature_of(trigger: Trigger, *, is_retention: bool) -> InstalmentNature:
    """What the money of an instalment is: by its trigger; a retention is always a tail."""
    return "tail" if is_retention else _NATURES[trigger]


def salesperson_of(history: History, customer: str | None, contract: Contract | None) -> str | None:
    """Who is told of money: the contract's salesperson, else the customer's."""
    if contract is not None and contract.salesperson:
        return contract.salesperson
    known = history.customers.get(customer or "")
    return known.salesperson if known is not None else None


def receipt_splits(history: History, ledger: Ledger, period: Period) -> tuple[ReceiptSplits, ...]:
    """The good receipts of a period with their parts, in order of day and id."""
    on_contracts: defaultdict[str, list[SplitPart]] = defaultdict(list)
    for contract_id in ledger.contracts:
        for piece, no in by_instalment(history, ledger, contract_id):
            on_contracts[piece.receipt].append(_on_contract(history, ledger, contract_id, piece, no))
    good = [one for one in ledger.credits.values() if one.kind == "receipt" and one.good and one.on in period]
    return tuple(
        _split(history, ledger, credit, on_contracts[credit.id])
        for credit in sorted(good, key=lambda one: (one.on, one.id))
    )


def by_instalment(history: History, ledger: Ledger, contract_id: str) -> Iterator[tuple[Piece, int | None]]:
    """The money on a contract with the instalment that it fills; None is money that no instalment takes."""
    room, rest = dict(ledger.contracts[contract_id].due), []
    for piece in money_on(history, ledger, contract_id):
        no = _named(ledger, contract_id, piece)
        taken = min(piece.amount, room.get(no, 0)) if no is not None else 0
        if no is not None and taken:
            room[no] -= taken
            yield evolve(piece, amount=taken), no
        rest.append(evolve(piece, amount=piece.amount - taken))
    for piece in rest:
        yield from _in_order(piece, room)


def _in_order(piece: Piece, room: dict[int, int]) -> Iterator[tuple[Piece, int | None]]:
    """Fill instalments in order of number, which takes their room."""
    left = piece.amount
    for no in room:
        taken = min(left, room[no])
        room[no] -= taken
        left -= taken
        if taken:
            yield evolve(piece, amount=taken), no
    if left:
        yield evolve(piece, amount=left), None


def money_on(history: History, ledger: Ledger, contract_id: str) -> tuple[Piece, ...]:
    """The good money on a contract, in the order in which it was placed."""
    pieces = []
    for invoice in history.invoices_of_contract.get(contract_id, ()):
        on_invoice = _standing(history, ledger.postings_by_target.get(invoice.id, ()))
        pieces += [one for one in on_invoice if one.kind == "principal" and _is_money(ledger, one)]
    for advance in ledger.advances.get(contract_id, ()):
        if advance.left and advance.credit.kind == "receipt":
            on = history.allocations[advance.row].effective_on
            pieces.append(Piece(on, advance.credit.id, advance.row, None, advance.named, "principal", advance.left))
    return tuple(sorted(pieces, key=lambda one: (one.on, one.receipt, one.row or "", one.document or "", one.named)))


def _is_money(ledger: Ledger, piece: Piece) -> bool:
    return ledger.credits[piece.receipt].kind == "receipt"


def _named(ledger: Ledger, contract_id: str, piece: Piece) -> int | None:
    """The instalment that the money names, else its invoice."""
    no = ledger.contracts[contract_id].number(piece.named)
    return no if no is not None or piece.document is None else ledger.items[piece.document].instalment


def _standing(history: History, postings: Iterable[Posting]) -> Iterator[Piece]:
    """What stands of postings of money and credit notes, one piece for each row, document and kind of debt."""
    found: dict[tuple[object, ...], Piece] = {}
    for posting in postings:
        if posting.rule in WRITTEN_OFF:
            continue
        on = history.allocations[posting.row].effective_on if posting.row is not None else posting.on
        key = posting.source, posting.target, posting.named, posting.kind, posting.row
        before = found.get(key)
        found[key] = Piece(
            on=on if before is None else before.on,
            receipt=posting.source,
            row=posting.row,
            document=posting.target,
            named=posting.named,
            kind=posting.kind,
            amount=posting.amount + (0 if before is None else before.amount),
        )
    return (piece for piece in found.values() if piece.amount)


def _on_contract(history: History, ledger: Ledger, contract_id: str, piece: Piece, no: int | None) -> SplitPart:
    contract = history.contracts[contract_id]
    nature: Nature = "unapplied" if piece.document is None else "invoice"
    if no is not None:
        part = next(part for part in ledger.contracts[contract_id].plan if part.no == no)
        nature = nature_of(part.trigger, is_retention=part.is_retention)
    return SplitPart(
        nature=nature,
        amount=Money(piece.amount, ledger.credits[piece.receipt].currency),
        customer=contract.customer,
        salesperson=salesperson_of(history, contract.customer, contract),
        contract=contract_id,
        project_no=project_no(history, contract, ledger.as_of),
        instalment=no,
        document=piece.document if no is None else None,
    )


def _split(history: History, ledger: Ledger, credit: Credit, on_contract: list[SplitPart]) -> ReceiptSplits:
    pieces = _standing(history, ledger.postings_by_source.get(credit.id, ()))
    elsewhere = (one for one in pieces if not _is_on_contract(ledger, one))
    parts = [*on_contract, *(_elsewhere(history, ledger, piece, credit.currency) for piece in elsewhere)]
    left = credit.amount - credit.refunded - sum(part.amount.minor for part in parts)
    told = salesperson_of(history, credit.customer, None)
    rest: dict[Nature, int] = {
        "refunded": credit.refunded,
        "unidentified" if credit.customer is None else "unapplied": left,
    }
    for nature, minor in rest.items():
        money = Money(minor, credit.currency)
        parts.append(SplitPart(nature=nature, amount=money, customer=credit.customer, salesperson=told))
    return ReceiptSplits(history.receipts[credit.id], Money(credit.amount, credit.currency), _joined(parts))


def _is_on_contract(ledger: Ledger, piece: Piece) -> bool:
    item = ledger.items[piece.document or ""]
    return piece.kind == "principal" and item.contract in ledger.contracts


def _elsewhere(history: History, ledger: Ledger, piece: Piece, currency: str) -> SplitPart:
    """Money on costs, on interest, and on an invoice without a recorded contract."""
    item = ledger.items[piece.document or ""]
    about = history.invoices.get(item.about or item.id)
    named = about.contract if about is not None else None
    contract = history.contracts.get(named or "")
    nature: Nature = "invoice" if piece.kind == "principal" else piece.kind
    return SplitPart(
        nature=nature,
        amount=Money(piece.amount, currency),
        customer=item.customer,
        salesperson=salesperson_of(history, item.customer, contract),
        contract=named,
        project_no=project_no(history, contract, ledger.as_of) if contract is not None else None,
        document=item.id,
    )


def _joined(parts: Iterable[SplitPart]) -> tuple[SplitPart, ...]:
    """Parts that differ in nothing but their amounts become one; in order of contract, instalment and document."""
    sums: dict[SplitPart, Money] = {}
    for part in parts:
        key = evolve(part, amount=Money.zero(part.amount.currency))
        sums[key] = sums.get(key, key.amount) + part.amount
    joined = (evolve(part, amount=amount) for part, amount in sums.items() if amount)
    return tuple(sorted(joined, key=_order))


def _order(part: SplitPart) -> tuple[bool, str, bool, int, str, str]:
    loose = part.instalment is None
    return part.nature in UNPLACED, part.contract or "", loose, part.instalment or 0, part.document or "", part.nature
