"""P9: `import salessupport` costs at most 1.3 times `import attrs`, and loads none of the heavy libraries.

Each import is timed inside a fresh Python, from before to after the import statement, so that the start of Python
itself is in neither figure. `import salessupport.desk` is shown for information.
"""

from __future__ import annotations

import sys

from support.measure import Goals, Run, alternate, arguments, child, pairs_of, ratios, verdict

BOUND = 1.3
PAIRS = 40
HEAVY = ("cattrs", "pluggy", "click", "babel", "requests", "openpyxl", "xlsxwriter", "hypothesis", "sqlite3")
TIMED = """
import sys, time
started = time.process_time()
import {module}
print(time.process_time() - started)
print(*sorted({heavy!r} & set(sys.modules)))
"""


def imported(module: str) -> Run:
    """Import a module in a fresh Python; `cpu` is that of the import, `said` the heavy libraries that came with it."""
    run = child(sys.executable, "-c", TIMED.format(module=module, heavy=set(HEAVY)))
    seconds, _, heavy = run.said.partition("\n")
    return Run(float(seconds), run.peak, heavy.strip())


def main() -> int:
    """Run the bench."""
    given = arguments(__doc__ or "", pairs=PAIRS).parse_args()
    names = ("salessupport", "attrs", "salessupport.desk")
    sides = {f"import {name}": lambda name=name: imported(name) for name in names}
    runs = alternate(sides, pairs_of(given))
    goals = Goals()
    print("P9 imports")
    brought = {heavy for name in sides for run in runs[name] for heavy in run.said.split()}
    print(f"  heavy libraries brought along: {', '.join(sorted(brought)) or 'none'}")
    goals.at_most("heavy libraries", len(brought), 0)
    goals.at_most("P9", ratios(runs, "import salessupport", "import attrs"), BOUND)
    ratios(runs, "import salessupport.desk", "import attrs")
    return verdict(goals, given)


if __name__ == "__main__":
    sys.exit(main())
