"""The plainest renderer: pages as CSV or as text with tabs; equal pages give equal bytes (RP-01).

A cell that a spreadsheet would take for a formula stands behind a `'` in CSV (reliability.md 3.10).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from salessupport.spi.errors import Unsupported
from salessupport.spi.ports.renderer import Page

CSV: Final = "text/csv"
TEXT: Final = "text/plain"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class MemoryRenderer:
    """`Renderer` without anything behind it."""

    def media_types(self) -> Sequence[str]:
        """The media types that it writes."""
        return (CSV, TEXT)

    def render(self, pages: Sequence[Page], /, *, to: BinaryIO, media_type: str, language: str) -> None:  # noqa: ARG002 - pages are texts already
        """Write the pages in UTF-8, a blank line between two; `Unsupported` for another medium."""
        if media_type not in self.media_types():
            raise Unsupported(path=media_type, remote_text=f"no {media_type}")
        text = "\n".join(_csv(page) if media_type == CSV else _text(page) for page in pages)
        to.write(text.encode())


def _rows(page: Page) -> Iterator[tuple[str, ...]]:
    yield (page.title,)
    yield page.header
    yield from page.rows
    if page.footer:
        yield (page.footer,)


def _csv(page: Page) -> str:
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, lineterminator="\n")
    for row in _rows(page):
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) and not _number(cell) else cell for cell in row])
    return sink.getvalue()


def _number(cell: str) -> bool:
    digits = cell.removeprefix("-").replace(",", "").replace(".", "", 1)
    return digits.isascii() and digits.isdecimal()


def _text(page: Page) -> str:
    return "".join("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row) + "\n" for row in _rows(page))
