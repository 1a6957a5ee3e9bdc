"""Prepares the data folder that the faults are tried on: one street of Handan, and messages that fall due one by one.

Runs as a process of its own, `python -m tests.faults.ground MESSAGES SECONDS`, because Django reads its settings once.
"""

import os
import sys
from datetime import date, timedelta

from gongzhi.project import runtime

TABLE = "code,level,name,parent_code\n130403,3,丛台区,1304\n130403001,4,人民路街道,130403\n130403001001,5,展览路社区,130403001\n"
TOWNSHIP = "130403001"


def main() -> None:
    """Bring up the database of GONGZHI_VAR, fill it, and let go of it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.project.settings")
    messages, seconds = int(sys.argv[1]), float(sys.argv[2])
    let_go = runtime.start_database()
    try:
        _fill(messages, timedelta(seconds=seconds))
    finally:
        let_go()


def _fill(messages: int, spread: timedelta) -> None:
    from django.db import transaction  # noqa: PLC0415 - Django is set up only now
    from django.utils import timezone  # noqa: PLC0415

    from gongzhi.core.geo.actions.import_areas import City as GeoCity  # noqa: PLC0415
    from gongzhi.core.geo.actions.import_areas import import_areas as import_geo  # noqa: PLC0415
    from gongzhi.core.matters.actions.submit import submit  # noqa: PLC0415
    from gongzhi.core.matters.models import Matter  # noqa: PLC0415
    from gongzhi.core.matters.submission import Submission  # noqa: PLC0415
    from gongzhi.core.notify.actions import notify  # noqa: PLC0415
    from gongzhi.core.notify.recipients import resident  # noqa: PLC0415
    from gongzhi.core.orgs.actions.build import City, import_areas  # noqa: PLC0415
    from gongzhi.kernel.actor import PUBLIC, SYSTEM  # noqa: PLC0415
    from gongzhi.project import cli_run  # noqa: PLC0415

    cli_run.prepare()
    at, since = timezone.now(), date(2021, 1, 1)
    import_areas(SYSTEM, City("1304", "邯郸市", since), TABLE, "tests", at)
    import_geo(actor=SYSTEM, city=GeoCity("1304", "邯郸市", since), table=TABLE, source="tests", at=at)
    for n in range(messages):
        words = "人民路街道的路灯不亮。"
        made = submit(
            PUBLIC,
            Submission(
                title=f"路灯不亮 {n}",
                text=words,
                channel="web",
                brought_at=at,
                area_code=TOWNSHIP,
                name="王先生",
                contact=f"138{n:08}",
                submit_key=f"ground-{n}",
            ),
            at,
        )
        matter = Matter.objects.get(id=made.matter_id)
        assert matter.resident_id is not None
        with transaction.atomic():
            notify(
                matter_id=made.matter_id,
                to=resident(matter.resident_id),
                subject="收到",
                body=f"第 {n} 条",
                actor=SYSTEM,
                at=at + spread * n / messages,
                key=f"faults:{n}",
                statutory=True,
            )


if __name__ == "__main__":
    main()
