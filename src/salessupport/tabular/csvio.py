"""Writing CSV that a spreadsheet program cannot mistake for formulas, and that reads back as what was written (B74).

A text that begins with `= + - @`, a TAB or their full-width forms gets a `'` before it, and so does a text that begins
with a `'` before one of these, so that `plain(neutral(text)) == text` for every text. Numbers and dates are no texts:
they stay as they are. Source: reliability §3.10.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence

from salessupport.domain.values.errors import InvalidText

_DANGEROUS = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_NEUTRALISED = re.compile("''*[=+\\-@\t\r\n＝＋－＠]")
_MARKS = {"utf-8-sig": (codecs.BOM_UTF8, "utf-8")}


def neutral(text: str) -> str:
    """Make a text safe to be shown by a spreadsheet program."""
    return "'" + text if _DANGEROUS.match(text) else text


def plain(text: str) -> str:
    """Take back what `neutral` did."""
    return text[1:] if _NEUTRALISED.match(text) else text


def csv_bytes(
    rows: Iterable[Sequence[str]], *, encoding: str = "utf-8-sig", delimiter: str = ",", line_end: str = "\r\n"
) -> bytes:
    """Write rows of cells, quoted where needed. `utf-8-sig` begins with the mark that spreadsheet programs look for."""
    mark, codec = _MARKS.get(encoding, (b"", encoding))
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    try:
        return mark + buffer.getvalue().encode(codec)
    except UnicodeEncodeError as error:
        broken = f"U+{ord(error.object[error.start]):04X}"
        raise InvalidText("text.surrogate", code_point=broken) from None
