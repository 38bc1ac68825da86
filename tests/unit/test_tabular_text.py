"""Text files: encodings are proven, records are counted as the CSV reader yields them, formulas are neutralised."""

from __future__ import annotations

import codecs

import pytest

from salessupport.domain.values.errors import EncodingError, InvalidText, TooLarge
from salessupport.tabular.csvio import csv_bytes, neutral, plain
from salessupport.tabular.grid import header_key, is_blank
from salessupport.tabular.text import open_text, rows_of, sniff_delimiter
from support.folders import messy


def read(data: bytes, *, declared: str = "", delimiter: str = ",") -> list[list[str]]:
    """Read all records."""
    return [cells for _, cells, _ in rows_of(open_text(data, declared=declared), delimiter=delimiter)]


class TestEncoding:
    @pytest.mark.parametrize(
        ("data", "encoding"),
        [
            ("编号".encode(), "utf-8"),
            (codecs.BOM_UTF8 + "编号".encode(), "utf-8-sig"),
            (codecs.BOM_UTF16_LE + "编号".encode("utf-16-le"), "utf-16"),
            (codecs.BOM_UTF16_BE + "编号".encode("utf-16-be"), "utf-16"),
            ("编号𠮷".encode("gb18030"), "gb18030"),
        ],
    )
    def test_every_encoding_is_recognised(self, data: bytes, encoding: str) -> None:
        """A byte order mark decides, then UTF-8, then GB18030; the mark is no part of the text (B34)."""
        file = open_text(data)
        assert file.encoding == encoding
        assert read(data)[0][0].startswith("编号")

    def test_gbk_declared_as_utf8_is_refused_with_a_guess(self) -> None:
        """Bytes that are not of the declared encoding name the first bad byte and what would fit (B35)."""
        with pytest.raises(EncodingError) as caught:
            open_text("a,编号".encode("gbk"), declared="utf-8", path="x.csv")
        assert (caught.value.code, caught.value.path) == ("encoding.invalid", "x.csv")
        assert caught.value.context["byte"] == 2
        assert caught.value.context["guess"] == "gb18030"
        assert "gb18030" in caught.value.message("en")
        assert "gb18030" in caught.value.message("zh_CN")

    def test_neither_encoding_names_the_bad_byte(self) -> None:
        """Bytes of no known encoding are refused at the first byte that is no GB18030."""
        with pytest.raises(EncodingError) as caught:
            open_text(b"abc\xff\xff")
        assert caught.value.context["byte"] == 3
        assert "guess" not in caught.value.context

    def test_declared_gbk_is_read_as_gb18030(self) -> None:
        """GBK is read by the encoding that contains it."""
        assert read("编号".encode("gbk"), declared="gbk") == [["编号"]]

    @pytest.mark.parametrize("data", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", b"a\0b"])
    def test_binary_content_is_refused(self, data: bytes) -> None:
        """A workbook or NUL bytes under the name of a text are no text."""
        with pytest.raises(EncodingError):
            open_text(data, declared="utf-8")

    def test_broken_utf16_is_refused(self) -> None:
        """A byte order mark is a promise that the rest has to keep; the byte is counted from the file's start."""
        with pytest.raises(EncodingError) as caught:
            open_text(codecs.BOM_UTF16_LE + b"a\0\x00\xd8")
        assert caught.value.context["byte"] == 4

    def test_corpus_files_are_read_as_expected(self) -> None:
        """The encodings of the messy corpus are those that its README states."""
        assert open_text(messy("icbc-historydetail.csv")).encoding == "gb18030"
        assert open_text(messy("wechat-fundflow.csv")).encoding == "utf-8-sig"
        assert open_text(messy("hostile-names-unicode-text.txt")).encoding == "utf-16"


class TestRecords:
    def test_records_are_counted_with_empty_ones(self) -> None:
        """Empty lines count as records, line breaks inside quotes do not."""
        file = open_text(b'a,b\r\n\r\n"x\r\ny",2\r\n3\r\n')
        assert [(number, cells) for number, cells, _ in rows_of(file)] == [
            (1, ["a", "b"]), (2, []), (3, ["x\ny", "2"]), (4, ["3"]),
        ]  # fmt: skip

    def test_cells_are_trimmed_of_every_white_space(self) -> None:
        """Blanks, TABs, full-width and non-breaking blanks around a value fall away."""
        assert read(" a\t,\u3000b\u00a0,  \n".encode()) == [["a", "b", ""]]

    @pytest.mark.parametrize("data", [b'a,"b\n', b'a,"b"c\n'])
    def test_quotes_out_of_place_are_refused_with_their_record(self, data: bytes) -> None:
        """A quote that is never closed would swallow the rest of the file: it is an error, not one long cell."""
        with pytest.raises(InvalidText) as caught:
            list(rows_of(open_text(b"x,y\n" + data), path="f.csv"))
        assert (caught.value.code, caught.value.path) == ("csv.quotes", "f.csv:2")

    def test_a_cell_beyond_the_readers_limit_is_refused(self) -> None:
        """A cell of more than 131,072 characters is a typed error."""
        with pytest.raises(TooLarge):
            read(b"a" * 200_000)

    @pytest.mark.parametrize(("header", "delimiter"), [("id,name", ","), ("id\tname", "\t"), ("id\tna,me\tname", "\t")])
    def test_the_delimiter_is_that_of_the_known_headers(self, header: str, delimiter: str) -> None:
        """Comma or TAB: whichever finds more known headers in the first record that is not empty."""
        assert sniff_delimiter(open_text(f"\n{header}\n1,2\n".encode()), {"id", "name"}) == delimiter

    def test_blank_rows_and_header_keys(self) -> None:
        """A row without a value or a fault is blank; headers are compared without width, blanks and case."""
        assert is_blank((1, ["", ""], {}))
        assert not is_blank((1, [""], {0: ("cell.error", "#REF!")}))
        assert header_key(" Ｃustomer \u3000ID") == "customerid"


class TestNeutralising:
    @pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", "'=1", "'''@"])
    def test_dangerous_texts_get_a_quote(self, text: str) -> None:
        """What a spreadsheet program might take for a formula stands behind a quote, and reads back (B74)."""
        assert neutral(text) == "'" + text
        assert plain(neutral(text)) == text

    @pytest.mark.parametrize("text", ["", "a", "'", "'a", "1", "a=1", "''"])
    def test_other_texts_stay(self, text: str) -> None:
        """A text without danger is written as it is."""
        assert neutral(text) == text == plain(text)

    def test_bytes_begin_with_a_mark_and_end_lines_as_csv_does(self) -> None:
        """The default is UTF-8 with the mark that spreadsheet programs look for, and RFC 4180 line ends."""
        assert csv_bytes([["号", 'a"b'], ["", "x,y"]]) == codecs.BOM_UTF8 + '号,"a""b"\r\n,"x,y"\r\n'.encode()

    def test_half_a_character_is_refused(self) -> None:
        """A lone surrogate is in no encoding (B33)."""
        with pytest.raises(InvalidText) as caught:
            csv_bytes([["a\ud800"]])
        assert caught.value.code == "text.surrogate"
