"""Which addresses a webhook may call: public ones only, so that nobody reaches the inside network through us."""

import ipaddress
from urllib.parse import urlsplit

from gongzhi.kernel.errors import InvalidInput


def checked_url(url: str, *, may_be_private: bool) -> str:
    """Return the address; raise InvalidInput when it is none that a webhook may have.

    It must be https (plain http only inside a private network that the settings allow), without user or password.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise InvalidInput(field="url", why="推送地址不是一个网址，请核对端口和括号。") from None
    schemes = {"https", "http"} if may_be_private else {"https"}
    if parts.scheme not in schemes or not parts.hostname:
        raise InvalidInput(field="url", why="推送地址要以 https:// 开头，并写明主机名。")
    if parts.username or parts.password:
        raise InvalidInput(field="url", why="推送地址里不能写用户名和口令；签名密钥已足够证明来源。")
    if port == 0 or len(url) > 500:
        raise InvalidInput(field="url", why="推送地址太长或端口不对，请核对。")
    return url.strip()


def is_public(address: str) -> bool:
    """Whether an IP address lies on the public Internet; IPv4 hidden in IPv6 is judged as IPv4."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            found = inner
    return found.is_global and not found.is_multicast and not found.is_reserved
