"""Connections: profiles against metadata, sessions that end, wrong credentials, laws in sessions."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from salessupport.spi import errors
from salessupport.spi.secret import Secret
from salessupport.testing.certify import Depth, HttpLab
from salessupport.testing.certify.certificate import broken
from salessupport.testing.certify.laws import LAWS
from salessupport.testing.certify.stage import Subject

from kingdee_lab import Lab, key, order, read
from salessupport_kingdee import KINGDEE_SALES
from salessupport_kingdee.config import Config, FormConfig, SignIn
from salessupport_kingdee.fake import FakeKingdee, Quirks
from salessupport_kingdee.forms import FORMS, ORDERS
from salessupport_kingdee.profile import adapted, spelled

KEYS = {one.key for one in ORDERS.fields.values()} | {one.key for one in ORDERS.entries["lines"].fields.values()}


class TestProfile:
    def test_spelling(self) -> None:
        """A key that the tenant spells otherwise is used as the tenant spells it."""
        folded = spelled(ORDERS, {key.upper() for key in KEYS})
        assert folded.fields["customer"].key == "FCUSTID"
        assert folded.entries["lines"].fields["price"].key == "FPRICE"
        assert spelled(ORDERS, KEYS | {"FCUSTID"}).fields["customer"].key == "FCustId"

    def test_missing(self) -> None:
        """Every field that the tenant lacks is named, with the way out."""
        with pytest.raises(errors.ContractViolation) as caught:
            spelled(ORDERS, KEYS - {"F_SS_NO", "FPrice"})
        told = str(caught.value.context["remote_text"])
        assert "id (F_SS_NO)" in told
        assert "lines.price (FPrice)" in told
        assert "forms.orders.fields" in told

    def test_left_out(self) -> None:
        """A field may be left out, unless nothing works without it."""
        form = adapted(ORDERS, FormConfig(fields={"lines.discount": "", "customer_ref": "F_OWN"}))
        assert not form.entries["lines"].fields["discount"].key
        assert form.fields["customer_ref"].key == "F_OWN"
        with pytest.raises(errors.ContractViolation, match=r"id .has to be given"):
            spelled(adapted(ORDERS, FormConfig(fields={"id": ""})), KEYS)

    def test_unknown(self) -> None:
        """A field or form that nobody knows is a fault of the configuration, by name."""
        with pytest.raises(errors.ContractViolation, match="known are"):
            adapted(ORDERS, FormConfig(fields={"colour": "F"}))
        with pytest.raises(errors.ContractViolation, match="known are"), Lab().sales(forms={"colours": FormConfig()}):
            pass

    def test_constants(self) -> None:
        """Constants can be added, changed and left out."""
        form = adapted(
            ORDERS, FormConfig(constants={"FBillTypeID": "ref:XSD01_SYS", "lines.FRowType": "", "FNew": "x"})
        )
        assert form.constants["FBillTypeID"] == "ref:XSD01_SYS"
        assert form.constants["FNew"] == "x"
        assert "lines.FRowType" not in form.constants

    def test_at_opening(self) -> None:
        """A connection is not opened on a tenant without the fields; unchecked, the first reading says so."""
        lab = Lab()
        forms = {"orders": FormConfig(fields={"customer_ref": "F_ABSENT"})}
        with pytest.raises(errors.ContractViolation, match="F_ABSENT"), lab.sales(forms=forms):
            pass
        with lab.sales(forms=forms, check_fields=False) as port, pytest.raises(errors.ContractViolation):
            read(port)

    def test_form_of_another_name(self) -> None:
        """A form that does not exist there is named."""
        with pytest.raises(errors.ContractViolation), Lab().sales(forms={"orders": FormConfig(id="NO_SUCH")}):
            pass


class TestSessions:
    @pytest.mark.parametrize("sign_in", ["password", "secret", "sign"])
    def test_signs_in(self, sign_in: SignIn) -> None:
        """Each way of signing in opens a session, once."""
        lab = Lab(sign_in=sign_in)
        with lab.sales() as port:
            port.post_order(order("S"), key=key("S"))
        assert sum(call.startswith("AuthService.") for call in lab.fake.calls) == 1

    @pytest.mark.parametrize("sign_in", ["password", "secret", "sign"])
    def test_ends_in_the_middle(self, sign_in: SignIn) -> None:
        """A session that ends between any two calls is renewed; nothing is done twice."""
        for calls in range(1, 9):
            lab = Lab(sign_in=sign_in, quirks=Quirks(session_calls=calls))
            with lab.sales() as port:
                for number in ("S-1", "S-2", "S-3"):
                    port.post_order(order(number), key=key(number))
                changes, _ = read(port)
            assert len({change.ref for change in changes}) == 3
            assert len(lab.fake.seen()) == 3

    def test_renewed_in_silence(self) -> None:
        """A session that the server replaces in an answer is used from then on."""
        lab = Lab(sign_in="password")
        handle, seen = lab.fake.handle, []

        def renewing(request: Any) -> Any:
            seen.append(request.headers.get("kdservice-sessionid", ""))
            answer = handle(request)
            lab.fake._sessions["lab-session-of-kingdee-new"] = 99
            return answer.with_headers(kdservice_sessionid="lab-session-of-kingdee-new")

        lab.fake.handle = renewing  # type: ignore[method-assign]
        with lab.sales() as port:
            read(port)
        assert set(seen[2:]) == {"lab-session-of-kingdee-new"}

    @pytest.mark.parametrize(
        "changes",
        [
            {"app_secret": Secret("wrong")},
            {"app_id": "999999_AAECAwQFBgcICQoLDA0ODxAREhMUFRYY"},
            {"user_name": "other"},
            {"app_secret": None},
            {"sign_in": "password", "password": Secret("wrong")},
            {"sign_in": "password"},
            {"sign_in": "sign", "app_secret": Secret("wrong")},
        ],
    )
    def test_wrong_credentials(self, changes: dict[str, Any]) -> None:
        """Wrong or missing credentials are said at opening, and show no secret."""
        lab = Lab()
        with pytest.raises(errors.AuthFailed) as caught, lab.sales(**changes):
            pass
        assert "wrong" not in str(caught.value)
        assert len(lab.fake.calls) <= 3

    def test_ping(self) -> None:
        """A server that broke down is told as not well; who may not sign in is told by an error."""
        lab = Lab()
        with lab.sales() as port:
            assert port.ping().well
            lab.fake.quirks = Quirks(breaks=True)
            assert not port.ping().well
            lab.fake.quirks = Quirks()
            lab.fake.handle = lambda _: lab.fake._failed(_lost())  # type: ignore[method-assign]
            with pytest.raises(errors.AuthFailed):
                port.ping()

    def test_identity(self) -> None:
        """Who answers is the data centre and the organisation."""
        with Lab().sales() as port:
            assert (port.identify().product, port.identify().tenant) == ("Kingdee K3 Cloud", "60e2f2f1a1b2c3/100")


def _lost() -> Any:
    from salessupport_kingdee.lab.settling import Refused

    return Refused("会话信息已丢失", code=1)


class SessionFake(FakeKingdee):
    """A data centre whose sessions end after five calls."""

    sign_in: SignIn = "password"
    quirks: Quirks = Quirks(session_calls=5)


@pytest.mark.parametrize("name", ["outcome.true", "travel.well", "feed.broken", "shape.secrets", "wire.sockets"])
def test_law_in_sessions(name: str) -> None:
    """The laws about lost answers, broken readings and secrets hold where sessions end all the time."""
    law = next(law for law in LAWS if law.id == name)
    assert not broken(law, Subject(KINGDEE_SALES, HttpLab(KINGDEE_SALES, SessionFake)), examples=Depth.QUICK.value)


def test_config_is_read_strictly() -> None:
    """A configuration is read as it is written in TOML; a key that nobody knows is a fault."""
    from salessupport import ValidationReport
    from salessupport.runtime.converter import StrictConverter

    given: dict[str, Any] = {
        "base_url": "https://erp.example.com/k3cloud",
        "acct_id": "1",
        "user_name": "u",
        "organization": "100",
        "overlap": "5min",
        "forms": {"orders": {"fields": {"lines.price": "FPrice"}}},
    }
    config = StrictConverter().structure(given, Config)
    assert config.forms["orders"].fields == {"lines.price": "FPrice"}
    assert evolve(config, page=1).page == 1
    with pytest.raises(ValidationReport):
        StrictConverter().structure({**given, "colour": 1}, Config)
    assert set(FORMS) == {"customers", "products", "orders", "deliveries", "invoices", "receipts"}
