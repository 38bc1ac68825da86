"""Customers in memory: upsert by the customer's own id, versions, a feed of master data (CU-01, AD-01)."""

from __future__ import annotations

from salessupport.domain.facts import Customer
from salessupport.memory.connection import FeedConnection
from salessupport.memory.record import View
from salessupport.spi.errors import RemoteNotFound
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Outcome, Ref, Version
from salessupport.spi.ports.customers import CUSTOMERS


class MemoryCustomers(FeedConnection):
    """`Customers` of a remote."""

    kinds = CUSTOMERS.kinds

    def get(self, ref: Ref, /) -> tuple[Customer, Version]:
        """One customer as it is now; `RemoteNotFound` if there is none."""

        def question(view: View) -> tuple[Customer, Version]:
            record = view.get(ref)
            if record is None or ref.kind != "customers":
                raise RemoteNotFound(path=str(ref), remote_text=f"no {ref}")
            return record.head(Customer), record.mark

        return self._ask("get", question)

    def upsert(self, customer: Customer, /, *, key: Key, expect: Version | None = None) -> Outcome[Ref]:
        """Create the customer, or set it to this; with `expect`, `VersionConflict` if it is another version there."""

        def effect() -> Ref:
            rows = {"customers": (customer,)}
            there = self.remote.ours("customers", customer.id)
            if there is None:
                if expect is not None:
                    raise RemoteNotFound(path=customer.id, remote_text=f"no customer {customer.id}")
                return self.remote.add("customers", rows, by=key)
            self.remote.check_version(there, expect)
            return self.remote.set(there.ref, rows, by=key)

        return self._do("upsert", key, customer, effect)
