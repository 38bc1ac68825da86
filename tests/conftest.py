"""How hard properties try, and a loud word about what was skipped."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from corpora import ABSENT

settings.register_profile("suite", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.register_profile("deep", deadline=None, max_examples=5_000, stateful_step_count=100, print_blob=True)
settings.load_profile("suite")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests did not run for want of the corpora or of a program."""
    reasons = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", ())]
    if reasons:
        absent = sum(ABSENT in reason for reason in reasons)
        text = f"{len(reasons)} tests were skipped, {absent} of them because a corpus is absent"
        terminalreporter.section(text, sep="!", yellow=True)
