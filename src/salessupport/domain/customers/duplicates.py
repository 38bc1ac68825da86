"""Customers entered twice: candidates with their score and reasons in both languages. Nothing is ever merged by it.

Laws: an equal tax number makes 1000, else a score is the sum of its reasons, from `LIKELY` to 1000; it depends on the
two customers alone, so order and ids of the rows change no score, and a further customer changes none. Customers of
equal data are found.

An equal tax number `blocks`: such a customer is not created again. Any other candidate asks for a person's reason.
Source: CU-02, B38.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from salessupport.domain.customers.blocks import pairs
from salessupport.domain.customers.card import card_of
from salessupport.domain.customers.evidence import CERTAIN, LIKELY, EvidenceKind, evidence
from salessupport.domain.facts import Customer, RegisterAlias
from salessupport.domain.values.errors import Conflict
from salessupport.domain.values.messages import Language, text_of


@frozen
class DuplicateReason:
    """One thing that two customers have in common, or that tells them apart (its `weight`, in per mille, is negative).

    `first` and `second` are the values as the two rows write them.
    """

    kind: EvidenceKind
    weight: int
    first: str
    second: str

    def message(self, language: Language = "en") -> str:
        """Say the reason with both values."""
        return text_of(f"duplicate.{self.kind}", language, {"first": self.first, "second": self.second})


@frozen
class DuplicateCandidate:
    """Two customers that may be one: ids in order, score in per mille, reasons with the weightiest first."""

    first: str
    second: str
    score: int
    reasons: tuple[DuplicateReason, ...]

    @property
    def blocks(self) -> bool:
        """Whether the tax numbers are equal: one legal person, whatever else differs."""
        return any(reason.kind == "tax_id" for reason in self.reasons)


def duplicates(
    customers: Iterable[Customer], *, aliases: Iterable[RegisterAlias] = ()
) -> tuple[DuplicateCandidate, ...]:
    """Rank pairs of customers that may be one, the likeliest first; pairs merged by an alias that runs on are left out.

    Raises Conflict `customer.twice` where two rows have one id.
    """
    rows = tuple(customers)
    _refuse_twice(rows)
    cards = [card_of(row) for row in rows]
    merged = {row.alias: row.customer for row in aliases if row.valid_to is None}
    found: list[DuplicateCandidate] = []
    for at, to in pairs(cards):
        said = evidence(cards[at], cards[to])
        score = CERTAIN if any(kind == "tax_id" for kind, _ in said) else sum(weight for _, weight in said)
        if score < LIKELY:
            continue
        first, second = sorted((rows[at], rows[to]), key=lambda row: row.id)
        if merged.get(first.id, first.id) != merged.get(second.id, second.id):
            reasons = [_reason(kind, weight, first, second) for kind, weight in said]
            reasons.sort(key=lambda reason: -abs(reason.weight))
            found.append(DuplicateCandidate(first.id, second.id, min(score, CERTAIN), tuple(reasons)))
    return tuple(sorted(found, key=lambda one: (not one.blocks, -one.score, one.first, one.second)))


def admit(
    customer: Customer, customers: Iterable[Customer], *, aliases: Iterable[RegisterAlias] = (), reason: str = ""
) -> tuple[DuplicateCandidate, ...]:
    """Let a new customer in: gives the candidates that the `reason` overrides, none where nothing is like it.

    Raises Conflict: `customer.exists` for an equal tax number, which no reason overrides, else `customer.similar`
    where there are candidates and no reason is given; the context names the likeliest and why.
    """
    found = tuple(
        one for one in duplicates((*customers, customer), aliases=aliases) if customer.id in (one.first, one.second)
    )
    if found and (found[0].blocks or not reason.strip()):
        best = found[0]
        other = best.second if best.first == customer.id else best.first
        code = "customer.exists" if best.blocks else "customer.similar"
        raise Conflict(code, path=customer.id, id=customer.id, other=other, score=best.score, count=len(found))
    return found


def _refuse_twice(customers: tuple[Customer, ...]) -> None:
    seen: set[str] = set()
    for row in customers:
        if row.id in seen:
            raise Conflict("customer.twice", path=row.id, id=row.id)
        seen.add(row.id)


_COLUMNS: Mapping[str, str] = {
    "tax_id": "tax_id", "organisation": "tax_id", "tax_id_slip": "tax_id", "tax_id_other": "tax_id",
    "phone": "phone", "phone_other": "phone", "bank_account": "bank_account", "account_other": "bank_account",
    "address": "address", "address_near": "address", "address_other": "address",
}  # fmt: skip
"""The column that each kind of evidence is read from; all others are of the name."""


def _reason(kind: EvidenceKind, weight: int, first: Customer, second: Customer) -> DuplicateReason:
    column = _COLUMNS.get(kind, "name")
    values: list[str | None] = [getattr(row, column) for row in (first, second)]
    return DuplicateReason(kind, weight, values[0] or "", values[1] or "")
