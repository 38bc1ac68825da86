"""Policies and companies: every choice an office may make about its receivables (books.md, company.toml)."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

from hypothesis import strategies as st

from salessupport.domain.values.policies import DEBT_KINDS, Company, Policies
from salessupport.domain.values.split import SPLIT_POLICIES

_INTEREST = ("0", "0.0003", "0.01", "0.333333")
_TOLERANCE = ("0", "0.01", "1.00")
_AGEING = ((30, 60, 90), (1,), (7, 14))


def policies(
    *, interest: tuple[str, ...] = _INTEREST, tolerance: tuple[str, ...] = _TOLERANCE
) -> st.SearchStrategy[Policies]:
    """Give policies of placing and ageing; `interest` per day and `tolerance` (major units) are among those given."""
    return st.builds(
        Policies,
        interest_per_day=st.sampled_from(interest).map(Decimal),
        tolerance=st.sampled_from(tolerance).map(Decimal),
        appropriation=st.sampled_from(list(permutations(DEBT_KINDS))),
        allocation=st.sampled_from(["exact-then-oldest", "exact-then-oldest", "explicit"]),
        bank_fee=st.sampled_from(["ours", "theirs"]),
        ageing=st.sampled_from(_AGEING),
        terms=st.sampled_from(["30/60/10", "40/60"]),
        instalment_split=st.sampled_from(SPLIT_POLICIES),
    )


def companies(*, currency: str = "CNY", rules: st.SearchStrategy[Policies] | None = None) -> st.SearchStrategy[Company]:
    """Give a company whose books are carried in `currency`, under `rules` (default: any `policies()`)."""
    drawn = policies() if rules is None else rules
    return st.builds(Company, name=st.just("青岛某某测控有限公司"), currency=st.just(currency), policies=drawn)
