from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from gongzhi.core.identity import receipts, sealing

texts = st.text(alphabet=st.characters(codec="utf-8"))


@given(texts)
def test_sealed_text_opens_again(text: str) -> None:
    assert sealing.unseal(sealing.seal(text)) == text


def test_empty_stays_empty() -> None:
    assert sealing.seal("") == b""
    assert sealing.is_current(b"")


def test_first_key_seals_and_every_key_opens(settings: Settings) -> None:
    settings.SEAL_KEYS = ["old"]
    sealed, secret_hash = sealing.seal("张三"), receipts.hash_secret("ABCD-EFGH")
    settings.SEAL_KEYS = ["new", "old"]

    assert sealing.unseal(memoryview(sealed)) == "张三"
    assert receipts.is_secret_of("abcd efgh", secret_hash)
    assert not sealing.is_current(sealed)
    assert sealing.is_current(sealing.seal("张三"))


def test_lost_key_and_tampering_are_told(settings: Settings) -> None:
    sealed = sealing.seal("张三")
    broken = sealed[:-1] + bytes([sealed[-1] ^ 1])
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(broken)

    settings.SEAL_KEYS = ["another"]
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(sealed)
    assert not receipts.is_secret_of("ABCD", "0" * 48)


def test_sealing_keeps_up_with_an_import() -> None:
    started = perf_counter()
    for _ in range(20_000):
        sealing.seal("13812345678")

    assert 20_000 / (perf_counter() - started) > 50_000
