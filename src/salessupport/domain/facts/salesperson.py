"""Salespeople: who sells, in which region, under which commission plan (PY-01, PY-02)."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from salessupport.domain.facts.fact import Fact


@frozen(kw_only=True)
class Salesperson(Fact):
    """A salesperson (PY-01): master data; `manager` is another salesperson, `plan` the commission plan."""

    id: str
    name: str
    region: str | None = None
    manager: str | None = None
    plan: str | None = None
    joined_on: date | None = None
    left_on: date | None = None
