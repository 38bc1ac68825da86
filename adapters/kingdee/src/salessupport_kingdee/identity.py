"""Whose data centre it is and whether it answers: the same for both ports."""

from __future__ import annotations

from salessupport.spi.errors import AdapterError, AuthFailed
from salessupport.spi.outcomes import Health, RemoteIdentity

from salessupport_kingdee.profile import Form
from salessupport_kingdee.remote import Remote


def identity(remote: Remote) -> RemoteIdentity:
    """Say who answers; K3 Cloud tells no version."""
    return RemoteIdentity("Kingdee K3 Cloud", "", f"{remote.config.acct_id}/{remote.config.organization}")


def well(remote: Remote, form: Form) -> Health:
    """Say whether a small reading is answered; a wrong sign-in is raised."""
    try:
        remote.page(form, [form.pk], "", order=f"{form.pk} ASC", limit=1)
    except AuthFailed:
        raise
    except AdapterError as error:
        return Health(well=False, detail=error.message())
    return Health(well=True)
