"""Customers: which may have been entered twice, and which id stands for another since a merge (CU-02)."""

from salessupport.domain.customers.duplicates import DuplicateCandidate, DuplicateReason, admit, duplicates
from salessupport.domain.customers.merging import AliasFault, alias_faults, resolve

__all__ = ["AliasFault", "DuplicateCandidate", "DuplicateReason", "admit", "alias_faults", "duplicates", "resolve"]
