"""Texts about customers entered twice: the reasons of candidates, what a new one is refused for, faults of merges."""

TEXTS: dict[str, tuple[str, str]] = {
    "customer.twice": (
        "客户编码“{id}”出现两次：请给其中一个换新编码，或删去重复的一行",
        "the customer id {id!r} stands twice: give one of them another id, or remove the row entered twice",
    ),
    "customer.exists": (
        "客户 {other} 已有相同税号，{id} 不能再建：请使用 {other}，或更正税号",
        "customer {other} has the same tax number, {id} is not created again: use {other}, or correct the tax number",
    ),
    "customer.similar": (
        "{id} 与 {count} 个客户疑似相同，最像的是 {other}（{score}‰）：请核对；确为不同客户时写明理由",
        "{id} is like {count} customers, most like {other} ({score} per mille): check; if it is another, give the reason",
    ),
    "alias.twice": (
        "客户 {alias} 同时有两条合并（另一条为 {other}）：请结束其中一条",
        "customer {alias} is merged twice at a time (also by {other}): end one of the two",
    ),
    "alias.chain": (
        "{alias} 并入 {customer}，而 {customer} 已由 {other} 并入他人：请直接并入最终保留的客户",
        "{alias} is merged into {customer}, itself merged by {other}: end it, and merge into the one kept at last",
    ),
    "alias.cycle": (
        "{alias} 并入 {customer}，又经 {other} 回到 {alias}：请定一个保留的客户，结束其余合并",
        "{alias} is merged into {customer}, which {other} leads back to {alias}: keep one customer, end the others",
    ),
    "duplicate.tax_id": (
        "税号相同（{first}）：同一法人，请只留一个客户",
        "the same tax number ({first}): one legal person, keep one customer",
    ),
    "duplicate.organisation": (
        "税号中的主体标识码相同（{first} / {second}）：请核对新旧税号",
        "the same organisation code in both tax numbers ({first} / {second}): check old and new number",
    ),
    "duplicate.tax_id_slip": (
        "税号只差一处（{first} / {second}）：请核对抄写",
        "tax numbers one slip apart ({first} / {second}): check for a slip",
    ),
    "duplicate.tax_id_other": (
        "税号不同（{first} / {second}）：可能是两个法人，请核对",
        "other tax numbers ({first} / {second}): perhaps two legal persons, check both",
    ),
    "duplicate.phone": (
        "电话相同（{first} / {second}）：请核对",
        "the same phone ({first} / {second}): check with them",
    ),
    "duplicate.phone_other": (
        "电话不同（{first} / {second}）：请核对",
        "other phones ({first} / {second}): check both",
    ),
    "duplicate.bank_account": (
        "银行账号相同（{first}）：请核对账户户名",
        "the same bank account ({first}): check in whose name it is",
    ),
    "duplicate.account_other": (
        "银行账号不同（{first} / {second}）：请核对",
        "other bank accounts ({first} / {second}): check both",
    ),
    "duplicate.name": (
        "名称实质相同（“{first}”/“{second}”）：请核对是否同一客户",
        "the same name in substance ({first!r} / {second!r}): check whether they are one",
    ),
    "duplicate.name_near": (
        "名称相近（“{first}”/“{second}”）：请核对是否笔误",
        "names close to each other ({first!r} / {second!r}): check for a slip",
    ),
    "duplicate.name_part": (
        "一名称是另一名称的简称（“{first}”/“{second}”）：请核对全称",
        "one name may be short for the other ({first!r} / {second!r}): check the full name",
    ),
    "duplicate.name_elsewhere": (
        "字号相同而地区不同（“{first}”/“{second}”）：多为两家公司，请核对",
        "the same name in another region ({first!r} / {second!r}): mostly two firms, check",
    ),
    "duplicate.name_other": (
        "名称不同（“{first}”/“{second}”）：请核对是否更名",
        "other names ({first!r} / {second!r}): check whether the firm was renamed",
    ),
    "duplicate.legal_form": (
        "公司类型不同（“{first}”/“{second}”）：请核对营业执照",
        "other legal forms ({first!r} / {second!r}): check the business licence",
    ),
    "duplicate.branch": (
        "一方是分支机构（“{first}”/“{second}”）：分支机构单独建档，请核对",
        "one is a branch ({first!r} / {second!r}): a branch is a customer of its own, check",
    ),
    "duplicate.address": ("地址相同（{first}）：请核对", "the same address ({first}): check who is there"),
    "duplicate.address_near": (
        "地址相近（{first} / {second}）：请核对",
        "addresses close to each other ({first} / {second}): check both",
    ),
    "duplicate.address_other": (
        "地址不同（{first} / {second}）：请核对是否搬迁",
        "other addresses ({first} / {second}): check whether the firm moved",
    ),
}
