"""Both adapters against every law of their ports, on a real server: a few trials each, for a server is slow.

`SALESSUPPORT_DEPTH` asks for more (`quick`, `certify`, `soak`); the certificate is made at `quick` by `nox -s tryton`.
"""

from __future__ import annotations

import os
from typing import Final

import pytest
from salessupport.testing.certify import LAWS, AdapterLaw, Certification, Depth
from salessupport.testing.certify.certificate import broken

from salessupport_tryton.certification import CERTIFICATIONS

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
