"""The scenario form: what is written is read, run, and agrees with the public runner; each way to fail is told."""

from __future__ import annotations

import shlex
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest

from corpora import CORPORA, corpus
from salessupport.testing.comparing import Missing, differences, load_json, pick
from salessupport.testing.desk_system import COMPANY, DeskSystem
from salessupport.testing.events import Issue, Place, Receive, TakeBack, play
from salessupport.testing.scenarios import Ask, read_scenario, run_scenario, write_scenario, write_story

COMMAND = [sys.executable, "-c", "from salessupport.cli.main import main; main()"]
DAY, NEXT = date(2026, 1, 5), date(2026, 1, 8)
STORY = (
    Issue("F1", "C1", 10000, DAY, NEXT),
    Receive("R1", "C1", 10001, DAY),
    Place("P1", "R1", "F1", 10000, DAY),
    TakeBack("P1", NEXT),
)
TOOL = CORPORA.parent / "tools" / "run_scenarios"


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """A story as a scenario."""
    write_story(tmp_path / "one", STORY, law="I5")
    return tmp_path / "one"


class TestStoryAsScenario:
    def test_our_own_command_agrees(self, scenario: Path) -> None:
        """The command line answers what the naive model answered, evening by evening."""
        assert len(read_scenario(scenario)) == 5
        assert run_scenario(scenario, COMMAND) == []

    def test_a_wrong_expectation_is_told(self, tmp_path: Path) -> None:
        """An amount that is a cent off is named with its path, its ask and both values."""
        write_story(tmp_path / "s", (Receive("R1", "C1", 10001, DAY),))
        file = tmp_path / "s" / "expect.toml"
        file.write_text(file.read_text("utf-8").replace('{"unapplied": "100.01"}', '{"unapplied": "100.02"}'), "utf-8")
        (fault,) = run_scenario(tmp_path / "s", COMMAND)
        assert fault == "show receipt R1 --as-of 2026-01-05: $.unapplied: expected '100.02', got '100.01'"

    def test_the_public_runner_agrees(self, scenario: Path) -> None:
        """The runner that others use reads the folder and passes every ask."""
        if not TOOL.is_file():
            pytest.skip("corpus is absent: tools")
        command = shlex.join(COMMAND)
        line = [sys.executable, str(TOOL), str(scenario), "--command", command]
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        assert done.stdout.splitlines()[-1] == "5 passed, 0 failed"

    def test_a_published_scenario_passes_here(self) -> None:
        """Scenarios written by hand are read and run in the same way."""
        assert run_scenario(corpus("scenarios") / "costs-before-interest", COMMAND) == []


class TestWriteScenario:
    def test_everything_that_is_asked_is_read_again(self, tmp_path: Path) -> None:
        """Exit code, paths, counts and an expectation with quotes come back as they were."""
        asks = [
            Ask("show ageing", {"name": "it's '''so'''", "rows": []}, absent=("a[B].c",), count={"a[B]": 2}),
            Ask("show invoice X", exit=2),
        ]
        system = DeskSystem()
        play(system, STORY)
        write_scenario(tmp_path / "s", system.desk.history.facts, COMPANY, asks, title='a "title"', laws=["I1"])
        assert [(a.run, a.expect, a.exit, list(a.absent), a.count) for a in read_scenario(tmp_path / "s")] == [
            (a.run, a.expect, a.exit, list(a.absent), a.count) for a in asks
        ]
        assert tomllib.loads((tmp_path / "s" / "expect.toml").read_text("utf-8"))["title"] == 'a "title"'

    def test_without_a_question_nothing_is_written(self, tmp_path: Path) -> None:
        """A scenario that asks nothing is refused before its books are written."""
        with pytest.raises(ValueError, match="at least one question"):
            write_scenario(tmp_path / "s", DeskSystem().desk.history.facts, COMPANY, [])
        assert not (tmp_path / "s").exists()


def answering(folder: Path, text: str, code: int = 0) -> list[str]:
    """A command that prints a text and ends with a code."""
    script = folder / "command.py"
    script.write_text(f"import sys\nprint({text!r})\nprint('why', file=sys.stderr)\nsys.exit({code})", encoding="utf-8")
    return [sys.executable, str(script)]


def expecting(folder: Path, lines: str) -> Path:
    """A scenario with one ask."""
    place = folder / "s"
    place.mkdir(exist_ok=True)
    (place / "expect.toml").write_text(f'title = "t"\n[[ask]]\nrun = "q"\n{lines}\n', encoding="utf-8")
    return place


class TestRunScenario:
    @pytest.mark.parametrize(
        ("lines", "text", "code", "said"),
        [
            ("exit = 0", "{}", 3, "exit code 3, not 0: why"),
            ("exit = 0", "no", 0, "no JSON"),
            ('expect = \'{"a": "1.50"}\'', '{"a": 1.5}', 0, "expected '1.50'"),
            ("expect = '{\"a\": 1}'", "{}", 0, "$.a: expected 1, missing"),
            ('absent = ["a[B]"]', '{"a": [{"id": "B"}]}', 0, "a[B]: is there"),
            ('count = {"a" = 2}', '{"a": [1]}', 0, "expected 2 elements"),
            ('count = {"b" = 2}', "{}", 0, "got nothing"),
        ],
    )
    def test_each_fault_is_told(self, tmp_path: Path, lines: str, text: str, code: int, said: str) -> None:
        """A wrong exit code, no JSON, a float, a missing key, a path that is there, a wrong count: each is named."""
        (fault,) = run_scenario(expecting(tmp_path, lines), answering(tmp_path, text, code))
        assert said in fault

    def test_an_expected_refusal_needs_no_json(self, tmp_path: Path) -> None:
        """A question that is to fail with a code may print anything."""
        assert run_scenario(expecting(tmp_path, "exit = 2"), answering(tmp_path, "no", 2)) == []

    def test_an_unknown_key_is_refused(self, tmp_path: Path) -> None:
        """A slip in `expect.toml` is no ask that always passes."""
        with pytest.raises(ValueError, match="expct"):
            run_scenario(expecting(tmp_path, "expct = '{}'"), answering(tmp_path, "{}"))


class TestComparing:
    @pytest.mark.parametrize(
        ("want", "got"),
        [
            ('{"a": "1.5"}', '{"a": "1.50", "b": 1}'),
            ("[1, 2, 1]", "[2, 1, 3, 1]"),
            ('[{"id": "A", "x": 1}]', '[{"id": "B", "x": 2}, {"id": "A", "x": 1, "y": 3}]'),
            ('[{"x": 1}, {"y": 1}]', '[{"x": 1, "y": 1}, {"x": 1}]'),
            ("[]", "[]"),
            ("null", "null"),
        ],
    )
    def test_a_subset_agrees(self, want: str, got: str) -> None:
        """Further keys and elements, order and trailing zeros make no difference."""
        assert list(differences(load_json(want), load_json(got))) == []

    @pytest.mark.parametrize(
        ("want", "got"),
        [
            ('"1.5"', "1.5"),
            ("1", "true"),
            ("[]", "[1]"),
            ("{}", '{"a": 1}'),
            ("[1, 1]", "[1, 2]"),
            ('[{"x": 1}, {"x": 1}]', '[{"x": 1}]'),
            ('[{"id": "A", "x": 1}]', '[{"id": "A", "x": 2}]'),
            ('[{"id": "A"}]', '[{"id": "B"}]'),
            ("1", "1.0"),
        ],
    )
    def test_anything_else_differs(self, want: str, got: str) -> None:
        """Floats, other types, emptiness, an element that would have to serve twice, another amount: each is told."""
        assert list(differences(load_json(want), load_json(got)))

    def test_a_path_picks_by_identity(self) -> None:
        """Keys, one identifying field or two lead to a value; a wrong path leads nowhere."""
        answer = {"rows": [{"id": "A", "no": 1, "x": 5}, {"id": "A", "no": 2, "x": 6}]}
        assert pick(answer, "rows[A].x") == 5
        assert pick(answer, "rows[A,2].x") == 6
        assert pick(answer, "rows[B].x") is Missing
        assert pick(answer, "rows.x") is Missing
