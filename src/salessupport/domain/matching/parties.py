"""Who pays: what is given, accounts and names learnt from proven matches of the same records, names of customers.

An account or name that proved to pay for two customers says nothing any more, nor do two pieces of evidence that
contradict each other. Names are compared by `name_key`; one changed letter in a long name is a suspicion and no proof
(two firms may differ in one character). Source: performance "Matching" 3; `cn-identifiers-and-names`; CU-02.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
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

    def __init__(self, items: Sequence[OpenItem], payments: Sequence[Payment]) -> None:
        self._items, self._payments = items, payments
        self._keys: dict[str, NameKey] = {}
        self._accounts: dict[str, set[str]] = {}
        self._names: dict[NameKey, set[str]] = {}
        self._first: dict[str, Payer] = {}

    def payer(self, payment: Payment) -> Payer:
        """Tell who pays."""
        if payment.customer is not None:
            return Payer(payment.customer, "given")
        account = _only(self._accounts.get(_account(payment)))
        named = self._named(payment.payer_name, self._names)
        if account is None:
            return named
        return _CONTRADICTED if named.how == "name" and named.customer != account else Payer(account, "account")

    def at_first(self, payment: Payment) -> Payer:
        """Tell who pays by what was known before anything was learnt."""
        if payment.customer is not None:
            return Payer(payment.customer, "given")
        if payment.payer_name not in self._first:
            self._first[payment.payer_name] = self._named(payment.payer_name, {})
        return self._first[payment.payer_name]

    def _named(self, name: str, learnt: Mapping[NameKey, set[str]]) -> Payer:
        """Tell who pays under a name, by the names learnt and those of the customers."""
        if not name:
            return NOBODY
        key = self._key(name)
        customer = _only(learnt.get(key) or self._by_key.get(key)) if key.core else None
        if customer is not None:
            return Payer(customer, "name")
        return Payer(self._near[key], "near_name") if key in self._near else NOBODY

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

    @cached_property
    def _by_key(self) -> dict[NameKey, set[str]]:
        """The customers of each name."""
        by_key: dict[NameKey, set[str]] = {}
        for customer, names in {(item.customer, item.names) for item in self._items}:
            for name in names:
                by_key.setdefault(self._key(name), set()).add(customer)
        return by_key

    @cached_property
    def _near(self) -> dict[NameKey, str]:
        """The customers whose names differ from a payer's by one edit of the core and in nothing else."""
        keys = {self._key(payment.payer_name) for payment in self._payments if payment.payer_name}
        cores: dict[str, set[NameKey]] = {}
        for key in self._by_key:
            if len(key.core) >= LONG_NAME:
                cores.setdefault(key.core, set()).add(key)
        wanted = {key.core for key in keys if key not in self._by_key and len(key.core) >= LONG_NAME}
        likes = near_references(wanted, cores)
        near: dict[NameKey, str] = {}
        for key in keys - self._by_key.keys():
            alike = [
                one for core, weight in likes.get(key.core, {}).items() if weight >= ONE_EDIT for one in cores[core]
            ]
            customers = {customer for one in alike if _rest(one) == _rest(key) for customer in self._by_key[one]}
            if len(customers) == 1:
                near[key] = min(customers)
        return near


def _rest(key: NameKey) -> tuple[str, str, str, tuple[str, ...]]:
    return key.suffix, key.region, key.branch, key.brackets


def _account(payment: Payment) -> str:
    return "".join(payment.payer_account.split()).upper()


def _only(customers: set[str] | None) -> str | None:
    return next(iter(customers)) if customers is not None and len(customers) == 1 else None
