"""Commission made wrong on purpose, in one place at a time: the independent computation says so every time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.history import History
from salessupport.domain.pay import credited, earning, holding, retention, statements, tiers, views
from salessupport.domain.pay.credited import Basis, Entry, Snapshot
from salessupport.domain.pay.earning import Earning
from salessupport.domain.pay.holding import Holdings, Shares, held_shares
from salessupport.domain.pay.plans import Terms
from salessupport.domain.pay.retention import is_retained
from salessupport.domain.pay.shares import Share
from salessupport.domain.pay.statements import Account
from salessupport.domain.pay.targets import target_of
from salessupport.domain.pay.tiers import Acceleration, Step
from salessupport.domain.values.dates import Period
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


def a_cent_late(terms: Terms) -> Acceleration | None:
    """The acceleration from one cent above the target."""
    rate, target = terms.plan.accelerator, terms.target
    return Acceleration(target + 1, rate) if rate and target is not None else None


def of_the_month_before(history: History, person: str, period: Period, basis: Basis) -> int | None:
    """The target of the month before the one that was asked for."""
    return target_of(history, person, Period.month_of(period.day_before), basis)


def of_somebody(history: History, person: str, period: Period, basis: Basis) -> int | None:
    """The target of another person."""
    return target_of(history, "S1" if person != "S1" else "S2", period, basis)


def all_of_the_tier(step: Step, by: Acceleration) -> Iterator[Step]:
    """A tier that reaches beyond the target is accelerated from its start."""
    yield from _CUT(step, Acceleration(0 if step.end is None or step.end > by.target else by.target, by.rate))


def in_place_of_the_rate(step: Step, by: Acceleration) -> Iterator[Step]:
    """Above the target the accelerator alone."""
    for one in _CUT(step, by):
        yield Step(one.tier, one.start, one.end, by.rate, accelerated=True) if one.accelerated else one


def any_contract(snapshot: Snapshot, contract: str) -> bool:
    """A contract without a retention is held back like one with it."""
    return is_retained(snapshot, contract) or not any(
        row.is_retention for row in snapshot.history.instalments_of_contract.get(contract, ())
    )


def until_any_money(snapshot: Snapshot, contract: str) -> bool:
    """The first money on a contract is taken for its tail."""
    postings = (snapshot.closed.postings_by_target.get(one.id) for one in snapshot.history.facts.invoices)
    return is_retained(snapshot, contract) and not any(postings)


def nothing_taken_away(holdings: Holdings, shares: Shares, sign: int = 1) -> None:
    """What later facts take back stays held, and their new figures are held beside it."""
    if sign > 0:
        _ADD(holdings, shares, sign)


def before_the_cap(terms: Terms, made: Earning) -> Shares:
    """What the cap took is held as well."""
    return held_shares(terms, Earning(made.pieces, made.earned + made.lost))


_CUT, _ADD = tiers.__dict__["_cut"], Holdings.add
MUTANTS: dict[str, tuple[object, str, object]] = {
    "whole tiers are marginal": (
        earning,
        "steps",
        lambda _, rows, base, **more: tiers.steps("marginal", rows, base, **more),
    ),
    "marginal tiers are whole": (
        earning,
        "steps",
        lambda _, rows, base, **more: tiers.steps("whole", rows, base, **more),
    ),
    "tiers round down": (tiers, "rounded", lambda numerator, denominator: numerator // denominator),
    "shares round one by one": (credited, "divided", each_by_itself),
    "payments round one by one": (Entry, "base", property(by_part)),
    "no cap": (Terms, "capped", lambda _, amount: amount),
    "clawback always in the original period": (Terms, "recomputes", property(lambda _: True)),
    "clawback never in the original period": (Terms, "recomputes", property(lambda _: False)),
    "no clawback": (Account, "clawback", property(lambda _: 0)),
    "nothing carried out": (Account, "carried_out", property(lambda _: 0)),
    "always carried forward": (Terms, "carries", property(lambda _: True)),
    "bills count at once": (credited, "good_on", lambda _, source, on: on),
    "late facts are lost": (statements.__dict__["_Walk"], "_came_late", lambda *_: []),
    "own rates are ignored": (earning, "own_rate", lambda *_: None),
    "accelerated a cent late": (Terms, "acceleration", property(a_cent_late)),
    "accelerated by last month's target": (views, "target_of", of_the_month_before),
    "accelerated by another's target": (views, "target_of", of_somebody),
    "accelerated without a target": (views, "target_of", lambda *_: target_of(*_) or 0),
    "accelerated from the tier's start": (tiers, "_cut", all_of_the_tier),
    "accelerated in place of the tier's rate": (tiers, "_cut", in_place_of_the_rate),
    "nothing accelerated": (Terms, "acceleration", property(lambda _: None)),
    "nothing held": (views, "is_retained", lambda *_: False),
    "never released": (views, "is_retained", lambda _, contract: contract != "K"),
    "released with the first money": (views, "is_retained", until_any_money),
    "released by a bill at once": (retention, "good_on", lambda _, source, on: on),
    "released twice": (Account, "released", property(lambda account: 2 * _RELEASED(account))),
    "held of contracts without a tail": (views, "is_retained", any_contract),
    "held without its part of a credit note": (credited, "contract_of", lambda _, invoice: invoice.contract),
    "held although it was taken back": (Holdings, "add", nothing_taken_away),
    "held before the cap": (statements, "held_shares", before_the_cap),
    "held rounded down": (holding, "rounded", lambda numerator, denominator: numerator // denominator),
    "all of it held": (statements, "held_shares", lambda terms, made: held_shares(_all_held(terms), made)),
}
"""Where something is made wrong, and how."""


_RELEASED = Account.__dict__["released"].fget


def _all_held(terms: Terms) -> Terms:
    return evolve(terms, plan=evolve(terms.plan, hold_back=terms.plan.hold_back and Decimal(1)))


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
