"""Runs every code block of the pages (a pytest plugin over Sybil): no example stands here that does not work.

`python` blocks share the names of their page. `console` blocks run each `$ salessupport …` line through the command
line in this process; where lines follow, they are the output, compared without regard to the width of spaces, and a
line `…` stands for any lines; `exit code N` as the last line says that the command answers with that code. A prompt
with a day, `2026-01-14 $ salessupport …`, says that the clerk does it on that day.
`toml` blocks must parse. `sh` blocks are the README's two set-up commands, which CI runs as they stand.
`% skip: start if(…)` leaves out what needs a corpus that is absent.
Each page runs in an empty folder of its own. The command line's clock shows the day of the prompt, else 3 November
2026; the office opens at nine, and every command of a page takes a minute.
"""

from __future__ import annotations

import os
import re
import shlex
import tempfile
import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from click.testing import CliRunner, Result
from sybil import Example, Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser, SkipParser

from salessupport.cli.main import main

ROOT = Path(__file__).parent.parent
SET_UP = (
    "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/salessupport demo",
    "python3 -m venv .venv && .venv/bin/pip install nox && .venv/bin/nox",
)
_COLUMNS = "110"
_PROMPT = re.compile(r"^(?:(\d{4}-\d\d-\d\d) )?\$ ", flags=re.MULTILINE)
_TODAY = date(2026, 11, 3)
_OPENS = time(9, tzinfo=ZoneInfo("Asia/Shanghai"))
_EXIT_CODE = re.compile(r"exit code (\d)\n?\Z")


def console(example: Example) -> None:
    """Run the commands of a block and compare what they print."""
    before, *parts = _PROMPT.split(example.parsed)
    assert not before.strip(), f"no prompt: {before}"
    for day, part in zip(parts[::2], parts[1::2], strict=True):
        command, _, expected = part.partition("\n")
        program, *arguments = shlex.split(command)
        assert program == "salessupport", f"only salessupport runs here: {command}"
        result = _run(arguments, now=_next_minute(day, example.namespace))
        code = _EXIT_CODE.search(expected)
        assert result.exit_code == (int(code[1]) if code else 0), f"{command}: {result.exit_code}\n{result.output}"
        wanted = _EXIT_CODE.sub("", expected)
        if wanted.strip():
            assert _agree(wanted, result.output), f"{command} printed\n{result.output}\nnot\n{wanted}"


def _run(arguments: list[str], *, now: datetime) -> Result:
    office = patch("salessupport.desk.desk._wall_clock", lambda _company: lambda: now)
    machine = patch("salessupport.runtime.clock.SystemClock.now", lambda _clock: now.astimezone(UTC))
    with office, machine:
        return CliRunner().invoke(main, arguments, env={"COLUMNS": _COLUMNS}, catch_exceptions=False)


def _next_minute(day: str | None, namespace: dict[str, Any]) -> datetime:
    """Say what time it is for the next command of a page: consents have an order only if their times have one."""
    minutes = namespace["_minutes"] = namespace.get("_minutes", -1) + 1
    return datetime.combine(date.fromisoformat(day) if day else _TODAY, _OPENS) + timedelta(minutes=minutes)


def _agree(wanted: str, printed: str) -> bool:
    pattern = "\n".join(r"(?:.*\n)*?.*" if line == "…" else re.escape(line) for line in _lines(wanted))
    return re.fullmatch(pattern, "\n".join(_lines(printed))) is not None


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def toml(example: Example) -> None:
    """Parse a block."""
    tomllib.loads(example.parsed)


def shell(example: Example) -> None:
    """Hold a block against the two commands."""
    for line in example.parsed.strip().splitlines():
        assert line in SET_UP, f"no set-up command: {line}"


def enter(namespace: dict[str, Any]) -> None:
    """Give a page an empty folder."""
    folder = tempfile.TemporaryDirectory()
    namespace["_folder"], namespace["_before"] = folder, Path.cwd()
    corpora = os.environ.get("SALESSUPPORT_CORPORA") or ROOT.parent / "shared" / "corpora"
    os.environ["SALESSUPPORT_CORPORA"] = str(Path(corpora).resolve())
    os.chdir(folder.name)


def leave(namespace: dict[str, Any]) -> None:
    """Take the folder away."""
    os.chdir(namespace["_before"])
    namespace["_folder"].cleanup()


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(future_imports=["annotations"]),
        CodeBlockParser("console", console),
        CodeBlockParser("toml", toml),
        CodeBlockParser("sh", shell),
        SkipParser(),
    ],
    path=str(ROOT),
    patterns=["*.md"],
    setup=enter,
    teardown=leave,
).pytest()
