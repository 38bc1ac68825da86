"""The laws of the kit, one file per group; `LAWS` is the registry that everything else reads."""

from __future__ import annotations

from typing import Final

from salessupport.testing.certify.law import AdapterLaw
from salessupport.testing.certify.laws import (
    bank,
    concurrency,
    feed,
    fidelity,
    honesty,
    identity,
    invoices,
    language,
    limits,
    month,
    outcome,
    people,
    services,
    sessions,
    shape,
    travel,
    versions,
    wire,
)

LAWS: Final[tuple[AdapterLaw, ...]] = (
    *shape.LAWS,
    *honesty.LAWS,
    *identity.LAWS,
    *outcome.LAWS,
    *fidelity.LAWS,
    *versions.LAWS,
    *feed.LAWS,
    *people.LAWS,
    *language.LAWS,
    *sessions.LAWS,
    *invoices.LAWS,
    *bank.LAWS,
    *services.LAWS,
    *limits.LAWS,
    *concurrency.LAWS,
    *travel.LAWS,
    *month.LAWS,
    *wire.LAWS,
)
"""Every law, in the order in which a new adapter's author meets them."""
