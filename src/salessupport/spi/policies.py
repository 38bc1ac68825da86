"""Policies: pure functions that decide about money, chosen by name and version in the configuration.

Law: exactly one acts, and it is recorded on the result (`ladder@2`); installing a package never changes a number. What
a policy returns is verified by the library against the laws of its kind, and refused by the law's name.
Source: ports.md 3.2, 3.4; architecture decision 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Generic, Protocol, TypeVar

from attrs import frozen

from salessupport.domain.pay.rules import Award, Credit, CreditedPeriod, RuleResult
from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.spi.port import ContractVersion

__all__ = [
    "COMMISSION",
    "KINDS",
    "Award",
    "CommissionRule",
    "Credit",
    "CreditedPeriod",
    "Policy",
    "PolicyKind",
    "RuleResult",
]

F_co = TypeVar("F_co", covariant=True)


@frozen
class PolicyKind(Generic[F_co]):
    """A question that policies answer, with the version of its contract."""

    name: str
    version: ContractVersion


class CommissionRule(Protocol):
    """What a person earns of one period: a pure function of what was credited and of the plan in force.

    Its laws (`domain.pay.rules.LAWS`) are verified at every call; cap, clawback and carrying forward are the library's.
    """

    def __call__(self, period: CreditedPeriod, /) -> RuleResult:
        """Award every credit, in tiers or at rates of its own; what earns nothing is awarded at rate 0."""
        ...


COMMISSION: Final[PolicyKind[CommissionRule]] = PolicyKind("commission", ContractVersion(1, 0))
"""The rule of commission; `commission` in `company.toml`."""

KINDS: Mapping[str, PolicyKind[Any]] = {kind.name: kind for kind in (COMMISSION,)}
"""Every kind of policy by name."""


@frozen
class Policy(Generic[F_co]):
    """One answer to one question: `call` is the dotted path of the function, imported when it is chosen.

    `speaks` is the version of the kind's contract that it was written against.
    """

    kind: PolicyKind[F_co]
    name: str
    version: int
    call: str
    title: str
    title_zh: str
    docs: str = ""
    speaks: str = "1.0"

    def __attrs_post_init__(self) -> None:
        module, colon, name = self.call.partition(":")
        if not (module and colon and name.isidentifier()):
            raise InvalidIdentifier("adapter.path", path=self.call)
        if not self.name.isidentifier() or self.version < 1:
            raise InvalidIdentifier("policy.name", path=self.name)
        ContractVersion.parse(self.speaks)

    @property
    def contract(self) -> ContractVersion:
        """The version of the kind's contract that it speaks."""
        return ContractVersion.parse(self.speaks)

    @property
    def label(self) -> str:
        """How the configuration names it and a result records it: `ladder@2`."""
        return f"{self.name}@{self.version}"
