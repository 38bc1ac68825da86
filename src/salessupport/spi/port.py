"""`Port[P]`: a token that stands for a Protocol, so that opening an adapter of it gives a value of type `P`.

A Protocol class itself cannot be passed as `type[P]` under mypy; a generic token can, and it carries what a port has
besides methods. Source: ports.md 3.1, 3.8.
"""

from __future__ import annotations

from enum import Enum
from typing import Generic, TypeVar

from attrs import frozen

from salessupport.domain.values.errors import InvalidIdentifier

P_co = TypeVar("P_co", covariant=True)


class VerbKind(Enum):
    """What a verb does to the other system."""

    READ = "read"
    COMMAND = "command"
    FIND = "find"


@frozen
class Verb:
    """A method of a port."""

    name: str
    kind: VerbKind


@frozen
class ContractVersion:
    """`major.minor`: an adapter fits if its major is ours and its minor is not above ours."""

    major: int
    minor: int

    @classmethod
    def parse(cls, text: str, /) -> ContractVersion:
        """Read `1.2`; `InvalidIdentifier` for anything else."""
        major, dot, minor = text.partition(".")
        if not (dot and major.isdecimal() and minor.isdecimal() and text.isascii()):
            raise InvalidIdentifier("contract.version", path=text)
        return cls(int(major), int(minor))

    def takes(self, spoken: ContractVersion) -> bool:
        """Whether an adapter that speaks `spoken` fits this port."""
        return spoken.major == self.major and spoken.minor <= self.minor

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


@frozen
class Port(Generic[P_co]):
    """A port: its name, contract version, verbs in the order of its Protocol, and the books tables that it reads."""

    name: str
    version: ContractVersion
    verbs: tuple[Verb, ...]
    kinds: tuple[str, ...] = ()

    @property
    def commands(self) -> tuple[str, ...]:
        """Names of the verbs that have an effect."""
        return tuple(verb.name for verb in self.verbs if verb.kind is VerbKind.COMMAND)

    @property
    def reads(self) -> tuple[str, ...]:
        """Names of the verbs that only ask."""
        return tuple(verb.name for verb in self.verbs if verb.kind is not VerbKind.COMMAND)


def port(name: str, version: str, *, reads: str = "", commands: str = "", kinds: str = "") -> Port[P_co]:
    """Declare a port; verbs and kinds are named in one text each. A port with commands has the verb `find` too."""
    asked = [Verb(verb, VerbKind.READ) for verb in ("identify", "ping", *reads.split())]
    told = [Verb(verb, VerbKind.COMMAND) for verb in commands.split()]
    found = [Verb("find", VerbKind.FIND)] if told else []
    return Port(name, ContractVersion.parse(version), (*asked, *told, *found), tuple(kinds.split()))
