"""Where the shared corpora lie, and the skip, counted at the end of a run, of tests that need one that is absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORPORA = Path(os.environ.get("SALESSUPPORT_CORPORA") or ROOT.parent / "shared" / "corpora")
DATA = Path(__file__).parent / "data"
ABSENT = "corpus is absent"


def corpus(name: str) -> Path:
    """Give the folder of a shared corpus, or skip the test that asks for it."""
    folder = CORPORA / name
    if not folder.is_dir():
        pytest.skip(f"{ABSENT}: {name} (set SALESSUPPORT_CORPORA to the folder that holds it)")
    return folder
