"""Wrong adapters, each with the smallest trial that refutes it.

python -m salessupport.testing.certify.mutants [ID …]
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator

from salessupport.testing.certify.certificate import Depth, broken
from salessupport.testing.certify.laws import LAWS
from salessupport.testing.certify.mutants import MUTANTS


def stories(only: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Each mutant (of `only`, if any are named) by its id and habit, and its story; empty for one that survives."""
    laws = {law.id: law for law in LAWS}
    for mutant in MUTANTS:
        if not only or mutant.id in only:
            law = laws[mutant.law]
            story = broken(law, mutant.subject, examples=Depth.QUICK.value)
            yield f"{mutant.id}: {mutant.habit}", story


def main(only: Collection[str]) -> int:
    """Print them; 1 if one survives."""
    survivors = 0
    for title, story in stories(only):
        survivors += not story
        sys.stdout.write(f"== {title}\n{story or 'NOT REFUTED'}\n\n")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
