"""Currencies: the ISO 4217 codes in use and how many digits their minor unit has.

Source: ISO 4217 list one (2024). A code that is not here is refused, never guessed.
"""

from __future__ import annotations

from salessupport.domain.values.errors import InvalidMoney

_TWO = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE
CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW
KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK
PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS
UAH USD UYU UZS VES WST XCD YER ZAR ZMW
"""
_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"

_DIGITS = {
    **dict.fromkeys(_TWO.split(), 2),
    **dict.fromkeys(_NONE.split(), 0),
    **dict.fromkeys(_THREE.split(), 3),
}
_HINTS = {
    "RMB": "CNY", "CNH": "CNY", "人民币": "CNY", "人民币元": "CNY", "元": "CNY", "156": "CNY", "¥": "CNY", "￥": "CNY",
    "美元": "USD", "US$": "USD", "$": "USD", "港币": "HKD", "HK$": "HKD", "欧元": "EUR", "€": "EUR", "日元": "JPY",
}  # fmt: skip


def digits_of(currency: str) -> int:
    """Digits of the minor unit: 2 for CNY, 0 for JPY, 3 for KWD; `currency.unknown` for any other text (B14)."""
    try:
        return _DIGITS[currency]
    except KeyError:
        raise unknown_currency(currency) from None


def unknown_currency(value: object) -> InvalidMoney:
    """Make the error for a code that is not in the list, with a hint where the text is a common name."""
    hint = _HINTS.get(str(value).strip().upper())
    if hint is None:
        return InvalidMoney("currency.unknown", value=value)
    return InvalidMoney(
        "currency.unknown", value=value, hint=f" (did you mean {hint}?)", hint_zh=f"（是否为 {hint}？）"
    )


def known_currencies() -> tuple[str, ...]:
    """All codes, sorted."""
    return tuple(sorted(_DIGITS))
