"""The health pages."""

import pytest
from django.db import connection
from django.test import Client


def test_the_process_says_that_it_lives_without_asking_anybody(client: Client) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_it_is_not_ready_while_no_worker_reports(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"]["ok"] is False
    assert answer.json()["checks"]["migrations"]["ok"] is True


@pytest.mark.django_db
def test_it_is_ready_when_a_worker_reported_just_now(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")

    answer = client.get("/status.json")

    assert answer.status_code == 200
    assert answer.json()["jobs_waiting"]["count"] == 0


@pytest.mark.django_db(transaction=True)
def test_a_worker_silent_for_long_counts_as_gone(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes')"
        )

    assert client.get("/readyz").status_code == 503


def test_health_pages_refuse_to_be_posted_to(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
