"""The ways that a petition may take once it is read: the six of art. 31, and those of suggestions and accusations.

Each way says its article, the question that leads to it, the moves that take it, and what the notice says as shipped: the
reason, the body, and where to go with what by when. Whoever sorts may change every word of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """One way: its key on the keyboard, its class, the move that takes it, and the standing words of its notice."""

    name: str
    key: str
    kind: str
    move: str
    title: str
    title_en: str
    law: str
    article: str
    question: str = ""
    question_en: str = ""
    body: str = ""
    reason: str = ""
    guidance: str = ""

    @property
    def is_route(self) -> bool:
        """Whether the petitioner is directed to another procedure of law (art. 31 no. 1 to 5)."""
        return self.move.startswith("route_")


CLAIM, SUGGESTION, ACCUSATION = "claim", "suggestion", "accusation"

WAYS: tuple[Way, ...] = (
    Way(
        "litigation", "1", CLAIM, "route_litigation",
        "第一项：诉讼、复议、检察、公安", "No. 1: court, procuratorate, police",
        "信访工作条例第31条第1项",
        "应当通过审判机关诉讼程序或者复议程序、检察机关刑事立案程序或者法律监督程序、公安机关法律程序处理的，涉法涉诉信访事项未依法终结的，按照法律法规规定的程序处理。",
        "是不是已经进了法院、检察院、公安的程序，或者应当由它们处理？", "Is it before, or for, a court, the procuratorate or the police?",
        "有管辖权的人民法院、人民检察院或者公安机关",
        "您反映的事项应当通过诉讼、检察监督或者公安机关的法律程序处理。诉讼与信访分开办理，信访程序不能代替，也不能改变司法机关的决定。",
        "应当诉讼的，请向有管辖权的人民法院立案庭提出，电话 12368；对生效裁判不服的，可以依法申请再审，或者向人民检察院申请监督，电话 12309；报案和不服公安机关决定的，请向公安机关提出，电话 110、12389。"
        "请带身份证件、有关文书和证据，并留意文书上写明的起诉、上诉、申请的最后一天。需要法律援助的，请拨打 12348。",
    ),
    Way(
        "arbitration", "2", CLAIM, "route_arbitration",
        "第二项：仲裁", "No. 2: arbitration",
        "信访工作条例第31条第2项",
        "应当通过仲裁解决的，导入相应程序处理。",
        "是不是劳动人事争议、农村土地承包争议，或者约定了仲裁的合同争议？", "Is it a labour or land-contract dispute, or a contract with arbitration agreed?",
        "有管辖权的仲裁机构",
        "您反映的事项属于应当通过仲裁解决的争议，由仲裁机构依法裁决。",
        "劳动人事争议请向劳动合同履行地或者用人单位所在地的劳动人事争议仲裁委员会申请，不收费，电话 12333；申请的时效是一年，从知道或者应当知道权利被侵害之日起算，劳动关系存续期间拖欠报酬的不受这个限制，劳动关系终止的自终止之日起一年内提出(劳动争议调解仲裁法第27条)。"
        "农村土地承包争议请向农村土地承包仲裁委员会申请，时效二年。请带身份证件、合同、工资单等材料。",
    ),
    Way(
        "party", "3", CLAIM, "route_party",
        "第三项：党员申诉、申请复审", "No. 3: party appeal",
        "信访工作条例第31条第3项",
        "可以通过党员申诉、申请复审等解决的，导入相应程序处理。",
        "是不是对党纪、政务处分或者组织处理不服？", "Is it against a party or disciplinary sanction?",
        "作出处分、处理决定的党组织或者监察机关",
        "您反映的事项可以通过党员申诉、申请复审复核解决，由作出决定的组织或者它的上一级依规依法办理。",
        "对党纪处分不服的，请向作出决定的党组织或者上级党组织书面申诉；对监察机关的处分决定不服的，请在收到决定之日起一个月内向作出决定的监察机关申请复审。电话 12388。请附处分决定和您的理由。",
    ),
    Way(
        "administrative", "4", CLAIM, "route_administrative",
        "第四项：复议、裁决、确认、许可、处罚等行政程序", "No. 4: an administrative procedure",
        "信访工作条例第31条第4项",
        "可以通过行政复议、行政裁决、行政确认、行政许可、行政处罚等行政程序解决的，导入相应程序处理。",
        "是不是对行政决定不服，或者要办确认、登记、许可、裁决？", "Is it against a decision, or for a confirmation, registration, permit or ruling?",
        "行政复议机关或者办理该行政程序的机关",
        "您反映的事项可以通过行政复议、行政裁决、行政确认、行政许可等行政程序解决，由有权的机关按该程序办理。",
        "不服行政决定的，请在知道该决定之日起六十日内向有管辖权的行政复议机关申请复议，不收费(行政复议法第20条)。要办登记、确认、许可、裁决的，请向办理的机关提出申请，可以先拨打 12345 问清窗口和材料。请带身份证件、决定书和有关材料。",
    ),
    Way(
        "duty", "5", CLAIM, "route_duty",
        "第五项：查处违法、履行职责", "No. 5: investigate or perform a duty",
        "信访工作条例第31条第5项",
        "属于申请查处违法行为、履行保护人身权或者财产权等合法权益职责的，依法履行或者答复。",
        "是不是要求查处别人的违法行为，或者要求机关履行保护职责？", "Does it ask to pursue a breach of law or to perform a protecting duty?",
        "负有该项职责的机关",
        "您反映的事项属于申请查处违法行为或者履行法定职责，由负有职责的机关依法履行或者答复。",
        "您的来信可以直接作为申请，不用再写一遍：属于本平台办理的，我们把材料转成工单交负责的机关，进展凭原来的回执查看；也可以自己向该机关申请。法律、法规有期限的按期限答复，没有规定的，机关应当自收到申请之日起两个月内履行(行政诉讼法第47条)；不履行的，可以申请行政复议或者起诉。",
    ),
    Way(
        "petition", "6", CLAIM, "transfer",
        "第六项：信访程序(受理办理，出具处理意见书)", "No. 6: the petition procedure",
        "信访工作条例第31条第6项",
        "不属于以上情形的，应当听取信访人陈述事实和理由，并调查核实，出具信访处理意见书。对重大、复杂、疑难的信访事项，可以举行听证。",
    ),
    Way(
        "suggestion", "7", SUGGESTION, "study",
        "建议意见类：交有关单位研究", "Suggestion: have it studied",
        "信访工作条例第29条",
        "对信访人提出的建议意见，应当认真研究论证，对科学合理、具有现实可行性的应当采纳或者部分采纳，并予以回复。",
    ),
    Way(
        "accusation", "8", ACCUSATION, "pass_accusation",
        "检举控告类：密封移送", "Accusation: under seal",
        "信访工作条例第30条",
        "对信访人提出的检举控告类事项，纪检监察机关或者有权处理的机关、单位应当依规依纪依法接收、受理、办理和反馈；不得将信访人的检举、揭发材料及有关情况透露或者转给被检举、揭发的人员或者单位。",
        body="有管辖权的纪检监察机关",
    ),
    Way(
        "same", "9", "", "link_live",
        "同一事项正在办理：关联并告知", "Same matter being handled: link and tell",
        "信访工作条例第19条",
        "信访事项已经受理或者正在办理的，信访人在规定期限内向受理、办理机关的上级机关、单位又提出同一信访事项的，上级不予受理；本平台照样登记，关联到在办的一件，随时告知进展。",
        reason="与在办的一件是同一事项，仍在法定期限内，关联办理。",
    ),
    Way(
        "class_only", "0", CLAIM, "",
        "申诉求决类：先登记，途径稍后再定", "Claim: register now, choose the way later",
        "信访工作条例第22条、第28条",
        "登记、分类并告知；15 日内再确定途径或者转送。",
    ),
)  # fmt: skip
_BY_NAME = {way.name: way for way in WAYS}
ROUTES: tuple[Way, ...] = tuple(way for way in WAYS if way.kind == CLAIM and way.key in "123456")


def way_named(name: str) -> Way | None:
    """Return a way, None for a name that is none."""
    return _BY_NAME.get(name)


def asked_after(answers: Sequence[bool]) -> Way | None:
    """Return the way that answers to the questions lead to, in the order of art. 31; None while more must be asked.

    The first yes decides; five times no leaves the petition procedure (no. 6).
    """
    for way, answer in zip(ROUTES, answers, strict=False):
        if answer:
            return way
    return ROUTES[-1] if len(answers) >= len(ROUTES) - 1 else None
