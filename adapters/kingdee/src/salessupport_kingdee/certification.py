"""How both adapters are certified: by `pytest`, or by `salessupport certify salessupport-kingdee`.

Customers with signed calls, sales in sessions: the two share one client, and each way of signing in is tried.
"""

from __future__ import annotations

from typing import Final

from salessupport.testing.certify import Certification, HttpLab, Lab

from salessupport_kingdee import KINGDEE_CUSTOMERS, KINGDEE_SALES
from salessupport_kingdee.fake import FakeKingdee


class KingdeeInSessions(FakeKingdee):
    """A tenant that is signed in to by LoginBySign, whose sessions can end."""

    sign_in = "sign"


class TestKingdeeCustomers(Certification):
    """`customers` against every law of its port."""

    adapter = KINGDEE_CUSTOMERS

    def lab(self) -> Lab:
        """A fresh data centre for every trial."""
        return HttpLab(KINGDEE_CUSTOMERS, FakeKingdee)


class TestKingdeeSales(Certification):
    """`sales` against every law of its port."""

    adapter = KINGDEE_SALES

    def lab(self) -> Lab:
        """A fresh data centre for every trial."""
        return HttpLab(KINGDEE_SALES, KingdeeInSessions)


CERTIFICATIONS: Final = (TestKingdeeCustomers, TestKingdeeSales)
