"""A month closed from the books, and from what was pulled of them out of a real Tryton: the same figures."""

from __future__ import annotations

from pathlib import Path

from salessupport.testing.linked_month import closed_from_either

from salessupport_tryton import ADAPTERS
from salessupport_tryton.lab.site import RealTryton


def test_a_month_closed_from_either(tmp_path: Path) -> None:
    """Statements, ageing and close say the same after a push and a pull elsewhere, and the tie holds."""
    assert list(closed_from_either(ADAPTERS, RealTryton, tmp_path)) == []
