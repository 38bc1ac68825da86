"""A data centre as forms and bills: queries page by page, operations on one bill, metadata.

Laws: a page's `TopRowCount` is its absolute end row; pages of bills go on behind the last one by value, not by
counting, so that a bill that moves meanwhile takes no other one with it; lines are asked for by the ids of their
bills. Source: wire sheet 4, 5; adapters.md 3; F27.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import evolve
from salessupport.spi.environment import Environment
from salessupport.spi.errors import ContractViolation

from salessupport_kingdee import filters, replies, wire
from salessupport_kingdee.client import Client
from salessupport_kingdee.config import Config, FormConfig
from salessupport_kingdee.forms import FORMS
from salessupport_kingdee.profile import Form, adapted, spelled
from salessupport_kingdee.wire import Bill

ROWS: Final = 2000
"""Rows of a page: what all live connectors keep to."""


class Remote:
    """The forms of one data centre, as its tenant spells them."""

    def __init__(self, config: Config, environment: Environment, kinds: Collection[str]) -> None:
        self.config = config
        self._client = Client(config, environment)
        for kind in sorted(set(config.forms) - set(FORMS)):
            raise ContractViolation(path=f"forms.{kind}", remote_text=f"known are {', '.join(FORMS)}")
        self._forms = {kind: self._form(kind) for kind in kinds}

    def form(self, kind: str) -> Form:
        """The form of a kind."""
        return self._forms[kind]

    def _form(self, kind: str) -> Form:
        form = adapted(FORMS[kind], self.config.forms.get(kind, FormConfig()))
        if not self.config.check_fields:
            return form
        return spelled(form, self.keys(form))

    def keys(self, form: Form) -> frozenset[str]:
        """The keys of all fields of a form, as the tenant's metadata tells them."""
        answer = self._client.call("QueryBusinessInfo", {"data": {"FormId": form.id}}, effect=False)
        keys = replies.keys(answer)
        if not keys:
            raise ContractViolation(path=form.id, remote_text="the metadata tells of no field")
        return keys

    # Reading

    def rows(self, form: Form, keys: Sequence[str], where: str, *, order: str) -> Iterator[list[Any]]:
        """All rows of a query, page by page."""
        start = 0
        while True:
            page = self.page(form, keys, where, order=order, limit=ROWS, start=start)
            yield from page
            if len(page) < ROWS:
                return
            start += ROWS

    def page(
        self, form: Form, keys: Sequence[str], where: str, *, order: str, limit: int, start: int = 0
    ) -> list[list[Any]]:
        """One page of rows; of what is asked for, only what belongs to the organisation."""
        query = {
            "FormId": form.id,
            "FieldKeys": ",".join(keys),
            "FilterString": filters.every(filters.equal(f"{form.scope}.FNumber", self.config.organization), where),
            "OrderString": order,
            "StartRow": start,
            "Limit": limit,
            "TopRowCount": start + limit,
        }
        page = replies.rows(self._client.call("ExecuteBillQuery", {"data": query}, effect=False), len(keys))
        if len(page) > limit:
            raise ContractViolation(path=form.id, remote_text=f"{len(page)} rows came, {limit} were asked for")
        return page

    def bills(self, form: Form, where: str, *, order: str, limit: int) -> list[Bill]:
        """Some bills with their lines."""
        heads = self.page(form, wire.head_keys(form), where, order=order, limit=limit)
        return self._whole(form, [wire.head_of(form, row) for row in heads])

    def bill(self, form: Form, number: str) -> Bill | None:
        """The bill of a number; an answer about another one is a `ContractViolation`."""
        return self.one(form, filters.equal(form.number, number), lambda bill: bill.number == number)

    def one(self, form: Form, where: str, right: Callable[[Bill], bool]) -> Bill | None:
        """The one bill of a condition, or none; `right` says whether an answer is about it."""
        found = self.bills(form, where, order=f"{form.pk} ASC", limit=2)
        if not all(map(right, found)):
            raise ContractViolation(path=form.id, remote_text="the answer is about another bill")
        if len(found) > 1:
            raise ContractViolation(path=form.id, remote_text=f"{found[0].number} stands there more than once")
        return found[0] if found else None

    def walk(self, form: Form, where: str, *, stamp: str = "") -> Iterator[list[Bill]]:
        """All bills of a condition page by page, in the order of a time (else of ids), each page behind the last."""
        order = f"{stamp} ASC, {form.pk} ASC" if stamp else f"{form.pk} ASC"
        behind = ""
        while True:
            page = self.bills(form, filters.every(where, behind), order=order, limit=self.config.page)
            if page:
                yield page
            if len(page) < self.config.page:
                return
            last = page[-1]
            at = last.stamps[form.stamps.index(stamp)] if stamp else ""
            further = filters.behind(stamp, at, form.pk, last.id) if stamp else f"{form.pk} > {int(last.id)}"
            if further == behind:
                raise ContractViolation(path=form.id, remote_text="the same page came twice")
            behind = further

    def newest(self, form: Form, stamp: str) -> str:
        """The latest of a time; empty if no bill has it."""
        found = self.page(form, [form.pk, stamp], filters.known(stamp), order=f"{stamp} DESC", limit=1)
        return str(found[0][1] or "") if found else ""

    def _whole(self, form: Form, heads: list[Bill]) -> list[Bill]:
        if not heads or not form.entries:
            return heads
        where = filters.ids(form.pk, (head.id for head in heads))
        lines: dict[str, Mapping[str, list[wire.Row]]] = {}
        for name, entry in form.entries.items():
            order = f"{form.pk} ASC, {entry.id} ASC"
            lines[name] = wire.lines_of(entry, list(self.rows(form, wire.line_keys(form, entry), where, order=order)))
        return [
            evolve(head, rows={name: tuple(some.get(head.id, ())) for name, some in lines.items()}) for head in heads
        ]

    # Writing

    def save(self, form: Form, bill: Bill, *, keep_lines: bool, anew: bool) -> None:
        """Save a bill under its number. Lines that are not sent are deleted there, unless they are to be kept."""
        constants = {
            path: text.replace("{organization}", self.config.organization) for path, text in form.constants.items()
        }
        data = {
            "IsDeleteEntry": "false" if keep_lines else "true",
            "IsVerifyBaseDataField": "true",
            "IsAutoAdjustField": "false",
            "Model": wire.model_of(form, bill, constants, anew=anew),
        }
        self._operate("Save", form, bill.number, data)

    def operate(self, operation: str, form: Form, number: str) -> None:
        """Submit, audit or un-audit the bill of a number."""
        self._operate(operation, form, number, {"CreateOrgId": 0, "Numbers": [number], "Ids": ""})

    def _operate(self, operation: str, form: Form, number: str, data: Mapping[str, object]) -> None:
        answer = self._client.call(operation, {"formid": form.id, "data": data}, effect=True)
        replies.confirmed(answer, number)
