"""The documentation: generated pages are what the source says, every page has its place, examples run."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts)
RUNNABLE = {"python", "console", "toml", "sh"}
SHOWN_ONLY = {"text"}


def generator() -> ModuleType:
    """Give `docs/generate.py` as a module."""
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestGeneratedPages:
    def test_are_what_the_source_says(self) -> None:
        """No generated page is stale; `python docs/generate.py` writes them anew, in a process of its own as here."""
        done = subprocess.run(
            [sys.executable, str(DOCS / "generate.py"), "--check"], capture_output=True, text=True, check=False
        )
        assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)

    def test_say_who_wrote_them(self) -> None:
        """Every generated page says in its first line how to make it again."""
        texts = [text for path, text in generator().pages().items() if path.endswith(".md")]
        assert texts
        assert all("docs/generate.py" in text.splitlines()[0] for text in texts)


class TestPages:
    @pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda page: str(page.relative_to(ROOT)))
    def test_blocks_are_run_or_plain_text(self, page: Path) -> None:
        """A code block is of a kind that is executed, or plain text: no example goes unchecked."""
        fences = re.findall(r"^```(.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
        kinds = {kind for kind in fences[::2] if not kind.startswith("{")}
        assert kinds <= RUNNABLE | SHOWN_ONLY

    @pytest.mark.parametrize(
        "page", ["README.md", "first-month.md", "one-contract.md", "how-to/commission.md", "tables.md"]
    )
    def test_chinese_twin(self, page: str) -> None:
        """The pages a clerk needs exist in Chinese."""
        assert re.search("[\u4e00-\u9fff]{10}", (DOCS / "zh" / page).read_text(encoding="utf-8"))


class TestExamples:
    @pytest.mark.parametrize("script", sorted((ROOT / "examples").glob("*.py")), ids=lambda path: path.name)
    def test_example_prints_the_last_line_of_its_docstring(self, script: Path) -> None:
        """An example ends in a figure, which its own docstring promises as its last line."""
        run = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
        promised = script.read_text(encoding="utf-8").split('"""')[1].strip().splitlines()[-1].strip()
        assert run.stdout.strip().splitlines()[-1] == promised
