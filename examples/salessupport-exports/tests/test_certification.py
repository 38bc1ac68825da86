"""The adapter against every law; the laws that are skipped are the work that is left."""

from __future__ import annotations

from salessupport_exports.certification import TestExports

__all__ = ["TestExports"]
