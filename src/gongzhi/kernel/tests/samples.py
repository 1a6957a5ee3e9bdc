"""A small whole procedure for tests, and where the real ones are."""

from datetime import datetime, timedelta
from pathlib import Path

import gongzhi
from gongzhi.kernel.lengths import CHINA
from gongzhi.kernel.loader import loads
from gongzhi.kernel.procedure import Procedure

FILES = sorted((Path(gongzhi.__path__[0]) / "systems").glob("*/procedures/*.toml"))

SMALL = """\
system = "demo"
name = "small"
version = "1"
title = "小程序"
title_en = "Small"
law = "示例法"
valid_from = 2026-01-01
valid_to = 2027-01-01
initial = "open"
starts = ["answer"]
flags = [
    { name = "urgent", title = "紧急", title_en = "Urgent" },
    { name = "hard", title = "疑难", title_en = "Hard" },
    { name = "easy", title = "简单", title_en = "Easy" },
]

[states.open]
title = "办理中"
title_en = "Open"
stage = "handling"

[states.done]
title = "已办结"
title_en = "Done"
stage = "closed"
ending = "answered"

[terms.answer]
title = "答复"
title_en = "Answer"
party = "lead"
length = 5
unit = "working_days"
law = "示例法第1条"
setting = "demo.answer_limit"
variants = [{ when = "urgent", length = 2, unit = "hours", setting = "demo.answer_limit_urgent" }]

[terms.answer.extension]
most = 1
length = 5
unit = "working_days"
by = "leader"
tell = "resident"

[terms.appeal]
title = "申请复查"
title_en = "Appeal"
party = "resident"
length = 30
unit = "calendar_days"
law = "示例法第2条"
rolls = true

[moves.classify]
title = "分类"
title_en = "Classify"
from = ["open"]
by = [{ role = "clerk", relation = "owner" }]
fields = [
    { name = "kind", title = "类型", title_en = "Kind", type = "choice", choices = [
        { value = "hard", title = "疑难", title_en = "Hard" },
        { value = "easy", title = "简单", title_en = "Easy" },
    ] },
    { name = "urgent", title = "紧急", title_en = "Urgent", type = "bool" },
]
flags_from = ["kind", "urgent"]
restarts = ["answer", "appeal"]
key = "c"

[moves.stop]
title = "暂停"
title_en = "Pause"
from = ["open"]
by = [{ role = "clerk", relation = "owner" }]
pauses = ["answer"]

[moves.go_on]
title = "恢复"
title_en = "Resume"
from = ["open"]
by = [{ role = "clerk", relation = "owner" }]
resumes = ["answer"]

[moves.extend]
title = "延长"
title_en = "Extend"
from = ["open"]
by = [{ role = "leader", relation = "owner" }]
extends = "answer"
notify = ["resident"]
needs_reason = true

[moves.hurry]
title = "加急"
title_en = "Hurry"
from = ["open"]
by = [{ role = "supervisor", relation = "superior" }]
sets = ["urgent"]
unless = ["urgent"]

[moves.relax]
title = "取消加急"
title_en = "Relax"
from = ["open"]
by = [{ role = "supervisor", relation = "superior" }]
unsets = ["urgent"]
only_if = ["urgent"]

[moves.answer]
title = "答复"
title_en = "Answer"
from = ["open"]
to = "done"
by = [{ role = "handler", relation = "lead_task" }, { role = "system", relation = "system" }]
meets = ["answer"]
starts = ["appeal"]

[moves.drop]
title = "终止"
title_en = "Drop"
from = ["open"]
to = "done"
by = [{ role = "clerk", relation = "owner" }]

[moves.appeal]
title = "申请复查"
title_en = "Appeal"
from = ["done"]
to = "open"
by = [{ role = "resident", relation = "party" }]
meets = ["appeal"]
starts = ["answer"]
"""

NINE = datetime(2026, 3, 2, 9, tzinfo=CHINA)


def small(text: str = SMALL) -> Procedure:
    """Return the small procedure."""
    return loads(text.encode(), "small.toml")


def at(text: str) -> datetime:
    """Return a moment on China's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def later(hours: float) -> datetime:
    """Return so many hours after nine on Monday 2 March 2026."""
    return NINE + timedelta(hours=hours)
