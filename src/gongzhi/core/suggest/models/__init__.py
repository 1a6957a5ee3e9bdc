"""Rows of suggestions, of what is boiling up, and of the rules that go before."""

from gongzhi.core.suggest.models.hot import Belongs, HotIssue, HotMember, IssueState, Theme, ThemeMember
from gongzhi.core.suggest.models.rule_set import RuleSet, RuleState
from gongzhi.core.suggest.models.suggestion import Kind, Suggestion

__all__ = [
    "Belongs",
    "HotIssue",
    "HotMember",
    "IssueState",
    "Kind",
    "RuleSet",
    "RuleState",
    "Suggestion",
    "Theme",
    "ThemeMember",
]
