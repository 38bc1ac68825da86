"""What an installation has to say of a tenant: the table `config` of its connection in `salessupport.toml`.

A fact about K3 Cloud that nobody has measured is a value here, with a default. Source: wire sheet 2, 6; adapters.md 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, Literal

from attrs import field, frozen
from salessupport.spi.secret import Secret

SignIn = Literal["signature", "sign", "secret", "password"]
"""`signature`: every call is signed, no session. Sessions: `sign` (LoginBySign), `secret` (LoginByAppSecret),
`password` (ValidateUser), which alone carries the user's own permissions on data."""
CURRENCIES: Final[Mapping[str, str]] = {"CNY": "PRE001"}
METHODS: Final[Mapping[str, str]] = {"cash": "JSFS01_SYS", "bank": "JSFS04_SYS"}


@frozen
class FormConfig:
    """What differs from the default profile on one form.

    `id`: the FormId; `fields`: a tenant's key by our name of the field (`customer_ref`, `lines.price`), empty where the
    tenant has no such field; `constants`: what is written besides, by key (`FBillTypeID`, `lines.FStockOrgId`),
    `ref:100` for a reference by number, empty to leave one of the profile out.
    """

    id: str = ""
    fields: Mapping[str, str] = field(factory=dict, hash=False)
    constants: Mapping[str, str] = field(factory=dict, hash=False)


@frozen
class Config:
    """A connection to one data centre.

    `base_url` ends with `/k3cloud` as the tenant spells it; `acct_id` is the data centre, `organization` the number of
    the organisation that sells, whose documents alone are read and written. `currencies` and `methods` give Kingdee's
    numbers for our codes. `forms` adapts the profile, by books table; `check_fields` holds it against the metadata of
    the tenant when a connection is opened. `page` is how many bills are asked for at once, `overlap` how far every
    reading goes back behind the last one, for what was saved late.
    """

    base_url: str
    acct_id: str
    user_name: str
    organization: str
    app_id: str = ""
    app_secret: Secret | None = None
    password: Secret | None = None
    sign_in: SignIn = "signature"
    org_num: int = 0
    currencies: Mapping[str, str] = field(factory=lambda: dict(CURRENCIES), hash=False)
    methods: Mapping[str, str] = field(factory=lambda: dict(METHODS), hash=False)
    forms: Mapping[str, FormConfig] = field(factory=dict, hash=False)
    check_fields: bool = True
    page: int = 200
    overlap: timedelta = timedelta(minutes=2)
