from django.test import Client

from gongzhi.core.identity.models import Post
from gongzhi.core.identity.queries import actor_for_account
from gongzhi.core.identity.testing import SINCE, Cast, account_of
from gongzhi.core.identity.tests.web.test_login import kinds, log_in


def second_post(cast: Cast) -> Post:
    post = Post(
        account_id=account_of(cast.clerk), unit_id=cast.unit("township"), role="caller", valid_from=SINCE
    )
    post.save()
    return post


def test_switching_acts_through_the_other_post(cast: Cast, client: Client) -> None:
    post = second_post(cast)
    log_in(client, "clerk")
    assert "王受理" in client.get("/account/").content.decode()

    answer = client.post("/account/post/", {"post": post.id, "next": "/account/"})

    assert answer.headers["Location"] == "/account/"
    assert client.session["post"] == post.id
    assert "post_switched" in kinds()
    page = client.get("/account/").content.decode()
    assert "正以此办理</span></span> 人民路街道" in page or "人民路街道社会治理中心 · 回访员" in page


def test_nobody_switches_to_a_post_of_somebody_else(cast: Cast, client: Client) -> None:
    log_in(client, "clerk")

    assert client.post("/account/post/", {"post": cast.neighbour.post_id}).status_code == 404
    assert "post" not in client.session


def test_posts_of_one_unit_act_together(cast: Cast) -> None:
    assert actor_for_account("township_clerk").roles == {"clerk", "dispatcher", "caller"}
