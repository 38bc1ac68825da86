"""The certifications of the adapters that come with the product; `salessupport certify salessupport` runs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from salessupport.files.access import Access
from salessupport.files.adapters import ADAPTERS
from salessupport.files.customers import FilesCustomers
from salessupport.files.documents import FilesDocuments
from salessupport.files.folder import Folder
from salessupport.files.sales import FilesSales
from salessupport.spi.adapter import Adapter
from salessupport.spi.ports import PORTS
from salessupport.testing.certify.files_lab import FilesLab
from salessupport.testing.certify.lab import Lab
from salessupport.testing.certify.memory_lab import memory_subject
from salessupport.testing.certify.suite import Certification

_PAGE: Final = 2
"""Documents of a page, so that a trial has several."""
_FOLDERS: Final[Mapping[str, Callable[[Folder, Access], Any]]] = {
    "customers": lambda folder, access: FilesCustomers(folder, access, page=_PAGE),
    "sales": lambda folder, access: FilesSales(folder, access, page=_PAGE),
    "documents": FilesDocuments,
}


def _memory(port: str) -> type[Certification]:
    subject = memory_subject(port)
    return _certification(subject.adapter, subject.lab)


def _files(adapter: Adapter[Any]) -> type[Certification]:
    return _certification(adapter, FilesLab(_FOLDERS[adapter.port.name]))


def _certification(described: Adapter[Any], laboratory: Lab) -> type[Certification]:
    class Own(Certification):
        """An adapter of the product."""

        adapter = described

        def lab(self) -> Lab:
            """Its laboratory."""
            return laboratory

    return Own


CERTIFICATIONS: Final[tuple[type[Certification], ...]] = (*map(_memory, PORTS), *map(_files, ADAPTERS))
"""One for each adapter of the product."""
