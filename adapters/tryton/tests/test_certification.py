"""Both adapters against every law of their ports, on a real server."""

from __future__ import annotations

from salessupport_tryton.certification import TestTrytonCustomers, TestTrytonSales

__all__ = ["TestTrytonCustomers", "TestTrytonSales"]
