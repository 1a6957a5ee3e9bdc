"""The cast and the day of the ledger's tests."""

from datetime import datetime

from gongzhi.kernel.actor import Actor, ActorKind
from gongzhi.kernel.lengths import CHINA

AT = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=CHINA)
CLERK = Actor(
    kind=ActorKind.STAFF, name="王受理", roles=frozenset({"clerk"}), account_id=1, post_id=10, unit_id=7
)
HANDLER = Actor(
    kind=ActorKind.STAFF,
    name="李承办",
    roles=frozenset({"handler", "reviewer"}),
    account_id=2,
    post_id=20,
    unit_id=7,
)
