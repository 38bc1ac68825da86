"""Characters of texts: each refused one, those that stay, and what looks garbled."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.values.errors import InvalidText, SalesSupportError
from salessupport.domain.values.text import check_text, is_ordinary, mojibake_sample, without_invisible

LINES = "\t\n\r"
VISIBLE_FORMATS = {
    0x0600,
    0x0601,
    0x0602,
    0x0603,
    0x0604,
    0x0605,
    0x06DD,
    0x070F,
    0x0890,
    0x0891,
    0x08E2,
    0x110BD,
    0x110CD,
}
"""Format characters that are drawn: signs round Arabic, Syriac and Kaithi numbers (and Egyptian joiners, below)."""


def is_refused(character: str) -> bool:
    """Tell whether a text with this character is refused."""
    try:
        check_text(character)
    except InvalidText:
        return True
    return False


class TestCheckText:
    def test_every_control_and_format_character(self) -> None:
        """Refused are exactly controls but tab and line ends, invisible formats, and halves of pairs."""
        for code_point in range(sys.maxunicode + 1):
            character = chr(code_point)
            category = unicodedata.category(character)
            if category == "Cf" and (code_point in VISIBLE_FORMATS or 0x13430 <= code_point <= 0x1343F):
                assert not is_refused(character)
            elif category in {"Cf", "Cs", "Zl", "Zp"} or (category == "Cc" and character not in LINES):
                assert is_refused(character), f"U+{code_point:04X}"
            elif category[0] in "NPS" and code_point not in range(0xFFF9, 0xFFFC):
                assert not is_refused(character), f"U+{code_point:04X}"

    @pytest.mark.parametrize("code_point", [0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0, 0xFDD0, 0xFFFE, 0xFFFF])
    def test_empty_letters(self, code_point: int) -> None:
        """Letters that draw nothing, and code points that are no characters, are refused."""
        assert is_refused(chr(code_point))

    @pytest.mark.parametrize(
        "text",
        ["", "一行\n二行\t\r\n", "𠮷野家", "辻\U000e0100", "♥\ufe0f", "é e\u0301", "\u3000全角", "中\xa0国", "ﷺ"],
    )
    def test_what_names_and_notes_need(self, text: str) -> None:
        """Lines, rare characters, variant selectors, accents and wide blanks are accepted and kept."""
        check_text(text)
        assert without_invisible(text) == text

    @given(st.text(st.characters() | st.sampled_from("\u200b\u202e\ufeff\x00"), max_size=40))
    def test_what_is_taken_out_is_what_was_refused(self, text: str) -> None:
        """Without its invisible characters any text is accepted, and a text that was accepted loses nothing."""
        shorter = without_invisible(text)
        check_text(shorter)
        assert (shorter == text) is all(not is_refused(character) for character in text)

    @given(st.text(st.sampled_from("中a ")), st.sampled_from("\u200d\x7f\ud83d"), st.text())
    def test_names_the_first_place(self, before: str, bad: str, after: str) -> None:
        """The position is that of the first refused character, counted from 1."""
        with pytest.raises(SalesSupportError) as caught:
            check_text(before + bad + after)
        assert caught.value.context["position"] == len(before) + 1
        assert caught.value.context["code_point"] == f"U+{ord(bad):04X}"


class TestMojibake:
    @pytest.mark.parametrize(
        "text",
        [
            "中国有限公司".encode().decode("cp1252", "replace"),
            "中国有限公司".encode().decode("latin-1"),
            "中国有限公司".encode().decode("gbk", "replace"),
            "有限".encode().decode("gbk"),
            "上海有限公司".encode("gbk").decode("latin-1"),
            "中国".encode("gbk").decode("utf-8", "replace"),
            "锟斤拷锟斤拷",
        ],
    )
    def test_wrong_decodings_are_suspected(self, text: str) -> None:
        """Chinese text decoded by the wrong encoding is suspected."""
        assert mojibake_sample(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "plain text",
            "深圳市华为技术有限公司",
            "華為技術（深圳）有限公司",
            "Société Générale, Übergröße, naïve, São Paulo",
            "«\xa0liberté\xa0» … très…»",
            "单价￥100（含税）",
            "银行(yin hang)",
            "·····",
            "××××",
            "重庆(Chóngqìng)市",
            "20℃±0.5",
        ],
    )
    def test_ordinary_text_is_not(self, text: str) -> None:
        """Ordinary text in several languages is not suspected."""
        assert mojibake_sample(text) is None

    @given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5, exclude_characters="锛銆锟鏈鍏烫屯")))
    def test_plain_chinese_is_not(self, text: str) -> None:
        """Chinese text without the few characters that misreading makes is never suspected."""
        assert mojibake_sample(text) is None


class TestOrdinaryTexts:
    @given(st.text(st.one_of(st.characters(), st.sampled_from("锟斤拷鏈夐檺（ān）éä\u3164 上海有限公司")), max_size=40))
    def test_the_quick_look_never_passes_what_the_close_one_notes(self, text: str) -> None:
        """A text that the quick look calls ordinary passes the check of its characters and does not look garbled."""
        if is_ordinary(text):
            check_text(text)
            assert mojibake_sample(text) is None
