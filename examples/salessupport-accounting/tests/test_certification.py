"""The adapter against every law; the laws that are skipped are the work that is left."""

from __future__ import annotations

from salessupport_accounting.certification import TestAccounting

__all__ = ["TestAccounting"]
