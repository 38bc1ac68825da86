"""Tax numbers by example: real codes, their inner check, the older kinds and what only looks like one."""

from __future__ import annotations

import pytest

from salessupport.domain.values.errors import WrongType
from salessupport.domain.values.identifiers import check_tax_id, parse_uscc


class TestCreditCodes:
    @pytest.mark.parametrize("text", ["91440300708461136T", "91110000600037341L"])
    def test_both_checks_right(self, text: str) -> None:
        """A code with both checks right has no finding."""
        assert parse_uscc(text).findings == ()

    @pytest.mark.parametrize(("text", "expected"), [("92330106MA2B1C2D39", "8"), ("91310000MA1K35X12D", "5")])
    def test_inner_check_warns(self, text: str, expected: str) -> None:
        """A wrong inner check is a warning that names position and character; the code is taken all the same."""
        (finding,) = parse_uscc(text).findings
        assert (finding.code, finding.level) == ("uscc.organisation_check", "warning")
        assert dict(finding.context) == {"expected": expected, "position": 17}
        assert expected in finding.message("zh_CN")

    @pytest.mark.parametrize("value", [None, 914403007084611360, b"91440300708461136T"])
    def test_no_text(self, value: str) -> None:
        """A number from a cell is no credit code: it is text."""
        with pytest.raises(WrongType):
            parse_uscc(value)


class TestKinds:
    @pytest.mark.parametrize(
        ("text", "kind", "codes"),
        [
            ("91440300708461136T", "uscc", []),
            ("A1440300708461136T", "uscc", ["uscc.check"]),
            ("9144030070846113XT", "uscc", ["uscc.check"]),
            ("91440300708461136t", "uscc", ["uscc.character"]),
            ("440300708461136", "old_tax_number", []),
            ("44030070846113X", "old_tax_number", []),
            ("11010519491231002X", "resident_id", []),
            ("110105194912310021", "resident_id", ["tax_id.check"]),
            ("110105194902310021", "uscc", ["uscc.check"]),
            ("91440300 7084 61136T", "other", ["tax_id.invalid"]),
            ("9144030070846113", "other", ["tax_id.invalid"]),
            ("91440300708461136T0", "other", ["tax_id.invalid"]),
            ("DE123456789", "other", []),
            ("27AAPFU0939F1ZV", "other", []),
            ("GB 999 9999 73", "other", []),
            ("无", "other", []),
            ("", "other", []),
        ],
    )
    def test_classified(self, text: str, kind: str, codes: list[str]) -> None:
        """Each text has its kind and its findings, of which broken codes are errors and mere suspicions warnings."""
        found = check_tax_id(text)
        assert (found.kind, [each.code for each in found.findings]) == (kind, codes)
        for each in found.findings:
            assert each.level == ("warning" if each.code == "tax_id.invalid" else "error")
