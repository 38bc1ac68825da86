"""Both tables of a profile as records of matching: every bad cell of both in one report, amounts in one unit each.

Amounts and currencies of both tables are read before anything else, for the finest decimals decide the unit of all.
Source: books.md "A profile"; reliability B8, B15.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import frozen

from salessupport.desk.profile_cells import Amounts, Cells
from salessupport.desk.profile_form import Profile, read_profile
from salessupport.domain.matching.records import OpenItem, Options, Payment
from salessupport.domain.values.errors import SalesSupportError, ValidationReport
from salessupport.domain.values.findings import Finding, Place, by_place
from salessupport.tabular.foreign import Line, Records, SourceForm, read_bytes, read_records


@frozen(kw_only=True)
class Tables:
    """Both tables as records of matching, and the units that their amounts are in."""

    items: Sequence[OpenItem]
    receipts: Sequence[Payment]
    options: Options
    amounts: Amounts
    findings: tuple[Finding, ...] = ()


def read_tables(path: Path) -> Tables:
    """Read the profile at `path` and both its tables; raises as `match_profile` does."""
    profile = read_profile(read_bytes(path), path=path.name)
    errors: list[SalesSupportError] = []
    read = [_records(path.parent, form, errors) for form in (profile.items, profile.receipts)]
    if len(errors) == 1 and None in read:
        raise errors[0]
    if errors:
        raise ValidationReport(tuple(_as_finding(error) for error in errors))
    records = [one for one in read if one is not None]
    return _Reader(profile).tables(*records)


def _records(folder: Path, form: SourceForm, errors: list[SalesSupportError]) -> Records | None:
    try:
        return read_records(folder / form.file, form)
    except SalesSupportError as error:
        errors.append(error)
        return None


def _as_finding(error: SalesSupportError) -> Finding:
    return Finding(error.code, Place(error.path), context=error.context)


class _Reader:
    """Turns the records of both tables into what is matched."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.amounts = Amounts()
        self._customer = "customer" if "customer" in profile.columns["open_items"] else "customer_name"
        self.findings: list[Finding] = []

    def tables(self, items: Records, receipts: Records) -> Tables:
        self.findings += [*items.findings, *receipts.findings]
        self._refuse()
        both = [(Cells(dict(self.profile.columns[one.name]), self.findings), one) for one in (items, receipts)]
        numbers = [[*self._numbers(cells, records)] for cells, records in both]
        made_items = [self._item(both[0][0], *row) for row in numbers[0]]
        made_receipts = [self._receipt(both[1][0], *row) for row in numbers[1]]
        self._refuse_duplicates(both)
        self._refuse()
        self._warn()
        return Tables(
            items=made_items, receipts=made_receipts, options=self._options(), amounts=self.amounts,
            findings=tuple(self.findings),
        )  # fmt: skip

    def _refuse(self) -> None:
        if any(finding.level == "error" for finding in self.findings):
            raise ValidationReport(tuple(sorted(self.findings, key=by_place)))

    def _numbers(self, cells: Cells, records: Records) -> Iterator[tuple[Line, str, str]]:
        """Read amounts and currencies first: the finest decimals decide the unit of all."""
        for line in records.lines:
            currency = cells.currency(line, self.profile.currency)
            text = cells.number(line, "amount")
            if currency and text:
                self.amounts.see(text, currency)
            yield line, text, currency

    def _item(self, cells: Cells, line: Line, text: str, currency: str) -> OpenItem:
        name = cells.text(line, "customer_name")
        aliases = [one.strip() for alias in self._listed(cells, line, "aliases") for one in re.split("[;；]", alias)]
        return OpenItem(
            id=cells.needed(line, "id"),
            customer=cells.text(line, "customer") or name or cells.needed(line, self._customer),
            names=tuple(one for one in (name, *aliases) if one),
            references=self._listed(cells, line, "references"),
            amount=cells.minor(line, "amount", text, currency, self.amounts),
            currency=currency,
            issued_on=cells.day(line, "issued_on"),
            due_on=cells.day(line, "due_on"),
        )

    def _receipt(self, cells: Cells, line: Line, text: str, currency: str) -> Payment:
        return Payment(
            id=cells.needed(line, "id"),
            payer_name=cells.text(line, "payer_name"),
            payer_account=cells.text(line, "payer_account"),
            text=cells.text(line, "remittance"),
            references=self._listed(cells, line, "references"),
            amount=cells.minor(line, "amount", text, currency, self.amounts),
            currency=currency,
            received_on=cells.day(line, "received_on"),
            customer=cells.text(line, "customer") or None,
        )

    def _listed(self, cells: Cells, line: Line, role: str) -> tuple[str, ...]:
        headers = self.profile.lists[line.records.name].get(role, ())
        return tuple(text for text in (cells.under(line, header) for header in headers) if text)

    def _refuse_duplicates(self, both: Sequence[tuple[Cells, Records]]) -> None:
        for cells, records in both:
            first: dict[str, int] = {}
            header = cells.columns["id"]
            for line in records.lines:
                one = cells.text(line, "id")
                if one and first.setdefault(one, line.number) != line.number:
                    cells.note("id.duplicate", line, header, one[:40], id=one[:40], row=first[one])

    def _warn(self) -> None:
        for currency, digits in self.amounts.finer():
            context = {"currency": currency, "digits": digits}
            place = Place(self.profile.items.file)
            self.findings.append(Finding("match.finer_amounts", place, "warning", context=context))
        if self.amounts.residue:
            written, meant = self.amounts.residue[0]
            context = {"count": len(self.amounts.residue), "written": written, "meant": meant}
            self.findings.append(
                Finding("number.residue", Place(self.profile.receipts.file), "warning", context=context)
            )

    def _options(self) -> Options:
        profile = self.profile
        tolerance = {one: int(profile.tolerance.scaleb(digits)) for one, digits in self.amounts.digits.items()}
        return Options(tolerance=tolerance, window_days=profile.window_days)
