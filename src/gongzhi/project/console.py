"""What the console commands share: who acts, and how an answer is printed."""

import getpass
import json

import click

from gongzhi.kernel.actor import Actor, ActorKind


def operator() -> Actor:
    """Return the person at the console, who acts as the platform and is named in the ledger."""
    return Actor(ActorKind.SYSTEM, f"命令行({_user()})", frozenset({"system"}))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def say_json(value: object) -> None:
    """Print one line of JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))
