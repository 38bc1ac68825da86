"""Policies: pure functions that decide about money, chosen by name and version in the configuration.

Law: exactly one acts, and it is recorded on the result (`ladder@2`); installing a package never changes a number. What
a policy returns is verified by the library against the laws of its kind, and refused by the law's name.
Source: ports.md 3.2, 3.4; architecture decision 4.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from attrs import frozen

from salessupport.domain.values.errors import InvalidIdentifier

F_co = TypeVar("F_co", covariant=True)


@frozen
class PolicyKind(Generic[F_co]):
    """A question that policies answer, with the version of its contract."""

    name: str
    version: str


@frozen
class Policy(Generic[F_co]):
    """One answer to one question: `call` is the dotted path of the function, imported when it is chosen."""

    kind: PolicyKind[F_co]
    name: str
    version: int
    call: str
    title: str
    title_zh: str
    docs: str = ""

    def __attrs_post_init__(self) -> None:
        module, colon, name = self.call.partition(":")
        if not (module and colon and name.isidentifier()):
            raise InvalidIdentifier("adapter.path", path=self.call)
        if not self.name.isidentifier() or self.version < 1:
            raise InvalidIdentifier("policy.name", path=self.name)

    @property
    def label(self) -> str:
        """How the configuration names it and a result records it: `ladder@2`."""
        return f"{self.name}@{self.version}"
