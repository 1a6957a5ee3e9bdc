"""Writes of suggestions."""

from gongzhi.core.suggest.actions.choices import record_choice
from gongzhi.core.suggest.actions.triage import suggest_by_rules, suggest_triage
from gongzhi.core.suggest.rules.asked import Asked

__all__ = ["Asked", "record_choice", "suggest_by_rules", "suggest_triage"]
