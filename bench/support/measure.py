"""Measuring two or more sides in one run, A B A B …, in CPU seconds, and saying their ratio with median and range.

A side is a program of its own (`child`) or a function in this one (`timed`). Wall clock time is not looked at: other
work on the machine would change it. Nothing is said about a side before its result was compared with the others'.
"""

from __future__ import annotations

import argparse
import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

QUICK_PAIRS = 3
PAIRS = 5


@dataclass(frozen=True)
class Run:
    """One run of a side: CPU seconds of the program and its children, peak memory in MiB, what it said."""

    cpu: float
    peak: float
    said: str


@dataclass
class Goals:
    """Collects what was missed."""

    missed: list[str] = field(default_factory=list)

    def at_most(self, name: str, value: float, bound: float) -> None:
        """Say whether `value` stays within its bound."""
        self._say(name, value, f"<= {bound:g}", met=value <= bound)

    def at_least(self, name: str, value: float, bound: float) -> None:
        """Say whether `value` reaches its bound."""
        self._say(name, value, f">= {bound:g}", met=value >= bound)

    def _say(self, name: str, value: float, goal: str, *, met: bool) -> None:
        print(f"  {'met   ' if met else 'MISSED'} {name}: {value:.2f}, goal {goal}")
        if not met:
            self.missed.append(name)


def arguments(description: str, *, pairs: int = PAIRS) -> argparse.ArgumentParser:
    """Make the options that all benches have."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="small and with few pairs: for trying the bench itself")
    parser.add_argument("--pairs", type=int, help=f"how often each side runs (default {pairs}, quick {QUICK_PAIRS})")
    parser.add_argument("--report-only", action="store_true", help="exit 0 even when a goal is missed")
    parser.set_defaults(usual_pairs=pairs)
    return parser


def pairs_of(given: argparse.Namespace) -> int:
    """Give how often each side runs."""
    return given.pairs or (QUICK_PAIRS if given.quick else given.usual_pairs)


def verdict(goals: Goals, given: argparse.Namespace) -> int:
    """Give the exit status: 1 when a goal is missed. A quick run is too small to judge anything."""
    if goals.missed and given.quick:
        print("  a quick run is too small to judge by")
    return int(bool(goals.missed) and not (given.report_only or given.quick))


def child(*command: str | Path, source: Path | None = None, **environment: str) -> Run:
    """Run a program to its end; `source` is a script of ours, run by this Python.

    What it says may hold a line `excluded SECONDS`: CPU that the side spent on the bench and not on its work. This
    program is to stay small: a child's peak begins at the size of what started it.
    """
    argv = [*([sys.executable, str(source)] if source else []), *map(str, command)]
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(argv, stdout=out, env={**os.environ, **environment})
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{argv} ended with {process.returncode}")
        out.seek(0)
        said = out.read().decode()
    lines = said.splitlines()
    excluded = sum(float(line.split()[1]) for line in lines if line.startswith("excluded "))
    rest = "\n".join(line for line in lines if not line.startswith("excluded "))
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Run(usage.ru_utime + usage.ru_stime - excluded, usage.ru_maxrss / unit, rest)


def timed(work: Callable[[], object]) -> Run:
    """Run a function in this program."""
    gc.collect()
    started = time.process_time()
    work()
    return Run(time.process_time() - started, 0.0, "")


def alternate(sides: Mapping[str, Callable[[], Run]], pairs: int) -> dict[str, list[Run]]:
    """Run all sides in turn, `pairs` times."""
    runs: dict[str, list[Run]] = {name: [] for name in sides}
    for _ in range(pairs):
        for name, side in sides.items():
            runs[name].append(side())
    return runs


def same(said: Mapping[str, str]) -> None:
    """Stop unless all sides gave the same result."""
    (first, expected), *others = said.items()
    for name, result in others:
        if result != expected:
            raise SystemExit(f"{name} and {first} differ:\n{_first_difference(result, expected)}")
    print(f"  {', '.join(said)}: same result, {len(expected.splitlines())} lines")


def _first_difference(left: str, right: str) -> str:
    pairs = zip(left.splitlines(), right.splitlines(), strict=False)
    return next((f"{one}\n{other}" for one, other in pairs if one != other), "one is longer")


def ratios(runs: Mapping[str, Sequence[Run]], side: str, other: str) -> float:
    """Print CPU seconds of two sides and the ratio of each pair; gives the median ratio."""
    each = [one.cpu / two.cpu for one, two in zip(runs[side], runs[other], strict=True)]
    middle = median(each)
    print(
        f"  CPU {side} / {other}: {middle:.2f} ({min(each):.2f}–{max(each):.2f}, {len(each)} pairs); "
        f"{cpu(runs[side])} and {cpu(runs[other])}"
    )
    return middle


def cpu(runs: Sequence[Run]) -> str:
    """Say the median CPU of a side with its range."""
    each = [run.cpu for run in runs]
    return f"{median(each):.3g} s ({min(each):.3g}–{max(each):.3g})"


def peak(runs: Sequence[Run]) -> float:
    """Give the highest peak of a side, in MiB."""
    return max(run.peak for run in runs)
