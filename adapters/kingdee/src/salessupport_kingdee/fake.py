"""K3 Cloud in memory, for the laboratory: it verifies who calls, answers as the real one does, and tells its truth.

It misbehaves as the wire sheet says: failures with status 200 in five shapes, codes now as numbers and now as texts,
rows counted to an absolute end, lines deleted on save, its own spelling of fields, no keys, sessions that hide
credentials.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta, timezone
from decimal import Decimal
from typing import Any, Final

from attrs import evolve, frozen
from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money
from salessupport.spi.outcomes import Ref
from salessupport.spi.secret import Secret
from salessupport.testing.certify import Seen, World
from salessupport.testing.loopback import Answer, Request
from salessupport.testing.simulated import SimulatedClock

from salessupport_kingdee.config import METHODS, Config, SignIn
from salessupport_kingdee.lab import signing
from salessupport_kingdee.lab.asking import Wrong
from salessupport_kingdee.lab.bills import Books, Stored
from salessupport_kingdee.lab.people import People
from salessupport_kingdee.lab.schema import SHAPES
from salessupport_kingdee.lab.settling import Refused

ACCT: Final = "60e2f2f1a1b2c3"
USER: Final = "demo.user"
APP_ID: Final = "999999_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
APP_SECRET: Final = "0123456789abcdef0123456789abcdef"  # noqa: S105 - it signs in to this fake and nowhere else
PASSWORD: Final = "lab-password-of-kingdee"  # noqa: S105 - the same
ORG: Final = "100"
BILL: Final = "JSFS-LAB"
"""The tenant's own way of settling by bills of exchange; nobody has said which number Kingdee's is."""
PAGE: Final = 2
"""Bills of a page, so that a trial has several."""
_CURRENCY: Final = {"PRE001": "CNY"}
_KINDS: Final = {
    "BD_Customer": "customers",
    "SAL_SaleOrder": "orders",
    "AR_receivable": "invoices",
    "AR_RECEIVEBILL": "receipts",
}


@frozen
class Quirks:
    """How one tenant misbehaves besides: amounts worked out anew, sessions that end after so many calls."""

    recomputes: bool = False
    session_calls: int = 0
    breaks: bool = False


class FakeKingdee:
    """A fresh data centre; `world` is what it knows from the beginning, `clock` the time of the trial."""

    sign_in: SignIn = "signature"
    quirks: Quirks = Quirks()

    def __init__(self, world: World, clock: SimulatedClock) -> None:
        self.world, self.clock = world, clock
        self.books = Books(self._now, self.quirks.recomputes)
        self.people = People(self.books, ORG)
        self.calls: list[str] = []
        self._sessions: dict[str, int] = {}
        self._refusals = 0
        for customer in world.customers:
            self.enter("customers", {"customers": (customer,)})
        for product in world.products:
            self.enter("products", {"products": (product,)})
        self._known = len(self.books.bills)

    def _now(self) -> str:
        """The time of Shanghai, without a zone."""
        local = self.clock.now().astimezone(timezone(timedelta(hours=8)))
        return local.replace(tzinfo=None).isoformat(timespec="seconds")

    # Answering

    def handle(self, request: Request, /) -> Answer:
        """Answer a request."""
        service = request.path.removeprefix("/k3cloud/Kingdee.BOS.WebApi.ServicesStub.").removesuffix(".common.kdsvc")
        body = request.json()
        self.calls.append(service)
        if service.startswith("AuthService."):
            return self._login(service.partition(".")[2], body["parameters"])
        session = request.headers.get("kdservice-sessionid", "")
        if session:
            if not self._lives(session):
                return self._failed(Refused("会话信息已丢失，请重新登录", code=1))
        elif wrong := signing.wrong(request.headers, request.path, known=_KNOWN, now=int(self.clock.now().timestamp())):
            return self._failed(Refused(f"会话信息已丢失 ({wrong})", code=1), query="Query" in service)
        return self._done(service.partition(".")[2], body)

    def _done(self, operation: str, body: Mapping[str, Any]) -> Answer:
        data = body["data"] if isinstance(body["data"], dict) else json.loads(body["data"], parse_float=Decimal)
        if self.quirks.breaks:
            return Answer.text("response_error: 未将对象引用设置到对象的实例", kind="application/json")
        try:
            return self._answered(operation, body, data)
        except Refused as refused:
            return self._failed(refused, query=operation == "ExecuteBillQuery")
        except Wrong as wrong:
            return self._failed(Refused(str(wrong), code=9), query=operation == "ExecuteBillQuery")

    def _answered(self, operation: str, body: Mapping[str, Any], data: Mapping[str, Any]) -> Answer:
        if operation == "QueryBusinessInfo":
            return Answer.json(_metadata(self.books.shape(data["FormId"]).id))
        if operation == "ExecuteBillQuery":
            return Answer.json(self.books.query(data))
        shape = self.books.shape(body["formid"])
        if operation == "Save":
            return _succeeded(self.books.save(shape, data))
        if operation in ("Submit", "Audit", "UnAudit"):
            return _succeeded(self.books.operate(operation, shape, data["Numbers"][0]))
        return Answer.text(f"no service {operation}", status=404)

    def _failed(self, refused: Refused, *, query: bool = False) -> Answer:
        """A failure, with status 200; every other one gives its code as a text."""
        self._refusals += 1
        error = {"FieldName": refused.at or None, "Message": refused.text, "DIndex": 0}
        status = {
            "ErrorCode": 500,
            "IsSuccess": False,
            "Errors": [error],
            "SuccessEntitys": [],
            "SuccessMessages": [],
            "MsgCode": refused.code if self._refusals % 2 else str(refused.code),
        }
        whole: Any = {"Result": {"ResponseStatus": status, "Id": "", "NeedReturnData": [{}]}}
        return Answer.json([[whole]] if query else whole)

    # Sessions

    def _login(self, service: str, given: Sequence[Any]) -> Answer:
        at = str(given[3]) if service == "LoginBySign" else ""
        signed = signing.login_digest([ACCT, USER, APP_ID, APP_SECRET, at])
        right = {
            "ValidateUser": [ACCT, USER, PASSWORD, 2052],
            "LoginByAppSecret": [ACCT, USER, APP_ID, APP_SECRET, 2052],
            "LoginBySign": [ACCT, USER, APP_ID, at, signed, 2052],
        }[service]
        if list(given) != right:
            return Answer.json(
                {"LoginResultType": 0, "Message": "用户名或密码错误", "MessageCode": "CheckPasswordPolicy"}
            )
        session = f"lab-session-of-kingdee-{len(self._sessions)}"
        self._sessions[session] = self.quirks.session_calls or 1 << 30
        return Answer.json({"LoginResultType": 1, "KDSVCSessionId": session, "Message": None, "MessageCode": None})

    def _lives(self, session: str) -> bool:
        left = self._sessions.get(session, 0)
        self._sessions[session] = left - 1
        return left > 0

    # The laboratory's own

    def config(self, url: str, /) -> Config:
        """The configuration of a connection to it."""
        made = Config(
            base_url=f"{url}/k3cloud",
            acct_id=ACCT,
            user_name=USER,
            organization=ORG,
            app_id=APP_ID,
            methods={**METHODS, "bill": BILL},
            page=PAGE,
        )
        if self.sign_in == "password":
            return evolve(made, sign_in="password", password=Secret(PASSWORD, name="password"))
        return evolve(made, sign_in=self.sign_in, app_secret=Secret(APP_SECRET, name="app_secret"))

    def seen(self) -> Sequence[Seen]:
        """Every document in force that was made in the trial; what is only saved or submitted is none."""
        made = self.books.bills[self._known :]
        return [_seen(bill) for bill in made if bill.status == "C" and bill.shape.id in _KINDS]

    def secrets(self) -> Sequence[str]:
        """What the adapter signs in with, and what it makes of it."""
        data = f"{APP_ID}{ACCT},{USER},2052,0"
        made = signing.hexed(data.encode(), APP_SECRET.encode())
        return (APP_SECRET, PASSWORD, made, *self._sessions)

    @property
    def enters(self) -> Collection[str]:
        """The kinds that a person can enter there."""
        return self.people.enters

    def enter(self, kind: str, rows: Mapping[str, tuple[Fact, ...]]) -> Ref:
        """Have a person there enter a document and audit it."""
        return self.people.enter(kind, rows)

    def change(self, ref: Ref, rows: Mapping[str, tuple[Fact, ...]]) -> None:
        """Have a person there rename base data, or place the money of a receipt."""
        self.people.change(ref, rows)

    def delete(self, ref: Ref) -> None:
        """Have a person there delete a document; nothing of it is left."""
        self.people.delete(ref)

    @property
    def sign_out(self) -> Callable[[], None]:
        """Ends every session; who signs each call has none, and a law about sessions does not apply."""
        if self.sign_in == "signature":
            raise AttributeError("sign_out")
        return self._end_sessions

    def _end_sessions(self) -> None:
        self._sessions = dict.fromkeys(self._sessions, 0)


_KNOWN: Final = {
    "acct_id": ACCT,
    "user_name": USER,
    "app_id": APP_ID,
    "app_secret": APP_SECRET,
    "lcid": "2052",
    "org_num": "0",
}


def _metadata(form: str) -> Any:
    """The metadata of a form: its fields by entry."""
    shape = SHAPES[form]
    tables = {"FBillHead": shape.head, **shape.entries}
    entries = [{"Key": key, "Fields": [{"Key": each} for each in fields]} for key, fields in tables.items()]
    status = {"IsSuccess": True, "Errors": [], "SuccessEntitys": [], "SuccessMessages": [], "MsgCode": 0}
    return {"Result": {"ResponseStatus": status, "NeedReturnData": {"Id": form, "Entrys": entries}}}  # codespell:ignore


def _succeeded(bill: Stored) -> Answer:
    entity = {"Id": bill.values[bill.shape.pk], "Number": bill.number, "DIndex": 0}
    status = {"IsSuccess": True, "Errors": [], "SuccessEntitys": [entity], "SuccessMessages": [], "MsgCode": 0}
    return Answer.json({"Result": {"ResponseStatus": status, "Id": entity["Id"], "Number": bill.number}})


def _seen(bill: Stored) -> Seen:
    """A bill by our own number on it."""
    kind, values = _KINDS[bill.shape.id], bill.values
    mark = str(values.get("F_SS_NO") or values.get("FTHIRDBILLNO") or bill.number)
    total: Decimal | None = values.get("FALLAMOUNTFOR", values.get("FBillAllAmount"))
    if kind == "receipts":
        lines = bill.lines["FRECEIVEBILLENTRY"]
        total = sum((line["FRECAMOUNTFOR_E"] for line in lines), Decimal(0))
    currency = _CURRENCY.get(str(values.get("FCURRENCYID") or values.get("FSettleCurrId")), "")
    worth = Money.parse(format(total, "f"), currency) if total is not None and currency else None
    return Seen(kind, str(values[bill.shape.pk]), mark, worth)
