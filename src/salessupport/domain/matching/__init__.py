"""Matching payments to open items, for any source of records: `match(items, payments, options)`."""

from salessupport.domain.matching.engine import match as match
from salessupport.domain.matching.records import Effort as Effort
from salessupport.domain.matching.records import Match as Match
from salessupport.domain.matching.records import OpenItem as OpenItem
from salessupport.domain.matching.records import Options as Options
from salessupport.domain.matching.records import Payment as Payment
from salessupport.domain.matching.records import Reason as Reason
from salessupport.domain.matching.records import Rejected as Rejected
