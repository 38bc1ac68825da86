"""Traces: what every automatic placement of a month was decided on, and the same decision taken again from it (I13).

A trace is plain text and lists, as it stands in `proof.json`: the receipt, the exact sets found, what could be served
at that moment, the rule and its version, and what was placed. `replay` looks at nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from typing import TypedDict

from attrs import define, field

from salessupport.domain.facts import Receipt
from salessupport.domain.history import History
from salessupport.domain.receivables.appropriation import Claim, Piece, appropriate
from salessupport.domain.receivables.ledger import Credit, Item, Ledger, Placing, Posting
from salessupport.domain.receivables.moments import Moments
from salessupport.domain.receivables.placing import place
from salessupport.domain.receivables.timeline import Rank, timeline
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import BOUND, format_minor, parse_minor
from salessupport.domain.values.policies import POLICY_VERSIONS, DebtKind


class Amounted(TypedDict):
    """A document and an amount of it; in a set a credit note is negative."""

    id: str
    amount: str


class Served(TypedDict):
    """What of an item could be served: its principal or costs, the interest owed on it, costs that are about it."""

    id: str
    kind: DebtKind
    open: str
    interest: str
    costs: list[Amounted]


class Placed(TypedDict):
    """An amount that the receipt, or a credit note of its set, put on an item, or that was written off with it."""

    source: str
    target: str
    kind: str
    rule: str
    amount: str


class Trace(TypedDict):
    """One decision: `notes` and `items` are what it served, `inputs` the digest of all that it chose from.

    `considered` counts these, `alternatives` the exact sets besides the one chosen, as many as the search came to know
    (two are enough to choose none).
    """

    receipt: str
    on: str
    customer: str
    currency: str
    money: str
    status: str
    rule: str
    version: str
    appropriation: list[DebtKind]
    tolerance: str
    considered: int
    inputs: str
    alternatives: int
    sets: list[list[Amounted]]
    notes: list[Amounted]
    items: list[Served]
    placed: list[Placed]
    sentence: str


SENTENCES = {
    "unique": "exactly one set of what was open adds up to the money",
    "none": "no set of what was open adds up to the money, so the oldest items are served",
    "ambiguous": "several sets of what was open add up to the money, so a person decides",
    "budget": "the search was cut at its budget, so a person decides",
}
"""Why, for each way in which a search ends."""


def traces(history: History, ledger: Ledger, before: Ledger, *, month: Period) -> Iterator[Trace]:
    """Draw up the decisions of a month in their order; `before` is the ledger of the day before it."""
    moments = Moments(history, ledger, before, [posting for posting in ledger.postings if posting.on in month])
    timed = timeline(history, month.last)
    turns = [(on, fact.id) for on, rank, _, fact in timed if rank == Rank.RECEIPT and isinstance(fact, Receipt)]
    latest = {receipt: on for on, receipt in turns}
    for on, receipt in dict.fromkeys(turns):
        credit = ledger.credits[receipt]
        if on not in month or credit.customer is None:
            continue
        group = moments.turn(on, receipt)
        if moments.left(credit):
            decided = ledger if latest[receipt] == on else place(history, on)
            placing = decided.placings[receipt]
            if placing.status in SENTENCES:
                yield _trace(moments, on, credit, placing, group)
        moments.pass_over(group)


def _trace(moments: Moments, on: date, credit: Credit, placing: Placing, group: Sequence[Posting]) -> Trace:
    policies, currency = moments.history.company.policies, credit.currency
    items = moments.open_items(on, credit.customer or "", currency)
    notes = moments.open_notes(on, credit.customer or "", currency)
    signed = {item.id: moments.open(item) for item in items} | {note.id: -moments.left(note) for note in notes}
    unique = placing.status == "unique"
    chosen = {target.id for target in placing.sets[0]} if unique else set[str]()
    served = [_served(moments, on, item) for item in items if item.id in chosen]
    if placing.status == "none":
        served = _reached(moments, on, credit, items)
    return Trace(
        receipt=credit.id,
        on=str(on),
        customer=credit.customer or "",
        currency=currency,
        money=format_minor(moments.left(credit), currency),
        status=placing.status,
        rule=f"allocation={policies.allocation}",
        version=POLICY_VERSIONS["allocation"],
        appropriation=list(policies.appropriation),
        tolerance=format_minor(policies.tolerance_minor(currency), currency),
        considered=len(signed),
        inputs=_digest(moments, credit, signed),
        alternatives=(len(placing.sets) if placing.count is None else placing.count) - unique,
        sets=[[_amounted(one.id, one.amount, currency) for one in found] for found in placing.sets],
        notes=[_amounted(note.id, -signed[note.id], currency) for note in notes if note.id in chosen],
        items=served,
        placed=[_placed(posting, currency) for posting in group],
        sentence=SENTENCES[placing.status],
    )


def _amounted(row_id: str, minor: int, currency: str) -> Amounted:
    return Amounted(id=row_id, amount=format_minor(minor, currency))


def _placed(posting: Posting, currency: str) -> Placed:
    return Placed(
        source=posting.source,
        target=posting.target,
        kind=posting.kind,
        rule=posting.rule,
        amount=format_minor(posting.amount, currency),
    )


def _digest(moments: Moments, credit: Credit, signed: dict[str, int]) -> str:
    """SHA-256 over the money, what its text says, and every open item and note with its amount."""
    text = moments.history.receipts[credit.id].remittance or ""
    lines = [f"{credit.id}|{moments.left(credit)}|{text}", *(f"{one}|{minor}" for one, minor in signed.items())]
    return sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _served(moments: Moments, on: date, item: Item) -> Served:
    costs = [_amounted(cost.id, moments.open(cost), cost.currency) for cost in moments.costs_about(on, item)]
    return Served(
        id=item.id,
        kind="costs" if item.kind == "charge" else "principal",
        open=format_minor(moments.open(item), item.currency),
        interest=format_minor(moments.owed(on, item), item.currency),
        costs=costs,
    )


def _reached(moments: Moments, on: date, credit: Credit, items: Sequence[Item]) -> list[Served]:
    """The oldest items, as many as the money reaches; a charge met twice counts once."""
    reached: list[Served] = []
    reach, counted = 0, set[str]()
    for item in items:
        if reach >= moments.left(credit):
            break
        reached.append(_served(moments, on, item))
        new = {one.id: one for one in (item, *moments.costs_about(on, item)) if one.id not in counted}
        reach += sum(moments.open(one) for one in new.values()) + moments.owed(on, item)
        counted.update(new)
    return reached


def replay(trace: Trace) -> list[Placed]:
    """Take a stored decision again: what its rule places, from nothing but what the trace says."""
    again = _Again(trace)
    if trace["status"] == "unique":
        for note in trace["notes"]:
            for item in trace["items"]:
                again.serve(note["id"], again.minor(note["amount"]), [item], whole=False)
    if trace["status"] in ("unique", "none"):
        again.serve(trace["receipt"], again.minor(trace["money"]), trace["items"], whole=True)
        again.write_off()
    return again.placed


@define
class _Again:
    """A decision that is taken again: what is still open, and what was placed so far."""

    trace: Trace
    open: dict[str, int] = field(factory=dict)
    used: dict[str, int] = field(factory=dict)
    placed: list[Placed] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        for item in self.trace["items"]:
            self.open[item["id"]] = self.minor(item["open"])
            self.open.update({cost["id"]: self.minor(cost["amount"]) for cost in item["costs"]})

    def minor(self, text: str) -> int:
        """An amount of the trace in minor units."""
        return parse_minor(text, self.trace["currency"])

    def serve(self, source: str, money: int, items: Sequence[Served], *, whole: bool) -> None:
        """Place what a source has left of its money on items; a credit note serves only the items themselves."""
        exact = self.trace["status"] == "unique" and whole
        claims = [
            Claim(self.open[one["id"]] if exact else BOUND, tuple(self._pieces(one, whole=whole))) for one in items
        ]
        rule = "exact" if self.trace["status"] == "unique" else "oldest"
        for piece in appropriate(money - self.used.get(source, 0), claims, self.trace["appropriation"]):
            self.used[source] = self.used.get(source, 0) + piece.amount
            if piece.kind != "interest":
                self.open[piece.target] -= piece.amount
            self._note(source, piece.target, piece.kind, rule, piece.amount)

    def write_off(self) -> None:
        """What the money leaves open of the last item within the tolerance is written off."""
        receipt = self.trace["receipt"]
        if self.used.get(receipt, 0) != self.minor(self.trace["money"]):
            return
        last = self.placed[-1]["target"]
        if 0 < self.open[last] <= self.minor(self.trace["tolerance"]):
            items = {one["id"] for one in self.trace["items"] if one["kind"] == "principal"}
            self._note(receipt, last, "principal" if last in items else "costs", "tolerance", self.open[last])

    def _pieces(self, item: Served, *, whole: bool) -> Iterator[Piece]:
        yield Piece(item["kind"], item["id"], self.open[item["id"]])
        if whole:
            for cost in item["costs"]:
                yield Piece("costs", cost["id"], self.open[cost["id"]], direct=False)
            yield Piece("interest", item["id"], self.minor(item["interest"]))

    def _note(self, source: str, target: str, kind: str, rule: str, minor: int) -> None:
        amount = format_minor(minor, self.trace["currency"])
        self.placed.append(Placed(source=source, target=target, kind=kind, rule=rule, amount=amount))
