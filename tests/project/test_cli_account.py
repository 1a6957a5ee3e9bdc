import json

import pytest
from click.testing import CliRunner, Result

from gongzhi.core.identity.models import Account, Post
from gongzhi.core.identity.testing import Cast
from gongzhi.core.ledger.queries import entries
from gongzhi.kernel.errors import DomainError
from gongzhi.project.cli_account import account


def run(*arguments: str, given: str = "") -> Result:
    result = CliRunner().invoke(account, arguments, input=given)
    if isinstance(result.exception, DomainError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


def test_account_is_created_with_a_post_and_told_to_the_ledger(cast: Cast) -> None:
    told = json.loads(
        run("create", "wang.ming", "王明", "--role", "clerk", "--unit", "district", "--json").output
    )

    made = Account.objects.get(username="wang.ming")
    assert made.check_password(told["password"])
    assert made.must_change_password
    assert Post.objects.get(account=made).role == "clerk"
    assert [entry.verb for entry in entries("identity")] == [
        "identity.account_created",
        "identity.post_given",
    ]
    assert entries("identity")[0].actor_name.startswith("命令行(")


def test_password_from_stdin_is_not_printed(cast: Cast) -> None:
    output = run("create", "wang.ming", "王明", "--password-stdin", given="A-secret-of-2026\n").output

    assert "A-secret" not in output
    assert Account.objects.get(username="wang.ming").check_password("A-secret-of-2026")


def test_post_is_given_and_ended(cast: Cast) -> None:
    run("post", "clerk", "caller", "township", "--from", "2026-01-01")
    post = Post.objects.get(account__username="clerk", role="caller")

    run("end-post", str(post.id), "--why", "调离")

    post.refresh_from_db()
    assert post.valid_to is not None


def test_lock_unlock_password_and_second_factor(cast: Cast) -> None:
    run("lock", "clerk", "--why", "离岗")
    assert not Account.objects.get(username="clerk").is_active
    run("unlock", "clerk", "--why", "回岗")
    run("second-factor", "clerk", "--why", "换手机")
    password = json.loads(run("password", "clerk", "--why", "忘记", "--json").output)["password"]

    found = Account.objects.get(username="clerk")
    assert found.is_active
    assert found.check_password(password)


def test_list_finds_by_name(cast: Cast) -> None:
    assert "王受理" in run("list").output
    (only,) = run("list", "邻区", "--json").output.splitlines()
    assert json.loads(only)["username"] == "neighbour"


@pytest.mark.parametrize(
    "arguments",
    [
        ("lock", "nobody", "--why", "x"),
        ("create", "wang.ming", "王明", "--role", "clerk"),
        ("create", "clerk", "重名"),
        ("post", "clerk", "audit_admin", "city"),
        ("post", "clerk", "clerk", "nowhere"),
    ],
)
def test_refusal_is_a_sentence(cast: Cast, arguments: tuple[str, ...]) -> None:
    with pytest.raises(DomainError):
        run(*arguments)
