"""A fault of a row: which table, which row of it (counted from 0), which column, and the code of what is wrong."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from salessupport.domain.values.findings import Level


@frozen
class Fault:
    """A fault; `context` fills the catalogue's text."""

    table: str
    row: int
    column: str
    code: str
    context: Mapping[str, object] = field(factory=dict, hash=False)
    level: Level = "error"
