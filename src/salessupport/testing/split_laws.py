"""Laws of splitting an amount, to be tried on any rule that shares whole units by whole weights.

    verify(law, my_split)        # my_split(total, weights) gives the parts, in the order of the weights

Sources: domain.md I4, requirements §5 rule 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from attrs import frozen
from hypothesis import strategies as st

from salessupport.testing.checks import Law
from salessupport.testing.values import minor_units

SplitRule = Callable[[int, Sequence[int]], Sequence[int]]


@frozen
class Split:
    """A total of zero or more to be split by weights of zero or more, not all of them zero."""

    total: int
    weights: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.total} split by {'/'.join(map(str, self.weights))}"


SplitLaw = Law[SplitRule, Split]


def split_laws() -> tuple[SplitLaw, ...]:
    """All laws about a rule of splitting."""
    return SPLIT_LAWS


def splits() -> st.SearchStrategy[Split]:
    """Draw totals and weights: few units for many parts, equal weights, weights of zero, shares of a hundred."""
    some = st.lists(st.sampled_from((1, 1, 0, 2, 3, 7)) | st.integers(0, 1000), min_size=1, max_size=6)
    shares = st.sampled_from(([30, 60, 10], [100], [50, 50], [33, 33, 34], [0, 90, 10]))
    return st.builds(Split, st.just(0) | minor_units(), (some.filter(any) | shares).map(tuple))


def _whole(rule: SplitRule, case: Split) -> Iterator[str]:
    parts = rule(case.total, case.weights)
    if len(parts) != len(case.weights) or sum(parts) != case.total:
        yield f"the parts {list(parts)} come to {sum(parts)}"
    if min(parts, default=0) < 0:
        yield f"a part is below zero: {list(parts)}"


def _near(rule: SplitRule, case: Split) -> Iterator[str]:
    for part, weight in zip(rule(case.total, case.weights), case.weights, strict=False):
        exact = Fraction(case.total * weight, sum(case.weights))
        if abs(part - exact) >= 1:
            yield f"{part} is a unit or more from the exact share {exact}"


def _alike(rule: SplitRule, case: Split) -> Iterator[str]:
    parts = rule(case.total, case.weights)
    for (one, weight), (two, other) in combinations(zip(parts, case.weights, strict=False), 2):
        if weight == other and abs(one - two) > 1:
            yield f"equal weights get {one} and {two}"
    if list(parts) != list(rule(case.total, list(case.weights))):
        yield "a list and a tuple of the same weights are split differently"


SPLIT_LAWS: tuple[SplitLaw, ...] = (
    Law("I4", "The parts are none below zero and sum to the whole.", "domain.md I4", _whole, splits, str),
    Law("I4-near", "Each part is less than a unit from its exact share.", "domain.md I4; R18", _near, splits, str),
    Law("rule-3", "Equal weights get parts that differ by a unit at most, whatever holds the weights.",
        "requirements §5 rule 3", _alike, splits, str),
)  # fmt: skip
