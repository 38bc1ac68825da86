"""Commission made wrong on purpose, in one place at a time: the independent computation says so every time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.history import History
from salessupport.domain.pay import credited, earning, statements, tiers
from salessupport.domain.pay.credited import Entry
from salessupport.domain.pay.plans import Terms
from salessupport.domain.pay.shares import Share
from salessupport.domain.pay.statements import Account
from salessupport.domain.values.split import rounded, times
from support.busy_offices import busy_office
from support.commission import PEOPLE, figures, months_of
from support.naive_commission import Naive
from support.receivables import examples


def disagreeing(numbers: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Offices and months of which the independent computation says otherwise."""
    for number in numbers:
        books = busy_office(number)
        months = months_of(History(*books))
        for asked in (2, 4, len(months)):
            naive = Naive(*books, months[:asked])
            expected = {person: naive.statement(person) for person in PEOPLE}
            if figures(History(*books), months[:asked][-1]) != expected:
                yield number, months[:asked][-1].name


def each_by_itself(amount: int, shares: Sequence[Share]) -> Iterator[tuple[Share, int]]:
    """Shares rounded one by one, whatever they sum to."""
    for one in shares:
        yield one, times(amount, one.share)


def by_part(entry: Entry) -> int:
    """Each payment rounded by itself instead of the running sum."""
    return rounded(entry.part.whole * (entry.after - entry.before), entry.gross)


MUTANTS: dict[str, tuple[object, str, object]] = {
    "whole tiers are marginal": (earning, "steps", lambda _, rows, base: tiers.steps("marginal", rows, base)),
    "marginal tiers are whole": (earning, "steps", lambda _, rows, base: tiers.steps("whole", rows, base)),
    "tiers round down": (tiers, "rounded", lambda numerator, denominator: numerator // denominator),
    "shares round one by one": (credited, "divided", each_by_itself),
    "payments round one by one": (Entry, "base", property(by_part)),
    "no cap": (Terms, "capped", lambda _, amount: amount),
    "clawback always in the original period": (Terms, "recomputes", property(lambda _: True)),
    "clawback never in the original period": (Terms, "recomputes", property(lambda _: False)),
    "no clawback": (Account, "clawback", property(lambda _: 0)),
    "nothing carried out": (Account, "carried_out", property(lambda _: 0)),
    "always carried forward": (Terms, "carries", property(lambda _: True)),
    "bills count at once": (credited, "_good_on", lambda _, posting: posting.on),
    "late facts are lost": (statements.__dict__["_Walk"], "_came_late", lambda *_: []),
    "own rates are ignored": (earning, "own_rate", lambda *_: None),
}
"""Where something is made wrong, and how."""


class TestMutants:
    @examples(200)
    @given(st.integers(0, 10**9))
    def test_an_independent_computation_agrees(self, number: int) -> None:
        """In offices where everything happens often, statements are those of sums in fractions."""
        assert list(disagreeing([number])) == []

    @pytest.mark.parametrize("name", MUTANTS)
    def test_every_mutant_is_caught(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Something made wrong changes a statement that the independent computation knows."""
        where, what, wrong = MUTANTS[name]
        monkeypatch.setattr(where, what, wrong)
        assert next(disagreeing(range(200)), None) is not None
