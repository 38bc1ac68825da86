"""Renderer: a medium for sheets and letters; pure, it only fills the sink it is given (RP-01)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO, Final, Protocol

from attrs import frozen

from salessupport.spi.port import ContractVersion, Port, Verb, VerbKind


@frozen
class Page:
    """A sheet ready to be drawn: titles, a header and rows of texts, each cell as it is to be read."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    footer: str = ""


class Renderer(Protocol):
    """Writes pages in one medium."""

    def media_types(self) -> Sequence[str]:
        """The media types that it writes."""
        ...

    def render(self, pages: Sequence[Page], /, *, to: BinaryIO, media_type: str, language: str) -> None:
        """Write the pages; equal pages give equal bytes."""
        ...


RENDERER: Final[Port[Renderer]] = Port(
    "renderer",
    ContractVersion(1, 0),
    (Verb("media_types", VerbKind.READ), Verb("render", VerbKind.READ)),
)
