"""The way to the folder: it reads a file whole, as text, and holds its headings against what is expected."""

from __future__ import annotations

import csv
import io

from salessupport.spi.errors import ContractViolation, Unreachable

from salessupport_exports.config import Config
from salessupport_exports.mapping import Row, Table


class Folder:
    """The folder of one connection."""

    def __init__(self, config: Config) -> None:
        self._path = config.folder

    @property
    def name(self) -> str:
        """What the folder is called."""
        return self._path.name

    @property
    def there(self) -> bool:
        """Whether it can be reached."""
        return self._path.is_dir()

    def rows(self, table: Table) -> list[Row]:
        """The rows of a file; `Unreachable` if it cannot be read, `ContractViolation` if it is another table."""
        try:
            data = (self._path / table.file).read_bytes()
        except OSError as error:
            raise Unreachable(path=table.file, remote_text=error.strerror or "unreadable") from None
        reader = csv.DictReader(io.StringIO(_text(data, table.file), newline=""), strict=True)
        try:
            rows = list(reader)
        except csv.Error as error:
            raise ContractViolation(path=table.file, remote_text=str(error)) from None
        missing = [heading for heading in table.fields if heading not in (reader.fieldnames or ())]
        if missing:
            raise ContractViolation(path=table.file, remote_text=f"no column {', '.join(missing)}")
        for number, row in enumerate(rows, 2):
            if None in row or None in row.values():
                raise ContractViolation(path=f"{table.file}:{number}", remote_text="more or fewer cells than headings")
        return list(rows)


def _text(data: bytes, file: str) -> str:
    """Read UTF-8, or what a Chinese Windows writes."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ContractViolation(path=file, remote_text="neither UTF-8 nor GB 18030")
