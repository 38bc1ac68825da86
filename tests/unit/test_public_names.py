"""The public names: one list, held against the documentation, light to import."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import salessupport

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "names.md"
HEAVY = {
    "babel", "cattrs", "click", "hypothesis", "openpyxl", "pluggy", "pytest", "requests", "rich", "sqlite3",
    "xlsxwriter",
}  # fmt: skip


class TestPublicNames:
    def test_list_is_sorted_and_without_repetition(self) -> None:
        """The list reads alphabetically, each name once."""
        assert salessupport.__all__ == sorted(set(salessupport.__all__))

    def test_every_name_resolves(self) -> None:
        """Every listed name can be had, and is the same thing each time."""
        for name in salessupport.__all__:
            assert getattr(salessupport, name) is getattr(salessupport, name)

    def test_page_lists_exactly_these(self) -> None:
        """The reference page has one heading per listed name and no other."""
        headings = re.findall(r"^## `(\w+)`$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert sorted(headings) == salessupport.__all__

    def test_every_name_is_documented(self) -> None:
        """Every public class says in its docstring what it is for."""
        undocumented = [name for name in salessupport.__all__ if not getattr(salessupport, name).__doc__]
        assert not undocumented

    def test_unknown_name_raises_attribute_error(self) -> None:
        """A name that is not in the list is an AttributeError that names it."""
        with pytest.raises(AttributeError, match="'Ledgerr'"):
            _ = salessupport.Ledgerr  # type: ignore[attr-defined]

    def test_dir_gives_the_list(self) -> None:
        """What an editor offers is the list."""
        assert dir(salessupport) == salessupport.__all__


class TestImportIsLight:
    def test_import_brings_no_heavy_library(self) -> None:
        """Importing the package costs attrs and nothing else."""
        assert not HEAVY & _imported_by("import salessupport")

    def test_desk_brings_no_heavy_library(self) -> None:
        """The desk itself reads no workbook and prints nothing until it is asked to."""
        assert not HEAVY & _imported_by("from salessupport import Desk, Money")

    def test_the_check_would_notice(self) -> None:
        """A heavy library that is imported is found by this very check."""
        assert "click" in _imported_by("import salessupport, click")


def _imported_by(statement: str) -> set[str]:
    """Give the top-level modules that a fresh interpreter, not measured for coverage, has after `statement`."""
    code = f"{statement}\nimport sys\nprint(' '.join({{name.partition('.')[0] for name in sys.modules}}))"
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=plain)
    return set(run.stdout.split())
