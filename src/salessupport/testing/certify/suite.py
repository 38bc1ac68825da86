"""`Certification`: the laws as pytest items; what an adapter's author derives the one test class from.

    class TestAcme(Certification):
        adapter = ADAPTER

        def lab(self):
            return HttpLab(ADAPTER, FakeAcme)

Each law is an item of its own, so that a red one says which. `SALESSUPPORT_DEPTH` says how hard they are tried: `quick`
(the default), `certify` or `soak`. Source: ports.md 4.1.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

import pytest

from salessupport.spi.adapter import Adapter
from salessupport.testing.certify.certificate import Certificate, Depth, Waiver, certificate, tried
from salessupport.testing.certify.lab import Lab
from salessupport.testing.certify.law import AdapterLaw
from salessupport.testing.certify.laws import LAWS
from salessupport.testing.certify.stage import Subject

DEPTH: Final = "SALESSUPPORT_DEPTH"


class Certification:
    """One adapter against every law; `waivers` are the laws that it is openly known not to keep."""

    adapter: ClassVar[Adapter[Any]]
    waivers: ClassVar[tuple[Waiver, ...]] = ()

    @classmethod
    def name(cls) -> str:
        """`port.name` of the adapter."""
        return f"{cls.adapter.port.name}.{cls.adapter.name}"

    def lab(self) -> Lab:
        """How to make a fresh, empty remote."""
        raise NotImplementedError("say how a fresh remote is made: return HttpLab(ADAPTER, YourFake)")

    @property
    def subject(self) -> Subject:
        """The adapter in its laboratory."""
        return Subject(self.adapter, self.lab())

    def certificate(self, depth: Depth) -> Certificate:
        """Try every law and write down what came of it."""
        today = datetime.now(UTC).date()
        return certificate(self.subject, depth=depth, waivers=self.waivers, today=today)

    @classmethod
    def laws(cls) -> tuple[AdapterLaw, ...]:
        """The laws about its port."""
        return tuple(law for law in LAWS if law.about(cls.adapter.port.name))

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make an item of every law about the port."""
        metafunc.parametrize("law", self.laws(), ids=str)

    def test_law(self, law: AdapterLaw) -> None:
        """The adapter keeps the law, or says openly that it does not."""
        depth = Depth[os.environ.get(DEPTH, "quick").upper()]
        waiver = next((one for one in self.waivers if one.law == law.id), None)
        trying = tried(law, self.subject, depth=depth, waiver=waiver, today=datetime.now(UTC).date())
        if trying.verdict == "does not apply":
            pytest.skip(f"{law.id}: nothing of it is declared by {self.adapter.name} or shown by its laboratory")
        if not trying.good:
            pytest.fail(f"{trying.verdict}\n{trying.story or trying.reason}", pytrace=False)
