"""Appropriation: in which order money serves costs, interest, principal (Conventions 7; Civil Code art. 561).

The rows of one source and day are claims that are served together: all costs of all of them, then all interest, then
all principal (in the policy's order), each within its claim's room. A charge that a claim names itself is served before
a claim reaches it through the invoice it is about.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from salessupport.domain.values.money import BOUND
from salessupport.domain.values.policies import DebtKind


@frozen
class Piece:
    """Something that can be served: the open costs, interest or principal of `target`, in minor units."""

    kind: DebtKind
    target: str
    open: int
    direct: bool = True


@frozen
class Claim:
    """One row's wish: at most `room` over its `pieces`, the oldest first within a kind.

    Claims on one `pool` (an instalment) settle `principal` at most of principal, all of them together.
    """

    room: int
    pieces: tuple[Piece, ...]
    principal: int = BOUND
    pool: str = ""


@frozen
class Slice:
    """What one claim gets on one piece."""

    claim: int
    kind: DebtKind
    target: str
    amount: int


def appropriate(money: int, claims: Sequence[Claim], order: Sequence[DebtKind]) -> list[Slice]:
    """Spread `money` over `claims`; slices never exceed the money, a claim's room or a piece's open."""
    rooms = [claim.room for claim in claims]
    principals = {claim.pool: claim.principal for claim in claims}
    served: dict[tuple[DebtKind, str], int] = {}
    slices: list[Slice] = []
    for index, piece in _in_order(claims, order):
        key = piece.kind, piece.target
        amount = min(money, rooms[index], piece.open - served.get(key, 0))
        if piece.kind == "principal":
            amount = min(amount, principals[claims[index].pool])
            principals[claims[index].pool] -= max(amount, 0)
        if amount > 0:
            slices.append(Slice(index, piece.kind, piece.target, amount))
            served[key] = served.get(key, 0) + amount
            rooms[index] -= amount
            money -= amount
    return slices


def _in_order(claims: Sequence[Claim], order: Sequence[DebtKind]) -> list[tuple[int, Piece]]:
    pieces = [(index, piece) for index, claim in enumerate(claims) for piece in claim.pieces]
    if len(pieces) < 2:
        return pieces
    return sorted(pieces, key=lambda entry: (order.index(entry[1].kind), not entry[1].direct))
