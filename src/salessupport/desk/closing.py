"""Closing a month: its sheets and `close.json` into a folder; what is recorded is drawn up in `month`."""

from __future__ import annotations

import json
from pathlib import Path

from attrs import evolve

from salessupport.desk.answers import CloseAnswer, as_json
from salessupport.desk.month import Prepared
from salessupport.desk.sheets import write_month
from salessupport.domain.values.messages import Language
from salessupport.tabular.atomic import write_atomically


def write(prepared: Prepared, answer: CloseAnswer, out: Path, *, language: Language) -> CloseAnswer:
    """Write the workbooks and `close.json`; statements of an earlier run that are not due any more are removed."""
    out.mkdir(parents=True, exist_ok=True)
    stale = _files_before(out)
    files = write_month(prepared, out, language=language)
    answer = evolve(answer, files=files)
    record = as_json(evolve(answer, change=None, status="closed"))
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    write_atomically(out / "close.json", text.encode())
    for name in stale - set(files):
        (out / name).unlink(missing_ok=True)
    return answer


def _files_before(out: Path) -> set[str]:
    record = out / "close.json"
    if not record.is_file():
        return set()
    files = json.loads(record.read_text(encoding="utf-8")).get("files", [])
    return {name for name in files if isinstance(name, str) and (out / name).resolve().is_relative_to(out.resolve())}
