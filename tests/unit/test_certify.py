"""The certification kit: what is right is certified, what is wrong in one habit is refuted by the law that says so."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from salessupport.memory.remote import Settings
from salessupport.spi.capabilities import Idempotency, Lookup, Native
from salessupport.spi.ports import PORTS
from salessupport.testing.certify import LAWS, Depth, Group, Subject, Waiver, certificate
from salessupport.testing.certify.certificate import broken
from salessupport.testing.certify.memory_lab import memory_subject
from salessupport.testing.certify.mutants import MUTANTS
from salessupport.testing.certify.mutants.mutant import Mutant
from salessupport.testing.certify.own import CERTIFICATIONS

BY_ID = {law.id: law for law in LAWS}
TRAPS = Path(__file__).parents[2] / "docs" / "integrators" / "traps.md"
PUBLISHED = Path(__file__).parents[2] / "docs" / "certificates" / "salessupport.json"


def memory(port: str, guard: Idempotency) -> Subject:
    """The memory adapter of a port, on a remote that is guarded like this."""
    return memory_subject(port, Settings(page=2, idempotency=guard))


class TestMutants:
    """Wrong adapters."""

    @pytest.mark.parametrize("mutant", MUTANTS, ids=str)
    def test_refuted(self, mutant: Mutant) -> None:
        """Every mutant is refuted, quickly, by the law that claims it, with a story that names what went wrong."""
        law = BY_ID[mutant.law]
        assert law.applies(mutant.subject)
        story = broken(law, mutant.subject, examples=Depth.QUICK.value)
        assert story.startswith(f"{law.id}: {law.sentence}\n")

    def test_kinds(self) -> None:
        """There are mutants for every group of laws but none shares an id with another."""
        groups = {BY_ID[mutant.law].group for mutant in MUTANTS}
        assert groups == set(Group)
        assert max(Counter(mutant.id for mutant in MUTANTS).values()) == 1

    def test_traps(self) -> None:
        """Every trap that the documentation names is a law and a mutant that it refutes."""
        claims = re.findall(r"\| `([a-z.]+)` \| `([a-z-]+)` \|", TRAPS.read_text(encoding="utf-8"))
        assert len(claims) > 10
        assert set(claims) <= {(mutant.law, mutant.id) for mutant in MUTANTS}

    def test_smallest_story(self) -> None:
        """The story of blind repetition is one document and one lost answer."""
        mutant = next(one for one in MUTANTS if one.id == "retries-blindly")
        story = broken(BY_ID["outcome.true"], mutant.subject, examples=Depth.QUICK.value)
        assert "made 2 documents" in story
        assert story.count("\nsend ") == 1
        assert story.count("weather over call") == 1


class TestCertificate:
    """What is written about an adapter."""

    @pytest.mark.parametrize("port", [name for name, port in PORTS.items() if port.commands])
    def test_looked_up(self, port: str) -> None:
        """The memory adapters keep every law where the remote knows no key and a search has to find it."""
        got = certificate(memory(port, Lookup(settle=timedelta(seconds=30))))
        assert {law.law: law.story for law in got.laws if not law.good} == {}
        assert got.verdict == "certified"

    @pytest.mark.parametrize("number", range(len(CERTIFICATIONS)), ids=lambda number: CERTIFICATIONS[number].name())
    def test_published(self, number: int) -> None:
        """What is published of each adapter of the product is what the kit finds now, to the trial."""
        stored = json.loads(PUBLISHED.read_text(encoding="utf-8"))["adapters"][number]
        got = CERTIFICATIONS[number]().certificate(Depth.QUICK)
        assert {law.law: law.story for law in got.laws if not law.good} == {}
        assert got.as_value() == stored

    def test_equal_runs(self) -> None:
        """The same adapter gives the same certificate, to the byte."""
        first, second = (certificate(memory("customers", Native())).as_value() for _ in range(2))
        assert first == second
        assert first["verdict"] == "certified"

    def test_broken(self) -> None:
        """A wrong adapter is not certified, and the certificate tells the story."""
        mutant = next(one for one in MUTANTS if one.id == "hopes")
        got = certificate(mutant.subject, laws=[BY_ID["outcome.true"]])
        assert got.verdict == "not certified"
        assert "nothing is there" in got.as_value()["laws"][0]["story"]

    def test_waiver(self) -> None:
        """A waived law still runs: it limits the certificate, and fails it when out of date or not needed."""
        mutant = next(one for one in MUTANTS if one.id == "hopes").subject
        law = BY_ID["outcome.true"]
        waiver = Waiver(law.id, "remote bug", "answers before it saves", date(2026, 6, 30))

        def verdict(subject: Subject, today: date) -> tuple[str, str]:
            got = certificate(subject, laws=[law], waivers=[waiver], today=today)
            return got.laws[0].verdict, got.verdict

        assert verdict(mutant, date(2026, 6, 30)) == ("waived", "certified with limits (1)")
        assert verdict(mutant, date(2026, 7, 1)) == ("waiver out of date", "not certified")
        assert verdict(memory("sales", Native()), date(2026, 1, 1)) == ("waiver not needed", "not certified")
