"""Numbers of issued papers: per kind and year, rising, without a gap (DC-04).

A paper that takes back another is a paper of the same kind and takes a number of its own; no number is ever used again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from salessupport.domain.facts import PaperKind, RegisterPaper

PREFIXES: Mapping[PaperKind, str] = {
    "project": "XM",
    "contact_sheet": "LX",
    "shipping_notice": "FT",
    "receipt_notice": "DK",
}
"""The letters before the year: 项目, 联系单, 发货通知, 到款通知."""
_DIGITS = 4


def numbers(papers: Iterable[RegisterPaper], kind: PaperKind, year: int) -> Iterator[str]:
    """The next free numbers of a kind and year, one after the other, as `DK2026-0001`."""
    start = f"{PREFIXES[kind]}{year}-"
    last = max(_taken(papers, start), default=0)
    while True:
        last += 1
        yield f"{start}{last:0{_DIGITS}d}"


def gaps(papers: Iterable[RegisterPaper]) -> Iterator[str]:
    """Numbers that are missing below the last one of their kind and year."""
    rows = tuple(papers)
    for start in sorted({row.id.rpartition("-")[0] + "-" for row in rows}):
        taken = set(_taken(rows, start))
        yield from (f"{start}{no:0{_DIGITS}d}" for no in range(1, max(taken, default=0)) if no not in taken)


def _taken(papers: Iterable[RegisterPaper], start: str) -> list[int]:
    ends = (row.id.removeprefix(start) for row in papers if row.id.startswith(start))
    return [int(end) for end in ends if end.isascii() and end.isdigit()]
