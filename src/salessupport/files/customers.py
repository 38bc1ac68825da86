"""Customers in a folder: rows that are added, never edited; a feed of master data (CU-01, AD-01)."""

from __future__ import annotations

from salessupport.domain.facts import Customer
from salessupport.files.connection import FeedConnection, check_version, require
from salessupport.files.folder import Plan
from salessupport.files.papers import version_of
from salessupport.files.snapshot import Snapshot
from salessupport.spi.errors import ContractViolation, LimitExceeded, RemoteNotFound
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Outcome, Ref, Version
from salessupport.spi.ports.customers import CUSTOMERS


class FilesCustomers(FeedConnection):
    """`Customers` of a folder."""

    kinds = CUSTOMERS.kinds

    def get(self, ref: Ref, /) -> tuple[Customer, Version]:
        """One customer as it is now; `RemoteNotFound` if there is none."""

        def question() -> tuple[Customer, Version]:
            paper = require(self.folder.snapshot(), ref, "customers")
            (row,) = paper.rows["customers"]
            if not isinstance(row, Customer):
                raise ContractViolation(path=str(ref), remote_text=f"a {type(row).__name__}")
            return row, paper.version

        return self._ask("get", question)

    def upsert(self, customer: Customer, /, *, key: Key, expect: Version | None = None) -> Outcome[Ref]:
        """Create the customer; one that is there is left as it is: `LimitExceeded` if that is not the same.

        With `expect`, `VersionConflict` if it is another version there.
        """
        ref, rows = Ref("customers", customer.id), {"customers": (customer,)}

        def plan(snapshot: Snapshot) -> Plan:
            paper = snapshot.paper(ref)
            if paper is None:
                if expect is not None:
                    raise RemoteNotFound(path=customer.id, remote_text=f"no customer {customer.id}")
                return Plan(ref, rows, {})
            check_version(paper, expect)
            if paper.version != version_of(rows):
                raise LimitExceeded(
                    path=customer.id, remote_text="the row of a customer is not edited: change it there"
                )
            return Plan(ref, {}, {}, there=True)

        return self._tell("upsert", key, customer, plan)
