"""How Accounting is certified: by `pytest`, or by `salessupport certify` once it is installed."""

from __future__ import annotations

from typing import Final

from salessupport.testing.certify import Certification, HttpLab, Lab

from salessupport_accounting import ADAPTER
from salessupport_accounting.fake import FakeAccounting


class TestAccounting(Certification):
    """The adapter against every law of its port."""

    adapter = ADAPTER

    def lab(self) -> Lab:
        """A fresh fake for every trial."""
        return HttpLab(ADAPTER, FakeAccounting)


CERTIFICATIONS: Final = (TestAccounting,)
