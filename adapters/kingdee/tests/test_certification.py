"""Both adapters against every law; those that are skipped are about verbs that K3 Cloud has no confirmed form for."""

from __future__ import annotations

from salessupport_kingdee.certification import TestKingdeeCustomers, TestKingdeeSales

__all__ = ["TestKingdeeCustomers", "TestKingdeeSales"]
