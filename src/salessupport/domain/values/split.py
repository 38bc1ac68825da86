"""The one place where an amount is divided: exact shares, rounded half up, parts that always sum to the total.

Works on whole minor units. Three named policies (books, Conventions 2):
`largest_remainder` (Hamilton's method: cut all parts down, give missing units to the largest remainders, the earlier
part on a tie), `cumulative` (part k = rounded(total x shares up to k) - parts before), `remainder_to_last`.
Law I4: the parts sum to the total, and under `largest_remainder` each lies within one unit of its exact share.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Literal, get_args

from salessupport.domain.values.errors import InvalidMoney, InvalidNumber

SplitPolicy = Literal["largest_remainder", "cumulative", "remainder_to_last"]
SPLIT_POLICIES: tuple[str, ...] = get_args(SplitPolicy)
Weight = int | Decimal | Fraction


def rounded(numerator: int, denominator: int) -> int:
    """Round an exact quotient half up, away from zero (Conventions 1): 1/2 → 1, -1/2 → -1; the denominator is > 0."""
    if numerator >= 0:
        return (2 * numerator + denominator) // (2 * denominator)
    return -((-2 * numerator + denominator) // (2 * denominator))


def share(total: int, part: int, whole: int) -> int:
    """Give `total` x `part` / `whole`, rounded once. Running sums of it are the `cumulative` split."""
    return rounded(total * part, whole)


def times(total: int, factor: Decimal) -> int:
    """Give `total` x `factor`, an exact product rounded once half up."""
    numerator, denominator = exact(factor).as_integer_ratio()
    return rounded(total * numerator, denominator)


def exact(number: object) -> Fraction:
    """Give a whole number, decimal or fraction as a fraction; a float, NaN or infinity is refused (B1, B3)."""
    if isinstance(number, int | Fraction) or (isinstance(number, Decimal) and number.is_finite()):
        return Fraction(number)
    if isinstance(number, float):
        raise InvalidMoney("money.float", value=number)
    raise InvalidNumber("number.invalid", value=number)


def split(total: int, weights: Sequence[Weight], policy: SplitPolicy = "largest_remainder") -> list[int]:
    """Split `total` minor units by `weights`; the order of the weights is the order of the parts.

    Negative totals split like their positive mirror. Refused: weights that add up to zero
    (`allocate.zero_weights`, B16) and negative weights (`allocate.negative_weight`, B17).
    """
    whole = _whole_weights(weights)
    sign = -1 if total < 0 else 1
    parts = [sign * part for part in _SPLITS[policy](abs(total), whole, sum(whole))]
    if sum(parts) != total:
        raise AssertionError("a split lost money")  # kept in every build: the law of this module
    return parts


def _whole_weights(weights: Sequence[Weight]) -> list[int]:
    fractions = [exact(weight) for weight in weights]
    for weight in fractions:
        if weight < 0:
            raise InvalidMoney("allocate.negative_weight", value=weight)
    if not any(fractions):
        raise InvalidMoney("allocate.zero_weights")
    scale = lcm(*(fraction.denominator for fraction in fractions))
    return [int(fraction * scale) for fraction in fractions]


def _largest_remainder(total: int, weights: list[int], whole: int) -> list[int]:
    parts = [total * weight // whole for weight in weights]
    missing = total - sum(parts)
    order = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % whole))
    for i in order[:missing]:
        parts[i] += 1
    return parts


def _cumulative(total: int, weights: list[int], whole: int) -> list[int]:
    parts, up_to, before = [], 0, 0
    for weight in weights:
        up_to += weight
        reached = rounded(total * up_to, whole)
        parts.append(reached - before)
        before = reached
    return parts


def _remainder_to_last(total: int, weights: list[int], whole: int) -> list[int]:
    parts = [rounded(total * weight, whole) for weight in weights[:-1]]
    return [*parts, total - sum(parts)]


_SPLITS = {
    "largest_remainder": _largest_remainder,
    "cumulative": _cumulative,
    "remainder_to_last": _remainder_to_last,
}
