"""A workbook to write, and names for files that every file system takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import evolve, frozen

if TYPE_CHECKING:
    from salessupport.reports.sheet import SheetContent

_UNSAFE = re.compile(r"[^\w.()（）-]+")
_LONGEST = 80


@frozen
class Workbook:
    """A workbook: its name relative to the folder, and its sheets."""

    name: str
    contents: Sequence[SheetContent]


def file_name(text: str) -> str:
    """Replace what a file system may refuse, and cut what is long."""
    return _UNSAFE.sub("_", text).strip("._ ")[:_LONGEST]


def renamed(content: SheetContent, zh: str, en: str) -> SheetContent:
    """A sheet under another name of its tab."""
    return evolve(content, sheet=evolve(content.sheet, name_zh=zh, name_en=en))
