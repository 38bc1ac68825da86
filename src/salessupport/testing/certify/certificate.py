"""The certificate: every law tried on one adapter, with what came of it, as a value that is written as JSON.

Law: equal adapters and seeds give equal certificates (no date of the machine, no path); a waiver never stops a law from
running: one that is needed no more, or is out of date, is a failure. Source: ports.md 4.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any, Final, Literal

from attrs import field, frozen

from salessupport._version import __version__
from salessupport.spi.capabilities import Full, Limited, Support, Unsupported
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.laws import LAWS
from salessupport.testing.certify.stage import Subject
from salessupport.testing.checks import LawBroken, verify

_FORMAL: Final = frozenset({Group.SHAPE.value, Group.HONESTY.value})
"""Groups of laws that an adapter keeps even if it does nothing."""
Verdict = Literal["kept", "broken", "waived", "waiver not needed", "waiver out of date", "does not apply"]


class Depth(Enum):
    """How hard a law is tried, as examples of the lightest one."""

    QUICK = 12
    CERTIFY = 120
    SOAK = 2000


@frozen
class Waiver:
    """A law that an adapter does not keep, said openly: why, of what kind, and until when."""

    law: str
    kind: Literal["remote bug", "not yet", "never"]
    reason: str
    until: date


@frozen
class Trying:
    """What came of one law: `story` is the smallest trial that breaks it, `reason` a waiver's."""

    law: str
    group: str
    sentence: str
    verdict: Verdict
    examples: int
    story: str = ""
    reason: str = ""

    @property
    def good(self) -> bool:
        """Whether a certificate can be had with it."""
        return self.verdict in ("kept", "waived", "does not apply")


@frozen
class Certificate:
    """An adapter, what it was tried against, and what came of it; `faults` counts those that struck."""

    adapter: str
    port: str
    speaks: str
    library: str
    depth: str
    laws: tuple[Trying, ...]
    limits: tuple[str, ...]
    capabilities: Mapping[str, str] = field(factory=dict, hash=False)
    faults: Mapping[str, int] = field(factory=dict, hash=False)

    @property
    def verdict(self) -> str:
        """`certified`, `certified with limits (n)`, `not certified`; `nothing tried` of one that does nothing yet."""
        if not all(one.good for one in self.laws):
            return "not certified"
        if all(one.group in _FORMAL for one in self.laws if one.verdict != "does not apply"):
            return "nothing tried"
        limits = len(self.limits) + sum(one.verdict == "waived" for one in self.laws)
        return f"certified with limits ({limits})" if limits else "certified"

    def as_value(self) -> dict[str, Any]:
        """The certificate as plain JSON."""
        laws = [
            {
                "law": one.law,
                "group": one.group,
                "sentence": one.sentence,
                "verdict": one.verdict,
                "examples": one.examples,
                **({"story": one.story} if one.story else {}),
                **({"reason": one.reason} if one.reason else {}),
            }
            for one in self.laws
        ]
        head = {
            "adapter": self.adapter,
            "port": self.port,
            "speaks": self.speaks,
            "library": self.library,
            "depth": self.depth,
            "verdict": self.verdict,
            "limits": list(self.limits),
            "capabilities": dict(self.capabilities),
            "faults": dict(self.faults),
        }
        return {**head, "laws": laws}


def certificate(
    subject: Subject,
    *,
    depth: Depth = Depth.QUICK,
    waivers: Sequence[Waiver] = (),
    today: date | None = None,
    laws: Sequence[AdapterLaw] = LAWS,
) -> Certificate:
    """Try every law on an adapter. `today` is the day by which waivers are judged; without it none is out of date."""
    waived = {waiver.law: waiver for waiver in waivers}
    about = [law for law in laws if law.about(subject.adapter.port.name)]
    tryings = tuple(tried(law, subject, depth=depth, waiver=waived.get(law.id), today=today) for law in about)
    struck = sorted(subject.struck.items(), key=lambda item: int(item[0].removeprefix("F")))
    given = subject.adapter.capabilities
    return Certificate(
        adapter=subject.adapter.name,
        port=subject.adapter.port.name,
        speaks=subject.adapter.speaks,
        library=__version__,
        depth=depth.name.lower(),
        laws=tryings,
        limits=tuple(_limits(subject)),
        capabilities={name: said(support) for name, support in {**given.verbs, **given.kinds}.items()},
        faults=dict(struck),
    )


def tried(
    law: AdapterLaw, subject: Subject, *, depth: Depth, waiver: Waiver | None = None, today: date | None = None
) -> Trying:
    """Try one law."""
    if not law.applies(subject):
        return _trying(law, "does not apply", 0)
    story = broken(law, subject, examples=depth.value)
    examples = subject.played[law.id]
    if waiver is None:
        return _trying(law, "broken" if story else "kept", examples, story=story)
    if not story:
        return _trying(law, "waiver not needed", examples, reason=waiver.reason)
    late = today is not None and waiver.until < today
    return _trying(law, "waiver out of date" if late else "waived", examples, story=story, reason=waiver.reason)


def broken(law: AdapterLaw, subject: Subject, *, examples: int) -> str:
    """The smallest trial that breaks the law, told; empty if none was found.

    `examples` are those of a law of cost 1; of each of its parts a law tries one for every twelve.
    """
    about = law.on(subject)
    try:
        for cases in law.parts(subject):
            verify(about, subject, examples=max(1, examples * max(law.cost, 1) // Depth.QUICK.value), cases=cases)
        if law.cost:
            verify(about, subject, examples=examples * law.cost)
    except LawBroken as found:
        return str(found)
    return ""


def _trying(law: AdapterLaw, verdict: Verdict, examples: int, *, story: str = "", reason: str = "") -> Trying:
    return Trying(law.id, law.group.value, law.sentence, verdict, examples, story, reason)


def _limits(subject: Subject) -> Iterator[str]:
    given = subject.adapter.capabilities
    answers: dict[str, Any] = {**given.verbs, **given.kinds}
    for name, support in answers.items():
        if isinstance(support, Limited):
            yield f"{name}: {support.reason} (up to {support.bound})"


def said(support: Support) -> str:
    """A capability in a word or two."""
    match support:
        case Full():
            return "yes"
        case Limited(reason=reason, bound=bound):
            return f"{reason}: up to {bound}"
        case Unsupported(reason=reason):
            return f"no: {reason}"
    return "untested"
