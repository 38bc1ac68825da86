"""Laws of tax numbers; the outer check of credit codes and the check of residents' numbers against python-stdnum."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.domain.values.findings import Finding
from salessupport.domain.values.identifiers import check_tax_id, parse_uscc

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
DIGITS = "0123456789"


def code(registrar: str, region: str, organisation: str) -> str:
    """Complete a credit code with the outer check of the oracle; the inner one is left to chance."""
    start = registrar + region + organisation
    return start + uscc.calc_check_digit(start)


CODES = st.builds(
    code,
    st.sampled_from(["11", "51", "91", "92", "93"]),
    st.text(DIGITS, min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
)
RESIDENTS = st.builds(
    lambda region, born, order: (start := f"{region}{born:%Y%m%d}{order:03d}") + ric.calc_check_digit(start + "0"),
    st.sampled_from(["110101", "440305", "330106", "650104"]),
    st.dates(date(1940, 1, 1), date(2020, 12, 31)),
    st.integers(0, 999),
)


class TestCreditCodes:
    @given(CODES)
    def test_codes_with_a_right_check_are_read(self, text: str) -> None:
        """A code whose outer check the oracle computed is read, with at most the inner check as a warning."""
        found = parse_uscc(text)
        assert (found.text, found.kind) == (text, "uscc")
        assert [(each.code, each.level) for each in found.findings] in ([], [("uscc.organisation_check", "warning")])

    @given(CODES)
    def test_inner_check_as_expected_is_quiet(self, text: str) -> None:
        """Putting the expected inner check in place, and the outer one anew, leaves no finding: exactly one fits."""
        fitting = [
            start + uscc.calc_check_digit(start)
            for start in (text[:16] + check for check in ALPHABET)
            if not parse_uscc(start + uscc.calc_check_digit(start)).findings
        ]
        assert len(fitting) == 1
        for finding in parse_uscc(text).findings:
            assert finding.context["expected"] == fitting[0][16]

    @given(st.text(ALPHABET, min_size=18, max_size=18) | st.text(max_size=20) | CODES)
    @example("91440300708461136T")
    @example("9144030070846113XT")
    def test_agrees_with_the_oracle(self, text: str) -> None:
        """We take what python-stdnum takes as it stands, and beside it only letters in the first two places."""
        try:
            parse_uscc(text)
        except InvalidIdentifier:
            assert not uscc.is_valid(text) or uscc.compact(text) != text
        else:
            assert uscc.is_valid(text) or not text[:2].isdigit()

    @given(CODES, st.integers(0, 17), st.sampled_from(ALPHABET))
    def test_one_slip_is_noticed(self, text: str, place: int, other: str) -> None:
        """Any one character changed is refused: the check catches every single slip."""
        if text[place] == other:
            return
        with pytest.raises(InvalidIdentifier):
            parse_uscc(text[:place] + other + text[place + 1 :])

    @given(CODES, st.integers(0, 16))
    def test_two_neighbours_exchanged_are_noticed(self, text: str, place: int) -> None:
        """Two different neighbours exchanged are refused."""
        if text[place] == text[place + 1]:
            return
        with pytest.raises(InvalidIdentifier):
            parse_uscc(text[:place] + text[place + 1] + text[place] + text[place + 2 :])


class TestKinds:
    @given(st.text(max_size=25) | st.text("0123456789ABXZ -", min_size=14, max_size=22) | CODES | RESIDENTS)
    def test_every_text_has_a_kind(self, text: str) -> None:
        """Any text is classified, nothing is raised, and each finding has texts in both languages."""
        found = check_tax_id(text)
        assert found.text == text
        assert all(
            isinstance(each, Finding) and each.message("en") and each.message("zh_CN") for each in found.findings
        )

    @given(RESIDENTS)
    def test_residents_numbers_are_known(self, text: str) -> None:
        """A resident's number with the oracle's check is known; any other check is an error naming that one."""
        assert (check_tax_id(text).kind, check_tax_id(text).findings) == ("resident_id", ())
        for wrong in set("0123456789X") - {text[-1]}:
            found = check_tax_id(text[:-1] + wrong)
            assert [(each.code, each.level) for each in found.findings] == [("tax_id.check", "error")]
            assert found.findings[0].context["expected"] == text[-1]

    @given(CODES.filter(lambda text: text[0] in "59"))
    def test_credit_codes_are_known(self, text: str) -> None:
        """A text that parses as a credit code is one."""
        assert check_tax_id(text) == parse_uscc(text)
