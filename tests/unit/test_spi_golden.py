"""The contract with integrators is what it was: it changes on purpose, with its version and a change note (3.8)."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import pytest
from attrs import frozen

from salessupport import spi
from salessupport.spi import adapter, hooks
from salessupport.spi.adapter import Adapter
from support import spi_contract
from support.spi_contract import GOLDEN, contract

RENEW = """
The contract with integrators has changed. If that is meant:
  1. raise the minor version of the port, the hooks (`hooks.VERSION`) or the kind of policy for what is only added and
     optional, the major version for everything else;
  2. add a note under changes.d for whoever writes adapters;
  3. PYTHONPATH=src:tests python -m support.spi_contract
"""


def difference() -> list[str]:
    """The lines that changed."""
    golden = GOLDEN.read_text(encoding="utf-8").splitlines()
    return [*difflib.unified_diff(golden, contract().splitlines(), "spi.txt", "now", lineterm="", n=1)]


class TestContract:
    def test_is_the_golden_one(self):
        """Every public name, signature, field and version of `salessupport.spi` is as the golden file says."""
        changed = difference()
        assert not changed, RENEW + "\n".join(changed)

    def test_names_everything(self):
        """Every module of the package is there, and every class that an adapter meets in a signature of a port."""
        text = contract()
        assert all(f"\nsalessupport.spi.{name}\n" in text for name in ("errors", "ports.sales", "keys", "policies"))
        assert all(f"class {name}" in text for name in ("Sales(Feeds, Protocol)", "Batch(Generic[T])", "Award"))
        assert spi.__path__


class TestChangesAreSeen:
    """A change of any kind that an integrator would notice is a difference."""

    @pytest.fixture(autouse=True)
    def _same_before(self):
        assert difference() == []

    def test_a_new_argument_of_a_function(self, monkeypatch: pytest.MonkeyPatch):
        """A function with another signature."""

        def noticed(rule: str) -> None: ...

        noticed.__module__ = hooks.__name__
        monkeypatch.setattr(hooks, "noticed", noticed)
        assert "+  noticed(rule: str) -> None" in difference()

    def test_a_field_without_its_default(self, monkeypatch: pytest.MonkeyPatch):
        """A record with another field, or none of the defaults."""

        @frozen
        class Blob:
            content: bytes
            media_type: str
            name: str

        Blob.__module__ = "salessupport.spi.documents"
        monkeypatch.setattr("salessupport.spi.documents.Blob", Blob)
        assert [line for line in difference() if line.startswith(("-", "+"))][2:] == [
            "-    name: str = ''",
            "+    name: str",
        ]

    def test_a_version(self, monkeypatch: pytest.MonkeyPatch):
        """A version that was raised."""
        monkeypatch.setattr(spi_contract, "VERSION", hooks.ContractVersion(1, 1))
        assert "+  hooks 1.1" in difference()

    def test_a_name_that_went_away(self, monkeypatch: pytest.MonkeyPatch):
        """A class or a constant that is not there any more."""
        monkeypatch.delattr(adapter, "TEMPLATE")
        assert "-  TEMPLATE = '1'" in difference()

    def test_a_new_member(self, monkeypatch: pytest.MonkeyPatch):
        """A method that was added to a class."""

        def more(self: Adapter[object]) -> Iterable[str]:
            return ()

        monkeypatch.setattr(Adapter, "more", more, raising=False)
        assert "+    more(self: Adapter[object]) -> Iterable[str]" in difference()
