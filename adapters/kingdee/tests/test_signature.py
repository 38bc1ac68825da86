"""Signatures: the vectors of the wire sheet, and a verifier that shares no code with the signer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from salessupport.spi.secret import Secret

from salessupport_kingdee import signature
from salessupport_kingdee.lab import signing

ACCT, USER = "60e2f2f1a1b2c3", "demo.user"
APP_ID = "999999_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
SECRET = "0123456789abcdef0123456789abcdef"
URL = "http://127.0.0.1:8080/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.Save.common.kdsvc"
AT = 1767225600


def revealed(signer: signature.Signer, url: str, at: int) -> dict[str, str]:
    """The headers as the wire shows them, by names in small letters."""
    made = signer.headers(url, at)
    return {name.lower(): one.reveal() if isinstance(one, Secret) else one for name, one in made.items()}


class TestVectors:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            (
                "X-Api-Signature",
                "NzZiZDA1NjEzMDMwMDFiYmIxN2NmN2E0NDg4ZTBjNDdkYTc2NmQxNDIxNmVkODY5ZGQzZGZkZTg3NjEyZjBkMA==",
            ),
            ("X-Kd-Appdata", "NjBlMmYyZjFhMWIyYzMsZGVtby51c2VyLDIwNTIsMA=="),
            (
                "X-Kd-Signature",
                "OTc4OTIzMjM2Yzk1NjdhMDFlZTc3NTlhNmE2NGNmYzRiMWQ3OWEwNDI1NDA0YTQ5MzZkMTA5MDkzYzRkNWJhZQ==",
            ),
            ("X-Api-ClientID", "999999"),
            ("X-Api-Auth-Version", "2.0"),
            ("x-api-timestamp", str(AT)),
            ("x-api-nonce", str(AT)),
            ("x-api-signheaders", "x-api-timestamp,x-api-nonce"),
            ("X-Kd-Appkey", APP_ID),
        ],
    )
    def test_header(self, name: str, value: str) -> None:
        """Every header is that of Kingdee's own client at the same second."""
        made = revealed(signature.Signer(ACCT, USER, APP_ID, Secret(SECRET)), URL, AT)
        assert made[name.lower()] == value

    def test_client_secret(self) -> None:
        """The second part of an app id stands for the secret that the sheet gives."""
        assert signature.client_secret(APP_ID.split("_")[1]) == "MDE3N2I2PzBrPzg4OD45N3IhK3B1InIk"

    def test_login(self) -> None:
        """LoginBySign is signed as the sheet computes it."""
        digest = "5e160f98d41f014818a65a410b6451c1a2a8d179469420a60c31f9b1350ac4b5"
        assert signature.login_sign(ACCT, USER, APP_ID, SECRET, str(AT)) == digest

    @pytest.mark.parametrize("app_id", ["", "999999", "a_b_c", "999999_short", "999999_" + "*" * 32])
    def test_malformed(self, app_id: str) -> None:
        """An app id of another shape gives an empty client secret, never an error of its own."""
        made = revealed(signature.Signer(ACCT, USER, app_id, Secret(SECRET)), URL, AT)
        text = f"POST\n{signature.signed_path(URL)}\n\nx-api-nonce:{AT}\nx-api-timestamp:{AT}\n"
        assert made["x-api-signature"] == signature.digest(text, "")


known = st.fixed_dictionaries(
    {
        "acct_id": st.text("0123456789abcdef", min_size=1, max_size=20),
        "user_name": st.text(min_size=1, max_size=10).filter(lambda text: text.isprintable()),
        "app_id": st.text("ABCxyz019+/", min_size=32, max_size=32).map(lambda part: f"12345_{part}"),
        "app_secret": st.text("0123456789abcdef", min_size=8, max_size=40),
        "lcid": st.sampled_from(("2052", "1033")),
        "org_num": st.sampled_from(("0", "100")),
    }
)


class TestTwoSides:
    @given(known, st.sampled_from(("Save", "ExecuteBillQuery", "中 文")), st.integers(0, 2**31))
    def test_agree(self, who: dict[str, str], operation: str, at: int) -> None:
        """What one side signs, the other one's own code verifies."""
        signer = signature.Signer(
            who["acct_id"],
            who["user_name"],
            who["app_id"],
            Secret(who["app_secret"]),
            int(who["lcid"]),
            int(who["org_num"]),
        )
        path = f"/k3cloud/{operation}.common.kdsvc"
        made = revealed(signer, f"https://erp.example.com{path}", at)
        assert signing.wrong(made, path, known=who, now=at) == ""

    @pytest.mark.parametrize("name", ["x-api-signature", "x-kd-signature", "x-kd-appdata", "x-api-timestamp"])
    def test_forged(self, name: str) -> None:
        """A header that was changed on the way is found."""
        who = {
            "acct_id": ACCT, "user_name": USER, "app_id": APP_ID, "app_secret": SECRET, "lcid": "2052", "org_num": "0",
        }  # fmt: skip
        path = URL.removeprefix("http://127.0.0.1:8080")
        made = revealed(signature.Signer(ACCT, USER, APP_ID, Secret(SECRET)), URL, AT)
        assert signing.wrong(made, path, known=who, now=AT) == ""
        forged = {"x-api-timestamp": str(AT + 1), "x-kd-appdata": "eA=="}.get(name, "eA" + made[name][2:])
        assert signing.wrong({**made, name: forged}, path, known=who, now=AT)
        assert signing.wrong(made, path + "x", known=who, now=AT) == "X-Api-Signature"
