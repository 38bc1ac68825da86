"""Laws of comparable names: what makes no difference, what always does, and that the table of characters is sound."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from salessupport.domain.values.names import name_key, same_party
from salessupport.domain.values.regions import split_region
from salessupport.domain.values.traditional import TO_SIMPLIFIED

REGIONS = st.sampled_from(["", "上海", "深圳市", "广东省", "江苏省昆山市", "延边朝鲜族自治州", "吉林市"])
CORES = st.text("东今华为兴达宏发万國龍業電&ABz09", min_size=2, max_size=6).filter(lambda core: core != "&" * len(core))
FORMS = st.sampled_from(
    ["", "有限公司", "股份有限公司", "集团有限公司", "（集团）股份公司", "合伙企业（有限合伙）", "厂"]
)
BRANCHES = st.sampled_from(["", "北京分公司", "（深圳市分公司）", "上海办事处"])
FIRMS = st.builds("".join, st.tuples(REGIONS, CORES, FORMS, BRANCHES))
SPECKS = st.sampled_from(" \u3000\t·.,-_'\"“”、。\u200b\ufeff")


def wide(text: str) -> str:
    """Write ASCII in its full-width forms."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


class TestMakesNoDifference:
    @given(FIRMS, st.lists(st.tuples(st.integers(0, 30), SPECKS), max_size=6))
    def test_blanks_and_punctuation(self, name: str, specks: list[tuple[int, str]]) -> None:
        """Blanks, points, quotes and invisible characters anywhere leave the key as it is."""
        specked = name
        for place, speck in specks:
            specked = specked[:place] + speck + specked[place:]
        assert name_key(specked) == name_key(name)

    @given(FIRMS)
    def test_width_case_and_brackets(self, name: str) -> None:
        """Full-width letters, lower case and other brackets leave the key as it is."""
        assert name_key(wide(name)) == name_key(name)
        assert name_key(name.lower()) == name_key(name.upper()) == name_key(name)
        assert name_key(name.replace("（", "〔").replace("）", "】")) == name_key(name)

    @given(FIRMS)
    def test_traditional_characters(self, name: str) -> None:
        """A name and its simplified form have one key."""
        assert name_key(name.translate(TO_SIMPLIFIED)) == name_key(name)

    @given(st.text(max_size=40) | FIRMS)
    @example("\u1100\u1160\u11a8")
    @example("ﷺ")
    def test_composition(self, text: str) -> None:
        """Any text has a key, the same for each of its Unicode forms."""
        key = name_key(text)
        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            assert name_key(unicodedata.normalize(form, text)) == key


class TestAlwaysDiffers:
    @given(CORES, CORES, REGIONS, FORMS)
    def test_core(self, a: str, b: str, region: str, form: str) -> None:
        """Different cores are different parties, whatever stands round them."""
        same = a.translate(TO_SIMPLIFIED).upper() == b.translate(TO_SIMPLIFIED).upper()
        assert same_party(region + a + form, region + b + form) is same

    @given(CORES)
    def test_form_region_and_branch(self, core: str) -> None:
        """Another legal form, region, branch or bracket is another party."""
        names = [
            f"{core}有限公司",
            f"{core}股份有限公司",
            f"{core}集团有限公司",
            f"上海{core}有限公司",
            f"上海{core}有限公司北京分公司",
            f"{core}（上海）有限公司",
            f"{core}(中国)有限公司",
            core,
        ]
        for one in names:
            assert [same_party(one, other) for other in names] == [one is other for other in names]

    @given(st.text(" .,-（）\u3000", max_size=9), st.text(max_size=9))
    def test_nothing_is_no_party(self, nothing: str, other: str) -> None:
        """A name without a letter or digit is the same party as nobody, not even as itself."""
        assert not same_party(nothing, nothing)
        assert not same_party(nothing, other)

    @given(st.text(max_size=40) | FIRMS, st.text(max_size=40) | FIRMS)
    def test_is_symmetric(self, a: str, b: str) -> None:
        """Whether two names are one party does not depend on their order."""
        assert same_party(a, b) is same_party(b, a)


class TestRegions:
    @given(st.text(max_size=20) | FIRMS)
    def test_rest_is_the_end_of_the_text(self, text: str) -> None:
        """Splitting keeps the end of the text, and leaves a rest of every text that is not empty."""
        region, rest = split_region(text)
        assert text.endswith(rest)
        assert rest or not text
        assert region or rest == text


class TestTableOfCharacters:
    def test_is_a_fixed_point(self) -> None:
        """No simplified form is itself in the table, so twice is once; and NFKC leaves all of them alone."""
        assert not set(map(ord, TO_SIMPLIFIED.values())) & set(TO_SIMPLIFIED)
        for old, new in TO_SIMPLIFIED.items():
            assert unicodedata.normalize("NFKC", chr(old) + new) == chr(old) + new

    def test_keeps_what_depends_on_meaning(self) -> None:
        """Characters whose simplified form depends on their meaning are not in the table."""
        assert not set(map(ord, "乾徵後於著鍾瀋鉅餘")) & set(TO_SIMPLIFIED)

    def test_agrees_with_opencc(self) -> None:
        """OpenCC, where it is installed, turns each of the characters into ours."""
        opencc = pytest.importorskip("opencc")
        convert = opencc.OpenCC("t2s").convert
        assert {chr(old): convert(chr(old)) for old in TO_SIMPLIFIED} == {chr(o): n for o, n in TO_SIMPLIFIED.items()}
