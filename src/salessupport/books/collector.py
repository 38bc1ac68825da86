"""Pausing the cycle collector while many long-lived objects are made.

Facts and postings refer to each other without cycles, so the collector finds nothing among them and only walks them
again and again: more than half of the time of a fold over 300,000 facts. Reference counting frees as usual.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Pause the collector, if it runs, until the end of the block."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
