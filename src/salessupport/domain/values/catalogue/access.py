"""Texts about who may see and write what."""

TEXTS: dict[str, tuple[str, str]] = {
    "access.denied": (
        "角色 {role} 无权对 {columns} 执行 {action}，或该行不在其范围内：请由有权的同事办理（已留记录）",
        "the role {role} may not {action} {columns}, or there is no such row in its scope: ask somebody who may (this is on record)",
    ),
    "access.purpose": (
        "查看敏感信息须说明用途：请填写用途",
        "a sensitive value is revealed for a purpose only: say what for",
    ),
    "access.person": ("没有说明是谁：请填写姓名或编号", "nobody is named: say who asks"),
}
