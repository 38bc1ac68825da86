"""Who sees and writes what: columns by class, roles by right, rows by owner, and books without what a role may not see.

    classes    the class of every column of every table, as data; a column without one is for nobody
    roles      six roles and the rules that give them rights, as data; what no rule gives is denied
    scope      whose customer a row belongs to
    view       the rows that a role may see, masked; it does not hold what it hides
    writing    which columns of a row a role may not write

Laws: a view holds no value of a class that its role may not read, nor a row out of its scope, not even as a digest
(R30); whether a write is allowed depends on the columns that it names, never on the hidden values. What is revealed
or refused is put on record by `runtime.access`. Source: SE-01; reliability.md 3.9; B111.
"""

from salessupport.domain.access.classes import CLASSES, FieldClass, class_of
from salessupport.domain.access.roles import RULES, Action, Role, Rule, may
from salessupport.domain.access.scope import Scope, scope_of
from salessupport.domain.access.view import MASK, Row, View, view_of
from salessupport.domain.access.writing import denied

__all__ = [
    "CLASSES",
    "MASK",
    "RULES",
    "Action",
    "FieldClass",
    "Role",
    "Row",
    "Rule",
    "Scope",
    "View",
    "class_of",
    "denied",
    "may",
    "scope_of",
    "view_of",
]
