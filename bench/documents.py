"""How long an agreement with a schedule of twelve payments takes to be set as a PDF, from its terms to the bytes, on one core."""

import importlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from bench.figures import Figure, at_most

TITLE = "An agreement as a PDF"

AIM_MS = 100
ROUNDS = 60
_FOLDER = Path(__file__).resolve().parent.parent / "src" / "gongzhi" / "systems" / "disputes" / "documents"


def run() -> list[Figure]:
    """Measure."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.project.settings")
    home = tempfile.mkdtemp(prefix="gongzhi-bench-")
    os.environ.setdefault("GONGZHI_VAR", home)
    importlib.import_module("django").setup()
    try:
        return _measured()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _measured() -> list[Figure]:
    press = importlib.import_module("gongzhi.core.files.press").press
    template = _FOLDER / "mediation_agreement.typ"
    began = time.process_time()
    press(template, _data(0))
    cold = (time.process_time() - began) * 1000
    # Each one differs in its sums and its code, so that nothing of the last comes back from a cache.
    core, clock = zip(*(_milliseconds(press, template, _data(n)) for n in range(1, ROUNDS + 1)), strict=True)
    note = f"processor time of {ROUNDS} different ones, three pages each"
    return [
        at_most("an agreement with twelve payments, p95 on one core", _p95(core), "ms", AIM_MS, note),
        Figure("the same by the clock", _p95(clock), "ms", note="whatever else the machine does"),
        Figure("the first one, fonts and template read", cold, "ms"),
    ]


def _milliseconds(
    press: Callable[..., bytes], template: Path, data: dict[str, object]
) -> tuple[float, float]:
    """Return the processor's and the clock's milliseconds of one."""
    core, clock = time.process_time(), time.perf_counter()
    press(template, data)
    return (time.process_time() - core) * 1000, (time.perf_counter() - clock) * 1000


def _p95(taken: Sequence[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.95)]


def _data(n: int) -> dict[str, object]:
    """Return what such an agreement prints; `n` makes every one of them another."""
    rules = importlib.import_module("gongzhi.systems.disputes.rules.agreement")
    money = importlib.import_module("gongzhi.systems.disputes.rules.money")
    instalments = importlib.import_module("gongzhi.systems.disputes.rules.instalments")
    press = importlib.import_module("gongzhi.core.files.press")
    kinds, clause = rules.ClauseKind, rules.Clause
    total = 12_000_00 + n * 12
    called = {"a": "甲方", "b": "乙方"}
    terms = rules.Terms(
        facts="甲方自二〇二六年一月起每晚在小区使用音响，乙方多次劝阻无效，就医支出医疗费并误工。" * 3,
        points="停止噪声，赔偿医疗费和误工费。",
        responsibility="甲方负主要责任。",
        clauses=(
            clause(kinds.REFRAIN, "a", "", "每日二十一时至次日八时使用音响"),
            clause(
                kinds.PAY,
                "a",
                "b",
                "医疗费和误工费",
                "银行转账",
                total,
                None,
                instalments.equal(total, 12, date(2026, 3, 31)),
            ),
        ),
        called_due_after=15,
    )
    return {
        "heading": "人民调解协议书",
        "law": "人民调解法",
        "effective_on": "2026-03-02",
        "digest": f"{n:024d}",
        "parties": [
            {"title": "甲方", "role": "被申请人", "name": "刘建国"},
            {"title": "乙方", "role": "申请人", "name": "王小梅"},
        ],
        "facts": terms.facts,
        "points": terms.points,
        "responsibility": terms.responsibility,
        "sentences": rules.sentences(terms, called),
        "schedule": [
            {
                "n": place,
                "by": called[one.by],
                "to": called.get(one.to, ""),
                "what": one.what,
                "amount": money.yuan_text(one.fen) if one.fen else "",
                "due": str(one.due_on or "长期"),
            }
            for place, one in enumerate(rules.duties(terms), 1)
        ],
        "sums": [f"甲方应付合计：{money.yuan_text(total)} 元（{money.capital(total)}）"],
        "effect": [rules.WRITTEN_START, *rules.EFFECT],
        "signatures": [
            {"title": "甲方", "name": "刘建国", "note": "在线签名，2026年3月2日 10:12"},
            {"title": "乙方", "name": "王小梅", "note": "在线签名，2026年3月2日 10:20"},
            {"title": "调解员", "name": "赵敏", "note": "在线签名，2026年3月2日 10:30"},
        ],
        "paper": {
            "title": "人民调解协议书",
            "number": f"邯调协〔2026〕{n}号",
            "unit": "人民路街道人民调解委员会",
            "day": "2026-03-02",
            "verify_code": "ABCD-EFGH-JKLM",
            "qr": press.qr(f"https://example.org/files/verify/?code={n}"),
            "hotline": "12345",
        },
    }
