"""The laboratory: a fresh folder for every trial, in which a clerk keeps customers and materials by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import field, frozen
from salessupport.domain.facts.fact import Fact
from salessupport.runtime.converter import StrictConverter
from salessupport.spi.outcomes import Ref
from salessupport.spi.ports import Customers
from salessupport.testing.certify import Seen, Site, World
from salessupport.testing.simulated import simulated_environment
from salessupport.testing.weather import Weather

from salessupport_exports.adapter import open_exports
from salessupport_exports.config import Config
from salessupport_exports.mapping import TABLES


@frozen(eq=False)
class FolderSite:
    """One folder. `enter`, `change` and `delete` are what a clerk does at the ERP before the next export."""

    folder: Path
    world: World

    @contextmanager
    def open(self, weather: Weather) -> Iterator[Customers]:
        """Open the adapter on the folder."""
        environment = simulated_environment(weather.clock, converter=StrictConverter())
        with open_exports(Config(self.folder), environment) as port:
            yield port

    def seen(self) -> Sequence[Seen]:
        """Nothing: an adapter that only reads makes no document."""
        return ()

    def secrets(self) -> Sequence[str]:
        """None: nobody signs in."""
        return ()

    @property
    def enters(self) -> Sequence[str]:
        """What a person exports."""
        return tuple(TABLES)

    def enter(self, kind: str, rows: Mapping[str, tuple[Fact, ...]]) -> Ref:
        """Add a row to an exported file."""
        (fact,) = rows[kind]
        fields = TABLES[kind].fields.values()
        cells = [str(getattr(fact, name) or "") for name in fields]
        self.write(kind, [*self.read(kind), cells])
        return Ref(kind, cells[0])

    def change(self, ref: Ref, rows: Mapping[str, tuple[Fact, ...]]) -> None:
        """Export a row otherwise."""
        self.delete(ref)
        self.enter(ref.kind, rows)

    def delete(self, ref: Ref) -> None:
        """Take a row out of an exported file."""
        self.write(ref.kind, [cells for cells in self.read(ref.kind) if cells[0] != ref.id])

    def read(self, kind: str) -> list[list[str]]:
        """The rows of a file."""
        with (self.folder / TABLES[kind].file).open(encoding="gb18030", newline="") as file:
            return list(csv.reader(file))[1:]

    def write(self, kind: str, rows: Sequence[Sequence[str]]) -> None:
        """Export a table, in the encoding of a Chinese Windows."""
        with (self.folder / TABLES[kind].file).open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows([list(TABLES[kind].fields), *rows])


@frozen(eq=False)
class FolderLab:
    """Makes fresh folders."""

    world: World = field(factory=World)

    @contextmanager
    def fresh(self) -> Iterator[Site]:
        """A folder with the customers and products of the world."""
        with TemporaryDirectory(prefix="exports-") as name:
            site = FolderSite(Path(name), self.world)
            for kind in TABLES:
                site.write(kind, [])
            for customer in self.world.customers:
                site.enter("customers", {"customers": (customer,)})
            for product in self.world.products:
                site.enter("products", {"products": (product,)})
            yield site
