"""Names of firms, made comparable: a key for finding customers entered twice. Nothing is merged by it (CU-02, B38).

The order in which a name is taken apart was found by trial: compatibility forms (NFKC), brackets, traditional to
simplified, upper case; then content of brackets, branch, legal form, region; blanks and punctuation fall away.
Firms whose keys are equal may still be two: only equal tax numbers prove that they are one. The key is for
comparing and never shown; the name stays as it was written.
"""

from __future__ import annotations

import re
import unicodedata

from attrs import frozen

from salessupport.domain.values.regions import split_region
from salessupport.domain.values.text import without_invisible
from salessupport.domain.values.traditional import TO_SIMPLIFIED

_BRACKETS = str.maketrans("〔【［[{〈《「『", "(" * 9) | str.maketrans("〕】］]}〉》」』", ")" * 9)
_BRACKETED = re.compile(r"\(([^()]*)\)")
_KEPT = frozenset({"Sc", "Sm", "So"})

_LEGAL_FORMS = {
    "股份有限公司": "股份有限公司", "股份公司": "股份有限公司", "有限责任公司": "有限公司", "有限公司": "有限公司",
    "集团公司": "集团", "集团": "集团", "公司": "公司", "合伙企业": "合伙企业", "个人独资企业": "个人独资企业",
    "专业合作社": "合作社", "合作社": "合作社", "事务所": "事务所", "经营部": "经营部", "商行": "商行", "厂": "厂",
}  # fmt: skip
_LEGAL_FORM = re.compile(f"({'|'.join(sorted(_LEGAL_FORMS, key=len, reverse=True))})$")
_LEGAL_BRACKETS = frozenset({"集团", "有限合伙", "普通合伙", "特殊普通合伙", "个人独资", "股份", "有限责任"})
_LATIN_FORMS = {
    "LTD": "LTD", "LIMITED": "LTD", "INC": "INC", "INCORPORATED": "INC", "CORP": "CORP", "CORPORATION": "CORP",
    "LLC": "LLC", "LLP": "LLP", "PLC": "PLC", "GMBH": "GMBH", "AG": "AG", "KG": "KG", "SARL": "SARL", "SRL": "SRL",
    "BV": "BV", "NV": "NV", "KK": "KK", "CO": "CO", "COMPANY": "CO",
}  # fmt: skip
_LATIN_FORM = re.compile(
    r"(?<![A-Z0-9&])(?:(?:CO|COMPANY|PTE|PTY)[\s.,]*)?"
    rf"({'|'.join(sorted(_LATIN_FORMS, key=len, reverse=True))})[\s.,]*$"
)
_BRANCH = "(?:分公司|分行|支行|分理处|办事处|代表处|联络处|营业部|营业厅|分店|门店|分厂|分所|分部|项目部)"
_BRANCH_OF_FORM = re.compile(f"(.+(?:公司|集团|银行|事务所|合作社))(.*{_BRANCH})")
_BRANCH_AT_END = re.compile(f"(.+?)({_BRANCH})")
_LONGEST_REGION = 8


@frozen
class NameKey:
    """A name taken apart: `core` is what the firm chose, the rest its legal form, its region and which part of it."""

    core: str
    suffix: str = ""
    region: str = ""
    branch: str = ""
    brackets: tuple[str, ...] = ()


def name_key(text: str) -> NameKey:
    """Take a name apart for comparing; width, blanks, punctuation, case and traditional forms make no difference."""
    name = _folded(text)
    contents = [content for content in map(_plain, _BRACKETED.findall(name)) if content]
    head, suffix = _without_latin_form(_BRACKETED.sub("", name))
    head, branch = _without_branch(_plain(head))
    if not suffix:
        head, suffix = _without_legal_form(head)
    region, core = split_region(head)
    forms = "".join(content for content in contents if content in _LEGAL_BRACKETS)
    branches = [content for content in contents if re.fullmatch(f".*{_BRANCH}", content)]
    others = [content for content in contents if content not in _LEGAL_BRACKETS and content not in branches]
    return NameKey(
        core=core,
        suffix=forms + suffix,
        region=region,
        branch=branch + "".join(map(_canonical_region, branches)),
        brackets=tuple(map(_canonical_region, others)),
    )


def same_party(a: str, b: str) -> bool:
    """Tell whether two names are equal in core, legal form, region, branch and brackets: a suspicion, no more."""
    key = name_key(a)
    return key.core != "" and key == name_key(b)


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", without_invisible(text))
    return text.translate(_BRACKETS).translate(TO_SIMPLIFIED).upper()


def _plain(text: str) -> str:
    """Leave letters, marks, digits, signs such as + and the & between names; drop blanks, punctuation and quotes."""
    return "".join(c for c in text if c == "&" or (kind := unicodedata.category(c))[0] in "LMN" or kind in _KEPT)


def _without_latin_form(name: str) -> tuple[str, str]:
    found = _LATIN_FORM.search(name)
    if found is None or not _plain(name[: found.start()]):
        return name, ""
    return name[: found.start()], _LATIN_FORMS[found[1]]


def _without_legal_form(name: str) -> tuple[str, str]:
    """Cut legal forms from the end, `集团有限公司` as two; what is nothing but a form stays as the core."""
    suffix = ""
    while (found := _LEGAL_FORM.search(name)) and found.start():
        name, suffix = name[: found.start()], _LEGAL_FORMS[found[1]] + suffix
    return name, suffix


def _without_branch(name: str) -> tuple[str, str]:
    """Cut a branch from the end: all that follows a legal form, else the branch word and a region before it."""
    if found := _BRANCH_OF_FORM.fullmatch(name):
        return found[1], _canonical_region(found[2])
    found = _BRANCH_AT_END.fullmatch(name)
    if found is None:
        return name, ""
    head, word = found.groups()
    for start in range(max(1, len(head) - _LONGEST_REGION), len(head)):
        region, rest = split_region(head[start:] + word)
        if region and rest == word:
            return head[:start], region + word
    return head, word


def _canonical_region(text: str) -> str:
    """Write the region at the start of a text, or the text if it is one, without the word for its level."""
    region, rest = split_region(f"{text}.")
    return region + rest[:-1]
