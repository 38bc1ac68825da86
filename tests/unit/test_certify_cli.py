"""`salessupport certify`, and the kit's own stories: what a person runs and reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from salessupport.cli.main import main
from salessupport.domain.values.errors import ConfigError
from salessupport.spi.capabilities import Full, Limited, Unsupported, Untested
from salessupport.testing.certify.certificate import said
from salessupport.testing.certify.distribution import FILE, PAGE, certifications, certified, matrix
from salessupport.testing.certify.mutants.__main__ import main as tell


def run(*arguments: str) -> Result:
    """Run the verb."""
    return CliRunner().invoke(main, ["certify", *arguments])


class TestVerb:
    def test_writes_certificate_and_page(self, tmp_path: Path) -> None:
        """One adapter is certified: exit 0, its name and verdict, a JSON file and a page with every law."""
        result = run("salessupport", "--only", "renderer.memory", "--out", str(tmp_path / "new"))
        assert result.exit_code == 0
        assert "certified" in result.output
        whole = json.loads((tmp_path / "new" / FILE).read_text(encoding="utf-8"))
        assert [one["adapter"] for one in whole["adapters"]] == ["memory"]
        page = (tmp_path / "new" / PAGE).read_text(encoding="utf-8")
        assert all(f"`{law['law']}`" in page for law in whole["adapters"][0]["laws"])

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (("no-such-distribution",), "no-such-distribution"),
            (("attrs",), "salessupport.certifications"),
            (("salessupport", "--only", "sales.nobody"), "sales.memory"),
        ],
    )
    def test_says_what_is_missing(self, arguments: tuple[str, ...], code: str) -> None:
        """What is not installed, announces nothing or is not there is an error that names the remedy."""
        result = run(*arguments)
        assert result.exit_code == 2
        assert code in result.output

    def test_port_alone(self) -> None:
        """`--only` takes a port too, and then every adapter of it."""
        found = certified("salessupport", only="renderer")
        assert [one.port for one in found.certificates] == ["renderer"]
        assert found.good

    def test_errors_have_codes(self) -> None:
        """The errors are of the configuration, by stable codes."""
        with pytest.raises(ConfigError) as missing:
            certifications("no-such-distribution")
        assert missing.value.code == "certify.not_installed"


class TestWords:
    @pytest.mark.parametrize(
        ("support", "word"),
        [
            (Full(), "yes"),
            (Limited("lines", 8), "lines: up to 8"),
            (Unsupported("no stock"), "no: no stock"),
            (Untested(), "untested"),
        ],
    )
    def test_capability(self, support: Full | Limited | Unsupported | Untested, word: str) -> None:
        """A capability is said in a word or two."""
        assert said(support) == word

    def test_matrix(self) -> None:
        """The table has a column for each adapter of a port and a row for each of its verbs."""
        one = {
            "port": "sales",
            "adapter": "a",
            "verdict": "certified",
            "depth": "quick",
            "capabilities": {"find": "yes"},
        }
        lines = list(matrix({"x": {"adapters": [one, {**one, "adapter": "b", "capabilities": {}}]}}))
        assert "| | `a` | `b` |" in lines
        assert "| `find` | yes |  |" in lines


class TestStories:
    def test_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A named mutant is told with the law that refutes it and the smallest trial."""
        assert tell(["retries-blindly"]) == 0
        told = capsys.readouterr().out
        assert told.startswith("== retries-blindly: sends again when the answer is lost\noutcome.true: ")
        assert "made 2 documents" in told
