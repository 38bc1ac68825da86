"""The repository itself: what must not stand in any file, and what the README promises word by word."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOSTS = {("py" + "pi"): "org", ("python" + "hosted"): "org", ("n" + "pmjs"): "(?:org|com)", ("deb" + "ian"): "org"}
"""Package registries by the two halves of their names, so that this file does not hold what it looks for."""
REGISTRY = re.compile("|".join(rf"\b{host}\.{ending}\b" for host, ending in HOSTS.items()), re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w.~$}>*-])/(?:" + "home|root|Users|work|opt|mnt|srv" + r")/\w|\b[A-Z]:\\Users\\")
SET_UP = (
    "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/salessupport demo",
    "python3 -m venv .venv && .venv/bin/pip install nox && .venv/bin/nox",
)
GROUPED_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def files() -> list[Path]:
    """Every file that is, or would be, under version control."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    run = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode:
        pytest.skip("not a git clone")
    return [path for name in run.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def lines_with(pattern: re.Pattern[str]) -> Iterator[str]:
    """Name every line of a text file in which `pattern` is found."""
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"


class TestNothingOfOneMachine:
    def test_no_registry_is_named(self) -> None:
        """No file names the host of a package registry."""
        assert not list(lines_with(REGISTRY))

    def test_no_path_of_a_machine(self) -> None:
        """No file holds an absolute path into somebody's home or work folder, nor that of this very clone."""
        here = re.compile(f"{re.escape(str(ROOT.parent))}{os.sep}|{re.escape(str(Path.home()))}{os.sep}")
        assert not list(lines_with(MACHINE_PATH))
        assert not list(lines_with(here))

    @pytest.mark.parametrize("text", ["see /ho" + "me/ann/books", "open('/wor" + "k/main')", "C:" + "\\Users\\ann"])
    def test_the_patterns_find_paths(self, text: str) -> None:
        """The check knows a path of a machine when it sees one."""
        assert MACHINE_PATH.search(text)

    @pytest.mark.parametrize("name", [f"{host}.{re.sub('[(].*', 'org', ending)}" for host, ending in HOSTS.items()])
    def test_the_patterns_find_hosts(self, name: str) -> None:
        """The check knows the host of a registry when it sees one."""
        assert REGISTRY.search(f"from https://{name}/simple")


class TestReadme:
    @pytest.mark.parametrize("page", ["README.md", "docs/zh/README.md"])
    def test_exactly_the_two_commands(self, page: str) -> None:
        """The README and its Chinese twin have these two set-up commands and no other."""
        blocks = re.findall(
            r"^```sh\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
        )
        assert tuple(line for block in blocks for line in block.splitlines()) == SET_UP

    def test_length(self) -> None:
        """The README stays short: about three hundred words."""
        assert len((ROOT / "README.md").read_text(encoding="utf-8").split()) <= 360

    def test_ci_runs_the_second_command(self) -> None:
        """What CI runs is what the README says, in an executable file."""
        script = ROOT / ".ci" / "run"
        assert SET_UP[1] in script.read_text(encoding="utf-8")
        assert os.access(script, os.X_OK)


class TestPins:
    def test_constraints_are_bare_pins(self) -> None:
        """Every line of the constraints is `name==version`: no address, no hash, no option."""
        lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+|#.*", line) for line in lines)

    def test_every_dependency_is_pinned(self) -> None:
        """Whatever the project or a dependency group names has a pin."""
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        named = list(project["project"]["dependencies"])
        for group in project["dependency-groups"].values():
            named += [entry for entry in group if isinstance(entry, str)]
        pins = {_name(line) for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()}
        assert not {_name(one) for one in named} - pins


def _name(requirement: str) -> str:
    found = GROUPED_NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""


class TestTests:
    def test_every_test_says_what_it_expects(self) -> None:
        """Every test function has a docstring of expected behaviour, without an exception."""
        silent = [name for path in sorted((ROOT / "tests").rglob("test_*.py")) for name in _silent(path)]
        assert not silent


def _silent(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node):
            yield f"{path.relative_to(ROOT)}:{node.lineno}: {node.name}"
