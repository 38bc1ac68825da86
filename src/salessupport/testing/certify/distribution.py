"""The certifications of a distribution: found by its entry point, written as `certificate.json` and as a page.

A distribution names a tuple of `Certification` classes under the group `salessupport.certifications`. The file is
the same for the same versions and depth: neither the day nor the machine stands in it. Source: ports.md 4.5.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib import metadata
from typing import Any, Final

from attrs import frozen

from salessupport._version import __version__
from salessupport.domain.values.errors import ConfigError
from salessupport.testing.certify.certificate import Certificate, Depth
from salessupport.testing.certify.suite import Certification

GROUP: Final = "salessupport.certifications"
FILE: Final = "certificate.json"
PAGE: Final = "certificate.md"


@frozen
class Certified:
    """A distribution in one version, and the certificates of its adapters."""

    distribution: str
    version: str
    depth: str
    certificates: tuple[Certificate, ...]

    @property
    def good(self) -> bool:
        """Whether every adapter is certified, be it with limits."""
        return all(one.verdict.startswith("certified") for one in self.certificates)

    def as_json(self) -> str:
        """The file `certificate.json`."""
        whole = {
            "distribution": self.distribution,
            "version": self.version,
            "library": __version__,
            "depth": self.depth,
            "adapters": [one.as_value() for one in self.certificates],
        }
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"

    def as_page(self) -> str:
        """The same for people, in Markdown."""
        return "\n".join([f"# {self.distribution} {self.version}", "", *_lines(self)]) + "\n"


def certifications(distribution: str) -> tuple[str, tuple[type[Certification], ...]]:
    """The version of an installed distribution and its certifications; `ConfigError` if it has none."""
    try:
        found = metadata.distribution(distribution)
    except metadata.PackageNotFoundError:
        raise ConfigError("certify.not_installed", name=distribution) from None
    named = [entry for entry in found.entry_points if entry.group == GROUP]
    if not named:
        raise ConfigError("certify.nothing", name=distribution, group=GROUP)
    return found.version, tuple(each for entry in named for each in entry.load())


def certified(distribution: str, *, depth: Depth = Depth.QUICK, only: str = "") -> Certified:
    """Try every adapter of a distribution; `only` one, by `port.name` or by the port."""
    version, classes = certifications(distribution)
    chosen = [each for each in classes if only in ("", each.name(), each.adapter.port.name)]
    if not chosen:
        raise ConfigError("certify.unknown", name=only, known=", ".join(sorted(each.name() for each in classes)))
    return Certified(distribution, version, depth.name.lower(), tuple(each().certificate(depth) for each in chosen))


def _lines(whole: Certified) -> Iterator[str]:
    for one in whole.certificates:
        yield from (f"## {one.port}: {one.adapter}: {one.verdict}", "")
        struck = ", ".join(f"{fault} {count}" for fault, count in one.faults.items())
        yield from (
            f"Depth {one.depth}, contract {one.speaks}, library {one.library}; faults met: {struck or 'none'}.",
            "",
        )
        yield from (f"- Limit: {limit}" for limit in one.limits)
        yield from ("", "| law | verdict | trials | what it says |", "| --- | --- | ---: | --- |")
        for law in one.laws:
            told = f"{law.sentence} **{law.reason}**" if law.reason else law.sentence
            yield f"| `{law.law}` | {law.verdict} | {law.examples} | {told} |"
        yield ""


def matrix(files: Mapping[str, Any]) -> Iterator[str]:
    """The table of all adapters against the verbs of their ports, out of `certificate.json` files by name."""
    adapters = [one for file in files.values() for one in file["adapters"]]
    for port in sorted({one["port"] for one in adapters}):
        of_port = [one for one in adapters if one["port"] == port]
        yield from (f"## `{port}`", "", "| | " + " | ".join(f"`{one['adapter']}`" for one in of_port) + " |")
        yield "| --- |" + " --- |" * len(of_port)
        yield "| verdict | " + " | ".join(f"{one['verdict']} ({one['depth']})" for one in of_port) + " |"
        for name in of_port[0]["capabilities"]:
            yield f"| `{name}` | " + " | ".join(one["capabilities"].get(name, "") for one in of_port) + " |"
        yield ""
