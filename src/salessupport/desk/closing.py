"""Closing a month: its sheets, `proof.json` and `close.json` into a folder; what is recorded is drawn up in `month`."""

from __future__ import annotations

import json
from pathlib import Path

from attrs import evolve

from salessupport.desk.answers import CloseAnswer, as_json
from salessupport.desk.month import Prepared
from salessupport.desk.sheets import write_month
from salessupport.domain.values.messages import Language
from salessupport.tabular.atomic import make_folder, write_atomically

_PROOF = "proof.json"


def write(prepared: Prepared, answer: CloseAnswer, out: Path, *, language: Language) -> CloseAnswer:
    """Write the workbooks, the proof and `close.json`; statements of an earlier run not due now are removed."""
    make_folder(out)
    stale = _files_before(out)
    files = (*write_month(prepared, out, language=language), _PROOF)
    _write_json(out / _PROOF, prepared.record)
    answer = evolve(answer, files=files)
    record = as_json(evolve(answer, change=None, status="closed"))
    _write_json(out / "close.json", record)
    for name in stale - set(files):
        (out / name).unlink(missing_ok=True)
    return answer


def _write_json(path: Path, record: object) -> None:
    write_atomically(path, (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode())


def _files_before(out: Path) -> set[str]:
    record = out / "close.json"
    if not record.is_file():
        return set()
    files = json.loads(record.read_text(encoding="utf-8")).get("files", [])
    return {name for name in files if isinstance(name, str) and (out / name).resolve().is_relative_to(out.resolve())}
