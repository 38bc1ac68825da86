"""How the adapter is certified: against a real Tryton 8.2 server, which the laboratory installs, builds once and boots.

`pytest adapters/tryton`, or `salessupport certify salessupport-tryton` once it is installed; `nox -s tryton` does both.
"""

from __future__ import annotations

from typing import Final

from salessupport.testing.certify import Certification, HttpLab, Lab

from salessupport_tryton import ADAPTERS
from salessupport_tryton.lab.site import RealTryton

_CUSTOMERS, _SALES = ADAPTERS


class TestTrytonCustomers(Certification):
    """`customers` against every law of its port."""

    adapter = _CUSTOMERS

    def lab(self) -> Lab:
        """The server as new for every trial."""
        return HttpLab(_CUSTOMERS, RealTryton)


class TestTrytonSales(Certification):
    """`sales` against every law of its port."""

    adapter = _SALES

    def lab(self) -> Lab:
        """The server as new for every trial."""
        return HttpLab(_SALES, RealTryton)


CERTIFICATIONS: Final = (TestTrytonCustomers, TestTrytonSales)
