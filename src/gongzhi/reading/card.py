"""The model card: what a triage model was made from, how well it did, and what it must not be used for."""

from gongzhi.reading.model import About
from gongzhi.reading.scores import Scores

_FEW = 30
_TOLD = 12


def write(about: About, scores: Scores) -> str:
    """Return the card as Markdown in Chinese."""
    return (
        "\n".join([*_head(about), *_figures(about, scores), *_classes(scores), *_limits(about, scores)])
        + "\n"
    )


def _head(about: About) -> list[str]:
    return [
        f"# 分类模型 {about.version}",
        "",
        f"- 训练时间:{about.made_at}",
        f"- 数据:{about.source},{about.texts} 条,{len(about.classes)} 个类别,完全相同的文本 {about.alike} 条",
        f"- 数据摘要(SHA-256):{about.data_sha256}",
        "- 方法:标题与全文的字、二字组(分好词的文本另加词)→ 朴素贝叶斯比值加权的线性支持向量机,"
        "逐级分类;概率由交叉验证的结果校准。",
        "",
    ]


def _figures(about: About, scores: Scores) -> list[str]:
    if about.cold:
        return ["## 成绩", "", "没有历史数据:模型只用了类别自己的名称和说明,没有可以核对的成绩。", ""]
    return [
        "## 成绩(五折交叉验证:每条都由没有见过它的模型来判断)",
        "",
        f"- 宏平均 F1:{scores.macro_f1:.4f};准确率:{scores.accuracy:.4f}",
        f"- 校准误差:{scores.calibration_error:.4f}",
        f"- 把握不低于 {about.threshold:.2f} 时才给出答案:覆盖 {scores.answered:.1%},其中正确 {scores.answered_right:.1%}",
        "",
    ]


def _classes(scores: Scores) -> list[str]:
    rows = [
        f"| {one.label} | {one.texts} | {one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} |"
        for one in scores.classes
    ]
    mistakes = [f"- {one.label} 被当作 {one.taken_for}:{one.times} 次" for one in scores.confusion[:_TOLD]]
    table = ["| 类别 | 条数 | 精确率 | 召回率 | F1 |", "|---|--:|--:|--:|--:|", *rows, ""] if rows else []
    return [*table, *(["最常见的混淆:", "", *mistakes, ""] if mistakes else [])]


def _limits(about: About, scores: Scores) -> list[str]:
    few = [label for label, texts in about.classes.items() if texts < _FEW]
    lines = [
        "## 限度",
        "",
        "- 只提建议,由人决定;不得用来拒收、拖延或者隐藏来件。",
        "- 只读文字,不看是谁写的;不得用来给人打分、排名。",
        "- 换了城市、换了类别体系或者说法变了,成绩会下降:请用新的历史数据重新训练,再用 evaluate 核对。",
        "- 训练数据里的标注错误,模型会学到;同一件事反复来件时,交叉验证的成绩偏高。",
    ]
    if few:
        told = "、".join(few[:_TOLD]) + ("等" if len(few) > _TOLD else "")
        lines.append(f"- {len(few)} 个类别不到 {_FEW} 条,判断不可靠:{told}。")
    return lines
