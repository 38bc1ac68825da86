"""Looking into a workbook before any library opens it: nothing is unpacked, expanded or fetched that could do harm.

The bytes decide, not the name. Every part is unpacked and counted (declared sizes are not believed), every part that is
XML goes through expat with a handler that refuses document type declarations in any encoding, and a sheet's cells are
compared with the bounds of rows and columns (a stated dimension is not believed). No file or network access.
Source: messy corpus §1; reliability §3.10, B61-B68.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from xml.parsers import expat

from attrs import frozen

from salessupport.domain.values.errors import (
    ArchiveLimit,
    EncryptedFile,
    ForbiddenXml,
    LegacyXls,
    MacroFile,
    NotXlsx,
)

MIB = 1024 * 1024
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_XML_NAMES = (".xml", ".rels")
_REFERENCE = re.compile(r"([A-Z]{1,4})([0-9]{1,9})\Z")
_CHUNK = 64 * 1024


@frozen(kw_only=True)
class Limits:
    """The bounds of a workbook: parts, bytes unpacked, unpacked ÷ packed of one part, rows and columns of a sheet."""

    parts: int = 2_000
    unpacked: int = 300 * MIB
    ratio: int = 200
    rows: int = 200_000
    columns: int = 1_000


FOREIGN = Limits()
"""For files from outside."""
OWN = Limits(rows=1_048_576, columns=16_384)
"""For books: whatever a sheet can hold."""


def open_archive(data: bytes, *, limits: Limits = FOREIGN, path: str = "") -> zipfile.ZipFile:
    """Open a workbook's archive after all checks; a `FileError` names what stands in the way and how to remove it."""
    if data.startswith(_OLE2):
        if _ENCRYPTED in data:
            raise EncryptedFile("xlsx.encrypted", path=path)
        raise LegacyXls("xlsx.legacy", path=path)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        _check(archive, limits, path)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError) as error:
        raise NotXlsx(_not_zip(data), path=path, reason=type(error).__name__) from None
    return archive


def _not_zip(data: bytes) -> str:
    if not data.strip():
        return "file.empty"
    if data.startswith(b"PK"):
        return "xlsx.damaged"
    return "xlsx.not_zip" if b"\0" in data[:_CHUNK] or data.startswith(b"%PDF") else "xlsx.is_text"


def _check(archive: zipfile.ZipFile, limits: Limits, path: str) -> None:
    parts = archive.infolist()
    if len(parts) > limits.parts:
        raise ArchiveLimit("limit.parts", path=path, limit=limits.parts)
    names = {part.filename.lower() for part in parts}
    if len(names) < len(parts):
        raise NotXlsx("xlsx.duplicate_part", path=path)
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise NotXlsx("xlsx.damaged", path=path, reason="part name")
    if any(part.flag_bits & 1 for part in parts):
        raise EncryptedFile("xlsx.encrypted", path=path)
    if any("vbaproject" in name for name in names):
        raise MacroFile("xlsx.macro", path=path)
    if "[content_types].xml" not in names:
        raise NotXlsx("xlsx.not_zip", path=path)
    _check_parts(archive, limits, path)


def _check_parts(archive: zipfile.ZipFile, limits: Limits, path: str) -> None:
    """Unpack every part once, the workbook's own first, so that a sheet's fault can be told by the sheet's name."""
    scan = _Scan(limits, path)
    total = 0
    for part in sorted(archive.infolist(), key=lambda part: "worksheets/" in part.filename):
        feed = scan.feeder(part.filename)
        for counted, chunk in _chunks(archive, part):
            if counted > limits.ratio * max(part.compress_size, 1):
                raise ArchiveLimit("limit.ratio", path=path, limit=limits.ratio, part=part.filename)
            total += len(chunk)
            if total > limits.unpacked:
                raise ArchiveLimit("limit.size", path=path, limit=limits.unpacked)
            feed(chunk)


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[tuple[int, bytes]]:
    """Unpack one part piece by piece, with the count so far."""
    counted = 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            counted += len(chunk)
            yield counted, chunk


class _Scan:
    """What is looked at while expat reads the parts: declarations, macro types, sheet names and the cells' bounds."""

    def __init__(self, limits: Limits, path: str) -> None:
        self.limits = limits
        self.path = path
        self.sheets: dict[str, str] = {}  # relationship id → sheet name
        self.targets: dict[str, str] = {}  # part's last name → relationship id
        self.part = ""
        self.row = 0

    def feeder(self, part: str) -> Callable[[bytes], None]:
        """Make the reader of one part; what expat finds to be no XML is left alone, unless its name says XML."""
        self.part, self.row = part, 0
        made = expat.ParserCreate()
        made.StartDoctypeDeclHandler = self.doctype
        made.StartElementHandler = self._handler(part)
        parser: expat.XMLParserType | None = made

        def feed(chunk: bytes) -> None:
            nonlocal parser
            if parser is None:
                return
            try:
                parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no keywords
            except (expat.ExpatError, ValueError, LookupError) as error:
                if part.endswith(_XML_NAMES):
                    raise NotXlsx("xlsx.damaged", path=self.path, reason=f"{part}: {error}") from None
                parser = None

        return feed

    def doctype(self, *_: object) -> None:
        raise ForbiddenXml("xlsx.doctype", path=self.path, part=self.part)

    def _handler(self, part: str) -> Callable[[str, Mapping[str, str]], None]:
        if part.endswith("[Content_Types].xml"):
            return self.content_type
        if part.endswith("workbook.xml"):
            return self.sheet
        return self.relationship if part.endswith("workbook.xml.rels") else self.cell

    def content_type(self, name: str, attributes: Mapping[str, str]) -> None:
        """Look at the types of parts; the default types of endings are named by some programs without any such part."""
        kind = attributes.get("ContentType", "")
        if name.endswith("Override") and ("macroEnabled" in kind or "vbaProject" in kind):
            raise MacroFile("xlsx.macro", path=self.path)

    def sheet(self, _: str, attributes: Mapping[str, str]) -> None:
        if "name" in attributes and "r:id" in attributes:
            self.sheets[attributes["r:id"]] = attributes["name"]

    def relationship(self, _: str, attributes: Mapping[str, str]) -> None:
        self.targets[attributes.get("Target", "").rpartition("/")[2]] = attributes.get("Id", "")

    def cell(self, name: str, attributes: Mapping[str, str]) -> None:
        """Compare a cell's address with the bounds; a row without cells may lie anywhere."""
        kind = name.rpartition(":")[2]
        if kind == "row":
            self.row = _number(attributes.get("r", "")) or self.row + 1
        if kind != "c":
            return
        found = _REFERENCE.match(attributes.get("r", ""))
        row, column = (int(found[2]), column_number(found[1])) if found else (self.row, 0)
        if row > self.limits.rows or column > self.limits.columns:
            self.refuse(
                attributes.get("r", str(row)), self.limits.rows if row > self.limits.rows else self.limits.columns
            )

    def refuse(self, address: str, limit: int) -> None:
        sheet = self.sheets.get(self.targets.get(self.part.rpartition("/")[2], ""), self.part)
        where = f"{sheet}!{address}"
        raise ArchiveLimit("limit.rows", path=f"{self.path}[{where}]" if self.path else where, limit=limit)


def column_number(letters: str) -> int:
    """Give the number of a column, counted from 1: `A` 1, `AA` 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
