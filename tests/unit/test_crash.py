"""Crash points: each named once, each in the code once, and dying only where told."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import salessupport
from salessupport.domain.values.errors import ConfigError
from salessupport.runtime.crash import CRASHPOINTS, arm, crashpoint, disarm

SOURCE = Path(salessupport.__file__).parent


class TestPlaces:
    def test_every_place_stands_in_the_code_exactly_once(self) -> None:
        """The list and the code name the same places (G5: at least thirty)."""
        found = Counter(
            name
            for file in SOURCE.rglob("*.py")
            for name in re.findall(r'^\s+crashpoint\("([a-z_.]+)"\)', file.read_text(encoding="utf-8"), re.MULTILINE)
        )
        assert found == Counter(CRASHPOINTS)
        assert len(CRASHPOINTS) >= 30

    @pytest.mark.parametrize(("name", "passing"), [("no.such.place", 1), ("journal.commit.after", 0)])
    def test_an_unknown_place_is_refused(self, name: str, passing: int) -> None:
        """A test that arms nothing would prove nothing."""
        with pytest.raises(ConfigError):
            arm(name, passing=passing)

    def test_nothing_happens_where_nothing_is_armed(self) -> None:
        """Passing another place, or the armed one too few times, is nothing; disarmed, none kills."""
        arm("journal.commit.after", passing=3)
        for _ in range(2):
            crashpoint("journal.commit.after")
        crashpoint("journal.commit.before")
        disarm()
        crashpoint("journal.commit.after")

    def test_the_environment_arms_a_process(self) -> None:
        """It kills itself as `kill -9` would, at the second passing."""
        passing = "for n in range(9):\n print(n, flush=True)\n crashpoint('inbox.receive.after_entry')"
        code = f"from salessupport.runtime.crash import crashpoint\n{passing}"
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": str(SOURCE.parent), "SALESSUPPORT_CRASH": "inbox.receive.after_entry:2"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout.split()) == (-9, ["0", "1"])
