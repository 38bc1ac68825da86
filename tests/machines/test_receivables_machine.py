"""The receivables machine: our own books and the model pass it, a system with any one defect does not."""

from __future__ import annotations

import subprocess
import sys
import unittest
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

import salessupport.testing.model
from salessupport.testing.broken import DEFECTS
from salessupport.testing.desk_system import DeskSystem
from salessupport.testing.machines import ReceivablesMachine
from salessupport.testing.model import NaiveModel
from salessupport.testing.system import ReceivablesSystem

QUICK = settings(max_examples=40, stateful_step_count=20, deadline=None)
HUNT = settings(
    max_examples=2_000, stateful_step_count=20, deadline=None, database=None, derandomize=True,
    phases=[Phase.generate], report_multiple_bugs=False, suppress_health_check=list(HealthCheck),
)  # fmt: skip
OUT_OF_STEP = {"LosesTheEdge"}
"""Its overdue items are overdue: where buckets end is the system's own choice, and `rule-4`'s business."""


class TestDesk(ReceivablesMachine.TestCase):
    """Our books do and answer as the model."""

    system = DeskSystem
    settings = QUICK


class TestModel(ReceivablesMachine.TestCase):
    """The model agrees with itself: the machine asks nothing that depends on chance."""

    system = NaiveModel
    settings = QUICK


class TestFactory(ReceivablesMachine.TestCase):
    """A function that gives a system serves as well as a class."""

    settings = settings(QUICK, max_examples=5)

    @staticmethod
    def system() -> ReceivablesSystem:
        """Give a model."""
        return NaiveModel()


def failure(system: object, chosen: settings = HUNT) -> str:
    """Run the machine's test on a system; give what its error says, nothing if it passes."""
    test = type("TestIt", (ReceivablesMachine.TestCase,), {"system": system, "settings": chosen})
    result = unittest.TestResult()
    test("test_does_and_answers_as_the_model").run(result)
    return "".join(text for _, text in (*result.errors, *result.failures))


class TestDefects:
    @pytest.mark.parametrize("name", sorted(set(DEFECTS) - OUT_OF_STEP))
    def test_each_is_found(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        """The machine finds every defect, as a wrong answer or as a wrong refusal or acceptance."""
        assert "AssertionError" in failure(DEFECTS[name])

    def test_the_error_says_what_differs(self) -> None:
        """A wrong answer is told with its day, what it is and what it should be."""
        assert "open of F" in failure(DEFECTS["ForgetsOneLeg"])
        assert "accepted, though F" in failure(DEFECTS["PlacesOneTooMuch"])


class TestModelIsIndependent:
    def test_it_imports_nothing_that_computes(self) -> None:
        """The model stands on the protocol, events and oracles alone, and fits a few screens."""
        source = Path(salessupport.testing.model.__file__).read_text(encoding="utf-8")
        assert "salessupport.domain" not in source
        assert len(source.splitlines()) < 250

    def test_importing_the_desk_brings_neither_hypothesis_nor_pytest(self) -> None:
        """Hypothesis and pytest come with `salessupport.testing` alone."""
        code = "import sys, salessupport.desk; print({'hypothesis', 'pytest'} & set(sys.modules))"
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert run.stdout.strip() == "set()"
