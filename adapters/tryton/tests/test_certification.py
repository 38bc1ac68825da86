"""Both adapters against every law of their ports, on a real server: a few trials each, for a server is slow.

`SALESSUPPORT_DEPTH` asks for more (`quick`, `certify`, `soak`); the certificate is made at `quick` by `nox -s tryton`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

import pytest
from salessupport.testing.certify import LAWS, AdapterLaw, Certification, Depth
from salessupport.testing.certify.certificate import broken, certificate

from salessupport_tryton.certification import CERTIFICATIONS

PUBLISHED: Final = Path(__file__).parents[3] / "docs" / "certificates" / "salessupport-tryton.json"
_TRIALS: Final = 1
"""Trials of the lightest law, where nobody asks for more."""


@pytest.mark.parametrize("law", LAWS, ids=str)
@pytest.mark.parametrize("certification", CERTIFICATIONS, ids=lambda each: each.name())
def test_law(certification: type[Certification], law: AdapterLaw) -> None:
    """The adapter keeps the law on a real server."""
    subject = certification().subject
    if not law.applies(subject):
        pytest.skip(f"{law.id} is about verbs or kinds that {subject.adapter.port.name} does not have here")
    asked = os.environ.get("SALESSUPPORT_DEPTH")
    trials = Depth[asked.upper()].value if asked else _TRIALS
    story = broken(law, subject, examples=trials)
    if story:
        pytest.fail(story, pytrace=False)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the certificate is published beside the library alone")
@pytest.mark.parametrize("certification", CERTIFICATIONS, ids=lambda each: each.name())
def test_what_is_published_speaks_of_this_adapter(certification: type[Certification]) -> None:
    """The published certificate has these laws and answers; `nox -s tryton -- certificate` compares its trials."""
    stored = json.loads(PUBLISHED.read_text(encoding="utf-8"))["adapters"]
    (one,) = [each for each in stored if each["port"] == certification.adapter.port.name]
    now = certificate(certification().subject, laws=[]).as_value()
    assert {name: one[name] for name in ("adapter", "capabilities")} == {
        name: now[name] for name in ("adapter", "capabilities")
    }
    sentences = {each["law"]: each["sentence"] for each in one["laws"]}
    assert sentences == {law.id: law.sentence for law in LAWS if law.about(one["port"])}
    assert {each["verdict"] for each in one["laws"]} <= {"kept", "does not apply"}
