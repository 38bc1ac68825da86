"""Shape: an adapter has the methods of its port, costs nothing until it is opened, owns no clock, and keeps secrets."""

from __future__ import annotations

import ast
import subprocess
import sys
import traceback
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from salessupport.spi.checks import misfits
from salessupport.spi.outcomes import Health, RemoteIdentity
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.laws.honesty import once
from salessupport.testing.certify.stage import Stage, Subject
from salessupport.testing.certify.trials import Trial, trials
from salessupport.testing.faults import ON_THE_WIRE, Fault, Moment

_SOURCE = "ports.md 3.5, 4.2 shape; style 1.3; B112; G14"
_HEAVY = ("requests", "urllib3", "openpyxl", "xlsxwriter", "lxml", "hypothesis", "pandas")
_WORLD = ("time", "random", "secrets", "requests", "urllib3", "httpx", "socket")
"""What an adapter gets from its environment instead."""


def _always(_subject: Subject) -> bool:
    return True


def _fits(stage: Stage, _case: Any) -> Iterator[str]:
    with stage.session() as port:
        yield from misfits(port, stage.subject.adapter.port)


def _answers(stage: Stage, _case: Any) -> Iterator[str]:
    with stage.session() as port:
        identity, health = port.identify(), port.ping()
    if not isinstance(identity, RemoteIdentity) or not identity.product:
        yield f"identify() gave {identity!r}"
    if not isinstance(health, Health) or not health.well:
        yield f"ping() gave {health!r}"


def _light(stage: Stage, _case: Any) -> Iterator[str]:
    """Import the descriptor's package in a new process and see what came along."""
    package = stage.subject.adapter.open.partition(":")[0].rpartition(".")[0]
    code = f"import sys, {package}; print(*[name for name in {_HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)  # noqa: S603
    if done.returncode:
        yield f"importing {package} failed: {done.stderr.strip()[-200:]}"
    elif done.stdout.split():
        yield f"importing {package} also imports {', '.join(done.stdout.split())}"


def _owns_nothing(stage: Stage, _case: Any) -> Iterator[str]:
    """Read the adapter's own source: it takes clock, chance and network from its environment."""
    module = stage.subject.adapter.open.partition(":")[0]
    for file in _sources(module.rpartition(".")[0]):
        for name in _imports(ast.parse(file.read_text(encoding="utf-8"))):
            if name in _WORLD:
                yield f"{file.name} imports {name}, which comes from the environment"


def _sources(package: str) -> Iterator[Path]:
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        yield from (file for file in sorted(Path(folder).glob("*.py")) if file.name != "fake.py")


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.Attribute) and node.attr == "environ":
            yield "os.environ"


def _keeps_secrets(stage: Stage, trial: Trial) -> Iterator[str]:
    """Drive a document through a fault and look for the secrets in everything that came out."""
    (paper,) = trial.papers
    said: list[str] = []
    with stage.session() as port:
        said.append(repr(port))
        answer = stage.send(port, paper.exercise, paper.document, paper.key, *trial.forecast(0))
        said.append(str(answer))
        if answer.error is not None:
            said += [repr(answer.error), *traceback.format_exception(answer.error)]
    for secret in stage.site.secrets():
        if any(secret in text for text in said):
            yield "a secret stands in an error, its traceback or the adapter's own text"


def _each_fault(subject: Subject) -> st.SearchStrategy[Any]:
    bearable = [Fault(kind) for kind in ON_THE_WIRE if kind.moment not in (Moment.TWICE, Moment.LATER)]
    return st.builds(lambda trial, fault: Trial(trial.papers, ((fault,),)), trials(subject), st.sampled_from(bearable))


LAWS = (
    AdapterLaw(
        "shape.signatures",
        "An opened adapter has every verb of its port, callable as the port calls it.",
        _SOURCE,
        Group.SHAPE,
        _always,
        once,
        _fits,
    ),
    AdapterLaw(
        "shape.answers",
        "An adapter says who answers on the other side, and that it is well.",
        _SOURCE,
        Group.SHAPE,
        lambda subject: subject.does("identify"),
        once,
        _answers,
    ),
    AdapterLaw(
        "shape.light",
        "Registering an adapter imports no library of the network or of spreadsheets.",
        _SOURCE,
        Group.SHAPE,
        _always,
        once,
        _light,
    ),
    AdapterLaw(
        "shape.world",
        "An adapter takes clock, chance and network from its environment, none from the machine.",
        _SOURCE,
        Group.SHAPE,
        _always,
        once,
        _owns_nothing,
    ),
    AdapterLaw(
        "shape.secrets",
        "No error, traceback or text of an adapter holds a secret, whatever happened on the wire.",
        _SOURCE,
        Group.SHAPE,
        lambda subject: bool(subject.exercises),
        _each_fault,
        _keeps_secrets,
    ),
)
