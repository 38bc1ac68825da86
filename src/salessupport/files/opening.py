"""The configuration of the adapter `files` and one opener for each port.

What a process that died left promised is written when the folder is opened. Source: ports.md 3.5 "Lifecycle".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from attrs import field, frozen
from attrs.validators import ge, le

from salessupport.files.connection import PAGE
from salessupport.files.customers import FilesCustomers
from salessupport.files.documents import FilesDocuments
from salessupport.files.folder import Folder
from salessupport.files.sales import FilesSales
from salessupport.spi.environment import Environment


@frozen
class FilesConfig:
    """Which folder is meant: one with a `company.toml`.

    `quiet_seconds`: a file that was changed less than so long ago and has a fault is taken to be half written;
    `page`: documents of a page.
    """

    folder: str
    quiet_seconds: int = field(default=5, validator=[ge(0), le(3600)])
    page: int = field(default=PAGE, validator=[ge(1), le(10_000)])


def _folder(config: FilesConfig, environment: Environment) -> Folder:
    quiet = timedelta(seconds=config.quiet_seconds)
    folder = Folder(Path(config.folder), now=environment.clock.now, quiet=quiet)
    folder.settle()
    return folder


@contextmanager
def open_customers(config: FilesConfig, environment: Environment) -> Iterator[FilesCustomers]:
    """Open the port `customers`."""
    yield FilesCustomers(_folder(config, environment), page=config.page)


@contextmanager
def open_sales(config: FilesConfig, environment: Environment) -> Iterator[FilesSales]:
    """Open the port `sales`."""
    yield FilesSales(_folder(config, environment), page=config.page)


@contextmanager
def open_documents(config: FilesConfig, environment: Environment) -> Iterator[FilesDocuments]:
    """Open the port `documents`."""
    yield FilesDocuments(_folder(config, environment))
