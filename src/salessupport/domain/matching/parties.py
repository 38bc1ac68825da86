"""Who pays: what is given, accounts and names learnt from proven matches of the same records, names of customers.

An account or name that proved to pay for two customers says nothing any more, nor do two pieces of evidence that
contradict each other. Names are compared by `name_key`; one changed letter in a long name is a suspicion and no proof
(two firms may differ in one character). Source: performance "Matching" 3; `cn-identifiers-and-names`; CU-02.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from attrs import frozen

from salessupport.domain.matching.near import ONE_EDIT, near_references
from salessupport.domain.matching.records import OpenItem, Payment
from salessupport.domain.values.names import NameKey, name_key

How = Literal["given", "account", "name", "near_name", "contradicted", ""]
LONG_NAME = 8
"""Only names with cores of at least this many characters are compared with one edit."""


@frozen
class Payer:
    """The customer who pays, if known, and by what evidence."""

    customer: str | None
    how: How

    @property
    def is_known(self) -> bool:
        """Whether the evidence is a proof and not a suspicion."""
        return self.how in ("given", "account", "name")


NOBODY = Payer(None, "")
_CONTRADICTED = Payer(None, "contradicted")


class Parties:
    """The names of all customers, and what was learnt so far."""

    def __init__(self, items: Iterable[OpenItem], payments: Iterable[Payment]) -> None:
        self._keys: dict[str, NameKey] = {}
        self._by_key: dict[NameKey, set[str]] = {}
        self._accounts: dict[str, set[str]] = {}
        self._names: dict[NameKey, set[str]] = {}
        self._near: dict[NameKey, str] = {}
        for customer, names in {(item.customer, item.names) for item in items}:
            for name in names:
                self._by_key.setdefault(self._key(name), set()).add(customer)
        self._find_near({self._key(payment.payer_name) for payment in payments if payment.payer_name})

    def payer(self, payment: Payment) -> Payer:
        """Tell who pays."""
        if payment.customer is not None:
            return Payer(payment.customer, "given")
        account = _only(self._accounts.get(_account(payment)))
        key = self._key(payment.payer_name) if payment.payer_name else None
        name = _only(self._names.get(key) or self._by_key.get(key)) if key is not None and key.core else None
        if account is not None and name is not None and account != name:
            return _CONTRADICTED
        if account is not None:
            return Payer(account, "account")
        if name is not None:
            return Payer(name, "name")
        near = self._near.get(key) if key is not None else None
        return Payer(near, "near_name") if near is not None else NOBODY

    def learn(self, payment: Payment, customer: str) -> None:
        """Note that a payment was proven to be this customer's."""
        if account := _account(payment):
            self._accounts.setdefault(account, set()).add(customer)
        if payment.payer_name and (key := self._key(payment.payer_name)).core:
            self._names.setdefault(key, set(self._by_key.get(key, ()))).add(customer)

    def _key(self, name: str) -> NameKey:
        if name not in self._keys:
            self._keys[name] = name_key(name)
        return self._keys[name]

    def _find_near(self, keys: set[NameKey]) -> None:
        """Find the customers' names that differ from a payer's by one edit of the core and in nothing else."""
        cores: dict[str, set[NameKey]] = {}
        for key in self._by_key:
            if len(key.core) >= LONG_NAME:
                cores.setdefault(key.core, set()).add(key)
        wanted = {key.core for key in keys if key not in self._by_key and len(key.core) >= LONG_NAME}
        near = near_references(wanted, cores)
        for key in keys:
            likes = [
                one for core, weight in near.get(key.core, {}).items() if weight >= ONE_EDIT for one in cores[core]
            ]
            customers = {customer for one in likes if _rest(one) == _rest(key) for customer in self._by_key[one]}
            if key not in self._by_key and len(customers) == 1:
                self._near[key] = min(customers)


def _rest(key: NameKey) -> tuple[str, str, str, tuple[str, ...]]:
    return key.suffix, key.region, key.branch, key.brackets


def _account(payment: Payment) -> str:
    return "".join(payment.payer_account.split()).upper()


def _only(customers: set[str] | None) -> str | None:
    return next(iter(customers)) if customers is not None and len(customers) == 1 else None
