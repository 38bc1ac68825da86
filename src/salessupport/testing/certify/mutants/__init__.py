"""Wrong adapters, each refuted by the law that claims to: how the kit is known to notice. `MUTANTS` names them all.

A new kind of law comes with a mutant; a mutant that survives is a defect of the kit. Source: ports.md 4.3.
"""

from __future__ import annotations

from typing import Final

from salessupport.testing.certify.mutants import contents, feeds, identities, outcomes, services, shapes, traps
from salessupport.testing.certify.mutants.mutant import Mutant

MUTANTS: Final[tuple[Mutant, ...]] = (
    *outcomes.MUTANTS,
    *identities.MUTANTS,
    *contents.MUTANTS,
    *feeds.MUTANTS,
    *services.MUTANTS,
    *shapes.MUTANTS,
    *traps.MUTANTS,
)
"""Every wrong adapter."""
