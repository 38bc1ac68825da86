"""Text files of tables: bytes → records, under an encoding that is proven strictly and never guessed in silence.

A byte order mark decides; else the declared encoding; else strict UTF-8, else strict GB18030 (which contains GBK). No
replacement character is ever made. Records are counted from 1 as the CSV reader yields them: empty ones count, a line
break inside quotes does not. Source: messy corpus §1; books.md "Form"; reliability B34, B35.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Container, Iterator
from typing import TextIO

from attrs import field, frozen

from salessupport.domain.values.errors import EncodingError, InputError, InvalidText, TooLarge
from salessupport.tabular.grid import NO_FAULTS, Row, header_key

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_FULL_NAMES = {"gbk": "gb18030", "gb2312": "gb18030", "utf8": "utf-8"}
ENCODINGS = ("utf-8", "gb18030")
"""What may be declared; a byte order mark says more than any declaration."""


@frozen
class TextFile:
    """The bytes of a text file whose decoding is proven; `encoding` names it, `codec` encodes more of the same."""

    data: bytes = field(repr=False)
    encoding: str
    codec: str
    mark: bytes = b""

    def lines(self) -> TextIO:
        """Open the text; every line end reads as a line feed."""
        return io.TextIOWrapper(io.BytesIO(self.data[len(self.mark) :]), encoding=self.codec, newline=None)


def open_text(data: bytes, *, declared: str = "", path: str = "") -> TextFile:
    """Prove the encoding of a text file: `EncodingError` with the byte where it fails and a guess, if there is one."""
    if data.startswith(_WORKBOOKS):
        raise EncodingError("file.not_text", path=path)
    for mark, encoding, codec in _MARKS:
        if data.startswith(mark):
            _prove(data[len(mark) :], codec, path=path, before=len(mark))
            return TextFile(data, encoding, codec, mark)
    if (nul := data.find(b"\0")) >= 0:
        raise EncodingError("encoding.invalid", path=path, byte=nul, encoding=declared or "utf-8")
    if declared:
        codec = encoding_name(declared)
        _prove(data, codec, path=path)
        return TextFile(data, codec, codec)
    if _bad_byte(data, "utf-8") is None:
        return TextFile(data, "utf-8", "utf-8")
    _prove(data, "gb18030", path=path)
    return TextFile(data, "gb18030", "gb18030")


def encoding_name(declared: str) -> str:
    """Give the codec of a declared encoding: `gbk` is read as `gb18030`, which contains it."""
    name = declared.strip().lower()
    return _FULL_NAMES.get(name, name)


def rows_of(file: TextFile, *, delimiter: str = ",", path: str = "") -> Iterator[Row]:
    """Read the records, by RFC 4180: cells trimmed, quotes may hold line breaks, quotes out of place are refused."""
    reader = csv.reader(file.lines(), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, list(map(str.strip, cells)), NO_FAULTS
    except csv.Error as error:
        raise _malformed(error, f"{path}:{number + 1}") from None


def sniff_delimiter(file: TextFile, known: Container[str]) -> str:
    """Choose comma or TAB, whichever finds more known headers (as `header_key`s) in the first record with content."""

    def found(delimiter: str) -> int:
        rows = rows_of(file, delimiter=delimiter)
        try:
            header = next((cells for _, cells, _ in rows if any(cells)), [])
        except InputError:
            return 0
        return sum(header_key(cell) in known for cell in header)

    return max((",", "\t"), key=found)


def _prove(data: bytes, codec: str, *, path: str, before: int = 0) -> None:
    bad = _bad_byte(data, codec)
    if bad is None:
        return
    guess = next((other for other in ENCODINGS if other != codec and _bad_byte(data, other) is None), None)
    hints = {"hint": f" (it can be read as {guess})", "hint_zh": f"（可能是 {guess}）", "guess": guess} if guess else {}
    raise EncodingError("encoding.invalid", path=path, byte=bad + before, encoding=codec, **hints)


def _bad_byte(data: bytes, codec: str) -> int | None:
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _malformed(error: csv.Error, path: str) -> InputError:
    if "field larger" in str(error):
        return TooLarge("text.too_long", path=path, length=f"> {csv.field_size_limit()}", limit=csv.field_size_limit())
    return InvalidText("csv.quotes", path=path)
