"""Opportunities in memory: a CRM's quotations with their stage, and what was done about them (AD-01)."""

from __future__ import annotations

from attrs import evolve

from salessupport.domain.facts import Quotation
from salessupport.memory.connection import FeedConnection
from salessupport.spi.errors import RemoteNotFound
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Outcome, Ref, Version
from salessupport.spi.ports.opportunities import OPPORTUNITIES, Activity


class MemoryOpportunities(FeedConnection):
    """`Opportunities` of a remote; the stage of an opportunity is the `status` of its quotation."""

    kinds = OPPORTUNITIES.kinds

    def advance(self, ref: Ref, stage: str, /, *, key: Key, expect: Version) -> Outcome[Ref]:
        """Move an opportunity to a stage; `VersionConflict` if it is not the version `expect` any more."""

        def effect() -> Ref:
            there = self.remote.require(ref, kind="quotations")
            self.remote.check_version(there, expect)
            moved = evolve(there.head(Quotation), status=stage)
            return self.remote.set(ref, {**there.rows, "quotations": (moved,)}, by=key)

        return self._do("advance", key, (ref, stage), effect)

    def log_activity(self, activity: Activity, /, *, key: Key) -> Outcome[Ref]:
        """Enter an activity; `RemoteNotFound` if what it is about is not there."""

        def effect() -> Ref:
            if activity.about.kind not in self.kinds:
                raise RemoteNotFound(path=str(activity.about), remote_text=f"no {activity.about}")
            self.remote.require(activity.about)
            return self.remote.add("activities", value=activity, by=key)

        return self._do("log_activity", key, activity, effect)
