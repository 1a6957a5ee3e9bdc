"""Channels are plug-ins: a class with `send`, named by a setting."""

from gongzhi.core.notify.channels.base import Gateway, Letter, SendFailed, Sent, gateway

__all__ = ["Gateway", "Letter", "SendFailed", "Sent", "gateway"]
