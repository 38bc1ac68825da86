"""Opportunities: the pipeline of a CRM, read as quotations with their lines, and moved on (AD-01)."""

from __future__ import annotations

from datetime import date
from typing import Final, Protocol

from attrs import frozen

from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Outcome, Ref, Version
from salessupport.spi.port import Port, port
from salessupport.spi.ports.shared import Feeds


@frozen
class Activity:
    """Something done with a customer: a call, a visit, a message."""

    about: Ref
    kind: str
    on: date
    text: str
    by: str = ""


class Opportunities(Feeds, Protocol):
    """Quotations of a CRM, read as rows; stages and activities written."""

    def advance(self, ref: Ref, stage: str, /, *, key: Key, expect: Version) -> Outcome[Ref]:
        """Move an opportunity to a stage; `VersionConflict` if it is not the version `expect` any more."""
        ...

    def log_activity(self, activity: Activity, /, *, key: Key) -> Outcome[Ref]:
        """Enter an activity."""
        ...

    def find(self, key: Key, /) -> Outcome[Ref] | None:
        """Give what the command with this key did, None if there is nothing of it."""
        ...


OPPORTUNITIES: Final[Port[Opportunities]] = port(
    "opportunities", "1.0", reads="changes", commands="advance log_activity", kinds="customers quotations"
)
