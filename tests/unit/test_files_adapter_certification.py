"""The adapter `files` keeps every law of the kit: in files of text at quick depth, in workbooks with a few trials."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from salessupport.files.adapters import ADAPTERS
from salessupport.files.customers import FilesCustomers
from salessupport.files.documents import FilesDocuments
from salessupport.files.sales import FilesSales
from salessupport.testing.certify import LAWS, Subject, certificate
from salessupport.testing.certify.certificate import broken
from salessupport.testing.certify.files_lab import FilesLab

CONNECT: dict[str, Callable[..., Any]] = {
    "customers": partial(FilesCustomers, page=2),
    "sales": partial(FilesSales, page=2),
    "documents": FilesDocuments,
}
VERDICTS = {
    "customers": "certified with limits (1)",
    "sales": "certified with limits (1)",
    "documents": "certified",
}
BY_PORT = {adapter.port.name: adapter for adapter in ADAPTERS}


@pytest.mark.parametrize("port", sorted(CONNECT))
def test_text_files_are_certified(port: str) -> None:
    """Every law is kept in CSV files; the declared limits are the only reservation."""
    found = certificate(Subject(BY_PORT[port], FilesLab(CONNECT[port])))
    assert not [f"{one.law}: {one.story}" for one in found.laws if not one.good]
    assert found.verdict == VERDICTS[port]


@pytest.mark.parametrize("law", ["fidelity.same", "identity.once", "versions.amend", "feed.whole", "outcome.exact"])
def test_workbooks_keep_the_laws_too(law: str) -> None:
    """With the tables in one workbook documents are written, read back and changed as in text files."""
    subject = Subject(BY_PORT["sales"], FilesLab(CONNECT["sales"], form="xlsx"))
    (found,) = (one for one in LAWS if one.id == law)
    assert found.applies(subject)
    assert not broken(found, subject, examples=2)
