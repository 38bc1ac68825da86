"""The receivables machine: our own books pass it, a system with any one defect does not."""

from __future__ import annotations

from hypothesis import settings

from salessupport.testing.desk_system import DeskSystem
from salessupport.testing.machines import ReceivablesMachine
from salessupport.testing.model import NaiveModel

QUICK = settings(max_examples=40, stateful_step_count=15, deadline=None)


class TestDesk(ReceivablesMachine.TestCase):
    """Our books do and answer as the model."""

    system = DeskSystem
    settings = QUICK


class TestModel(ReceivablesMachine.TestCase):
    """The model agrees with itself: the machine asks nothing that depends on chance."""

    system = NaiveModel
    settings = QUICK
