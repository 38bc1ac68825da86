"""The way to a data centre: calls are signed or made in a session, and every answer is read strictly.

A session that has ended is renewed once: a call that it was refused for certainly had no effect. With a signature there
is no session at all, so that wrong credentials are never hidden by a live one. Source: wire sheet 1, 2; adapters.md 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from salessupport.spi.environment import Environment, HttpResponse
from salessupport.spi.errors import AuthFailed, ContractViolation
from salessupport.spi.secret import Secret

from salessupport_kingdee import replies
from salessupport_kingdee.config import Config
from salessupport_kingdee.signature import LCID, Signer, login_sign

_PREFIX: Final = "Kingdee.BOS.WebApi.ServicesStub."
_SESSION: Final = "kdservice-sessionid"


class Client:
    """Calls of one connection."""

    def __init__(self, config: Config, environment: Environment) -> None:
        self._config = config
        self._clock = environment.clock
        self._base = config.base_url.rstrip("/")
        self._http = environment.http.client(self._base)
        self._session: Secret | None = None
        self._signer = _signer(config) if config.sign_in == "signature" else None

    def call(self, operation: str, body: Mapping[str, object], *, effect: bool) -> Any:
        """Call an operation on forms (`Save`, `ExecuteBillQuery` …) and give its answer; a failure is raised."""
        try:
            return self._called(operation, body, effect=effect)
        except AuthFailed:
            if self._signer is not None:
                raise
        self._session = None  # whoever was refused for the session did nothing: once more in a new one
        return self._called(operation, body, effect=effect)

    def _called(self, operation: str, body: Mapping[str, object], *, effect: bool) -> Any:
        if self._signer is None and self._session is None:
            self._sign_in()
        response = self._send(f"DynamicFormService.{operation}", body, effect=effect)
        renewed = response.headers.get(_SESSION)
        if renewed and self._signer is None:
            self._session = Secret(renewed, name=_SESSION)
        return replies.read(response, effect=effect)

    def _send(self, service: str, body: Mapping[str, object], *, effect: bool) -> HttpResponse:
        path = f"/{_PREFIX}{service}.common.kdsvc"
        headers: dict[str, str | Secret] = {}
        if self._signer is not None:
            headers = self._signer.headers(f"{self._base}{path}", int(self._clock.now().timestamp()))
        elif self._session is not None:
            cookie = Secret(f"{_SESSION}={self._session.reveal()}", name="Cookie")
            headers = {_SESSION: self._session, "Cookie": cookie}
        return self._http.request("POST", path, effect=effect, headers=headers, json=body)

    def _sign_in(self) -> None:
        """Open a session; `AuthFailed` with what the server says against it."""
        service, parameters = self._credentials()
        answer = self._send(f"AuthService.{service}", {"parameters": parameters}, effect=False).json()
        if not isinstance(answer, dict) or "LoginResultType" not in answer:
            raise ContractViolation(remote_text="no answer of a sign-in")
        session = answer.get("KDSVCSessionId")
        if str(answer["LoginResultType"]) != "1" or not isinstance(session, str) or not session:
            code = f"{answer.get('MessageCode') or answer['LoginResultType']}"
            raise AuthFailed(remote_code=code, remote_text=str(answer.get("Message") or "")[:200])
        self._session = Secret(session, name=_SESSION)

    def _credentials(self) -> tuple[str, list[object]]:
        config = self._config
        if config.sign_in == "password":
            return "ValidateUser", [config.acct_id, config.user_name, _given(config.password, "password"), LCID]
        secret = _given(config.app_secret, "app_secret")
        if config.sign_in == "secret":
            return "LoginByAppSecret", [config.acct_id, config.user_name, config.app_id, secret, LCID]
        at = str(int(self._clock.now().timestamp()))
        sign = login_sign(config.acct_id, config.user_name, config.app_id, secret.reveal(), at)
        signed = Secret(sign, name="sign")
        return "LoginBySign", [config.acct_id, config.user_name, config.app_id, at, signed, LCID]


def _signer(config: Config) -> Signer:
    secret = _given(config.app_secret, "app_secret")
    return Signer(config.acct_id, config.user_name, config.app_id, secret, LCID, config.org_num)


def _given(secret: Secret | None, name: str) -> Secret:
    if secret is None:
        raise AuthFailed(path=name, remote_text=f"{name} is not configured")
    return secret
