"""`gongzhi reading`: train, judge and use what reads texts; needs no database.

Further commands live in modules of their own (`cli_reading_hot` and the like) and are loaded when they are asked for.
"""

import importlib
import importlib.util

import click

# command name -> (module, attribute)
_COMMANDS: dict[str, tuple[str, str]] = {
    "train": ("gongzhi.project.cli_reading_triage", "train"),
    "cold": ("gongzhi.project.cli_reading_triage", "cold"),
    "sort": ("gongzhi.project.cli_reading_triage", "sort"),
    "place": ("gongzhi.project.cli_reading_places", "place"),
    "places": ("gongzhi.project.cli_reading_places", "places"),
    "explain": ("gongzhi.project.cli_reading_triage", "explain"),
    "evaluate": ("gongzhi.project.cli_reading_triage", "evaluate"),
    "answers": ("gongzhi.project.cli_reading_answers", "answers"),
    "answer": ("gongzhi.project.cli_reading_answers", "answer"),
    "urgent": ("gongzhi.project.cli_reading_answers", "urgent"),
    "hot": ("gongzhi.project.cli_reading_hot", "hot"),
    "alike": ("gongzhi.project.cli_reading_hot", "alike"),
}


class ReadingGroup(click.Group):
    """Imports a command's module when it is asked for, and only if it exists."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands that are installed."""
        return sorted(name for name in _COMMANDS if self.get_command(ctx, name) is not None)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name not in _COMMANDS:
            return None
        module, attribute = _COMMANDS[cmd_name]
        if importlib.util.find_spec(module) is None:
            return None
        found: click.Command | None = getattr(importlib.import_module(module), attribute, None)
        return found


@click.group(cls=ReadingGroup)
def reading() -> None:
    """研判：分类、紧急程度、地点、答复检查、热点问题。"""
