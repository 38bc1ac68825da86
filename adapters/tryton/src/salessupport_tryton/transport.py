"""The way to Tryton: it signs in, calls methods, and says of every failure what the caller may do next.

Laws: an answer with HTTP 200 may be an error; a session that is over (401 without a body) is taken anew once and the
call sent again, for it did nothing; of an error the class decides, never the text, which is translated; an answer to
another request is not ours. Source: wire/tryton.md 2, 3 "Error shapes", 5.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from salessupport.spi.environment import Environment
from salessupport.spi.errors import (
    AdapterError,
    AuthFailed,
    ContractViolation,
    InvalidRemoteInput,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    RemoteNotFound,
    VersionConflict,
)
from salessupport.spi.secret import Secret

from salessupport_tryton.config import Config
from salessupport_tryton.wire import Row, decoded, rows

ADMITTED: Final = ("invoice_payment_term", "invoice_taxes")
"""Warnings that are confirmed: that a due day has passed, or that a product usually has another tax, is no reason not
to enter an invoice that was issued."""
_CLASSES: Final[Mapping[str, type[AdapterError]]] = {
    "UserError": InvalidRemoteInput,
    "UserWarning": InvalidRemoteInput,
    "ConcurrencyException": VersionConflict,
    "LoginException": AuthFailed,
    "RateLimitException": RateLimited,
}


class Client:
    """Calls of one connection; it signs in when it is first used."""

    def __init__(self, config: Config, environment: Environment) -> None:
        self.config = config
        self._http = environment.http.client(config.base_url)
        self._number = int(environment.chance.uniform() * 1_000_000)
        self._session: Secret | None = None
        self._user = 0

    def version(self) -> str:
        """The version of the server."""
        answer = self._send("/rpc/", "common.server.version", [], effect=False)
        if not isinstance(answer, str):
            raise ContractViolation(remote_text="a version that is no text")
        return answer

    @cached_property
    def preferences(self) -> Row:
        """What the server prefers for this user: without its `company` in the context nothing can be written."""
        answer = self._call("model.res.user.get_preferences", [True, {}], effect=False)
        if not isinstance(answer, Mapping):
            raise ContractViolation(remote_text="preferences that are no table")
        return answer

    @property
    def company(self) -> int:
        """The company that this user works for."""
        found = self.preferences.get("company")
        if type(found) is not int:
            raise ContractViolation(path="company", remote_text="the user has no company")
        return found

    def ask(
        self,
        model: str,
        domain: Sequence[object],
        fields: Sequence[str],
        *,
        limit: int | None = None,
        order: Sequence[Sequence[str]] | None = None,
        archived: bool = False,
    ) -> list[Row]:
        """Search and read, archived records too if they are meant.

        A clause about `active` in the domain is not enough: Tryton adds its own to every branch that has none.
        """
        params = [list(domain), 0, limit, order, list(fields)]
        context = {"active_test": False} if archived else None
        return rows(self._model(f"{model}.search_read", params, context, effect=False), model)

    def read(self, model: str, ids: Sequence[int], fields: Sequence[str]) -> list[Row]:
        """Read records that are there; one that is not is left out."""
        return self.ask(model, [["id", "in", list(ids)]], fields, archived=True)

    def one(self, model: str, number: str, fields: Sequence[str]) -> Row:
        """Read one record; `RemoteNotFound` if there is none."""
        found = self.read(model, [int(number)], fields) if number.isascii() and number.isdecimal() else []
        if not found:
            raise RemoteNotFound(path=f"{model},{number}"[:60], remote_text=f"no {model} {number}"[:80])
        return found[0]

    def create(self, model: str, values: Row) -> int:
        """Create one record."""
        made = self._model(f"{model}.create", [[values]], None, effect=True)
        if isinstance(made, list) and len(made) == 1 and type(made[0]) is int:
            return made[0]
        raise OutcomeUnknown(remote_text=f"{model}.create gave no number")

    def write(self, model: str, number: int, values: Row, *, stamp: str | None = None) -> None:
        """Change one record; with `stamp`, `VersionConflict` if somebody else did meanwhile."""
        self._model(f"{model}.write", [[number], values], _stamped(model, number, stamp), effect=True)

    def delete(self, model: str, number: int) -> None:
        """Delete one record."""
        self._model(f"{model}.delete", [[number]], None, effect=True)

    def press(self, method: str, number: int, *, stamp: str | None = None) -> None:
        """Press a button; each warning that is admitted is confirmed once, and the button pressed again."""
        context, left = _stamped(method.rpartition(".")[0], number, stamp), set(ADMITTED)
        while True:
            try:
                self._model(method, [[number]], context, effect=True)
            except InvalidRemoteInput as error:
                name = str(error.context.get("warning", ""))
                if name.rpartition(".")[2] not in left:
                    raise
                left.discard(name.rpartition(".")[2])
                self.create("res.user.warning", {"user": self._user, "name": name, "always": False})
            else:
                return

    def wizard(self, name: str, model: str, ids: Sequence[int]) -> None:
        """Run a wizard of one step on records."""
        begun = self._call(f"wizard.{name}.create", [self._context(None)], effect=True)
        if not isinstance(begun, list) or len(begun) < 2:
            raise OutcomeUnknown(remote_text=f"{name} did not begin")
        number, step = begun[:2]
        context = {"active_model": model, "active_ids": list(ids), "active_id": ids[0]}
        self._call(f"wizard.{name}.execute", [number, {}, step, self._context(context)], effect=True)
        self._call(f"wizard.{name}.delete", [number, self._context(None)], effect=True)

    def _model(self, name: str, params: Sequence[object], context: Row | None, *, effect: bool) -> object:
        return self._call(f"model.{name}", [*params, self._context(context)], effect=effect)

    def _context(self, more: Row | None) -> Row:
        names = ("company", "company_filter", "employees")
        own = {name: self.preferences[name] for name in names if name in self.preferences}
        return {**own, "language": self.config.language, **(more or {})}

    def _call(self, method: str, params: Sequence[object], *, effect: bool) -> object:
        """Call within a session; one that is over is taken anew once."""
        try:
            return self._within(method, params, effect=effect)
        except AuthFailed:
            self._session = None
        return self._within(method, params, effect=effect)

    def _within(self, method: str, params: Sequence[object], *, effect: bool) -> object:
        session = self._session or self._signed_in()
        return self._send(self._path, method, params, effect=effect, headers={"Authorization": session})

    @property
    def _path(self) -> str:
        return f"/{self.config.database}/rpc/"

    def _signed_in(self) -> Secret:
        """Sign in; the answer has two elements in older series and three in this one."""
        user = self.config.user
        params = [user, {"password": self.config.password}, self.config.language]
        match self._send(self._path, "common.db.login", params, effect=False):
            case [int(number), str(token), *_]:
                text = b64encode(f"{user}:{number}:{token}".encode()).decode("ascii")
                self._user, self._session = number, Secret(f"Session {text}", name="tryton session")
                return self._session
        raise AuthFailed(remote_text="Tryton gave no session")

    def _send(
        self,
        path: str,
        method: str,
        params: Sequence[object],
        *,
        effect: bool,
        headers: Mapping[str, Secret] | None = None,
    ) -> object:
        self._number += 1
        body = {"id": self._number, "method": method, "params": params}
        response = self._http.request("POST", path, effect=effect, headers=headers, json=body)
        answer = response.json()
        if not isinstance(answer, Mapping) or answer.get("id") != self._number or not {"result", "error"} & set(answer):
            said = {"path": method, "remote_text": "an answer to something else"}
            raise OutcomeUnknown(**said) if effect else ContractViolation(**said)
        if answer.get("error") is not None:
            raise _error(method, decoded(answer["error"]))
        return decoded(answer.get("result"))


def _error(method: str, error: object) -> AdapterError:
    """What an error of an answer means; the transaction was rolled back, so nothing happened."""
    kind, told = (error[0], error[1]) if isinstance(error, list) and len(error) > 1 else ("", error)
    parts = [str(part) for part in told if isinstance(part, str)] if isinstance(told, list) else [str(told or "")]
    warning = {"warning": parts[0]} if kind == "UserWarning" and parts else {}
    text = " ".join(parts[1:] if warning else parts).strip() or str(kind)
    known = _CLASSES.get(str(kind), Rejected)
    return known(path=method, remote_code=str(kind)[:60], remote_text=text[:300], **warning)


def _stamped(model: str, number: int, stamp: str | None) -> Row | None:
    return None if stamp is None else {"_timestamp": {f"{model},{number}": stamp}}
