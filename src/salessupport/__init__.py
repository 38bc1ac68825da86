"""The back office of a sales department: receivables, statements and the month end, proven and explained.

The short list of public names; each is imported when it is first used, so that `import salessupport` stays light.
`salessupport.domain.facts` has the fact classes, `salessupport.testing` the strategies.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import attrs  # noqa: F401 - every value is an attrs class; importing this package costs attrs and nothing else

if TYPE_CHECKING:
    from salessupport._version import __version__
    from salessupport.desk import Desk
    from salessupport.domain.facts import Facts
    from salessupport.domain.history import History
    from salessupport.domain.values.errors import SalesSupportError, ValidationReport
    from salessupport.domain.values.explanation import Explanation
    from salessupport.domain.values.findings import Finding
    from salessupport.domain.values.money import Money
    from salessupport.domain.values.policies import Company, Policies

__all__ = [
    "Company",
    "Desk",
    "Explanation",
    "Facts",
    "Finding",
    "History",
    "Money",
    "Policies",
    "SalesSupportError",
    "ValidationReport",
    "__version__",
]

_HOMES = {
    "Company": "salessupport.domain.values.policies",
    "Desk": "salessupport.desk",
    "Explanation": "salessupport.domain.values.explanation",
    "Facts": "salessupport.domain.facts",
    "Finding": "salessupport.domain.values.findings",
    "History": "salessupport.domain.history",
    "Money": "salessupport.domain.values.money",
    "Policies": "salessupport.domain.values.policies",
    "SalesSupportError": "salessupport.domain.values.errors",
    "ValidationReport": "salessupport.domain.values.errors",
    "__version__": "salessupport._version",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
