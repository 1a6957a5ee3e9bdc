"""Signs and numbers of letters."""

from pytest_django import Settings

from gongzhi.core.files import press
from gongzhi.core.files.models import Document
from gongzhi.core.files.rules import kinds, numbers


def test_a_number_is_written_as_official_letters_write_it() -> None:
    assert numbers.number(numbers.prefix("邯郸市", "告"), 2026, 12) == "邯治告〔2026〕12号"


def test_verification_codes_are_readable_and_differ() -> None:
    codes = {numbers.new_verify_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(len(code) == 10 and not set(code) & set("01OILoil") for code in codes)


def test_a_kind_that_nobody_registered_is_a_plain_letter() -> None:
    found = kinds.kind("something_new", "新文书")

    assert (found.template, found.title, found.series, found.for_party) == ("letter", "新文书", "告", True)


def test_every_registered_kind_has_its_template() -> None:
    for name in kinds.names():
        found = kinds.kind(name)
        assert (found.folder / f"{found.template}.typ").exists()


def test_the_party_does_not_read_a_supervision_order() -> None:
    assert not kinds.kind("supervision_order").for_party


def test_the_square_code_leads_to_the_page_of_verification_where_an_address_is_known(
    settings: Settings,
) -> None:
    letter = Document(number="邯治告〔2026〕12号", verify_code="K7M3XQ9RT2")

    settings.CSRF_TRUSTED_ORIGINS = ["https://*.example.cn", "https://gz.example.cn"]
    assert press.verify_address(letter) == "https://gz.example.cn/files/verify/?code=K7M3XQ9RT2"
    settings.CSRF_TRUSTED_ORIGINS = []
    assert press.verify_address(letter) == "邯治告〔2026〕12号 K7M3XQ9RT2"
