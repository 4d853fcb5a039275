"""Several phones, or one impatient one, send the same form at the same moment."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from tests.api.phones import filled, photo
from tests.cast import NOW, TPS, Cast
from wasdini.accounts.operations_devices import issue_device_password
from wasdini.reports.models import Attachment, Conflict, Report


@pytest.mark.both
@pytest.mark.usefixtures("regions")
@pytest.mark.django_db(transaction=True)
def test_the_same_form_from_eight_sides_is_one_report_with_one_photo(live_server: LiveServer, cast: Cast) -> None:
    """Each is answered 201, 202, or 503 with a time to come again; nobody gets a fault; half of them by Digest."""
    if connection.vendor == "sqlite":
        pytest.skip("threads of the live server share the one connection of a database in memory: runs on PostgreSQL")
    username, password = issue_device_password(cast.petugas.actor, "petugas", at=NOW)
    raw, picture = filled(TPS, report_id=uuid4(), photo="1.jpg"), photo()

    def send(number: int) -> int:
        way = httpx.DigestAuth if number % 2 else httpx.BasicAuth
        files = [("xml_submission_file", ("a.xml", raw)), ("1.jpg", ("1.jpg", picture))]
        with httpx.Client(base_url=live_server.url, auth=way(username, password), timeout=60) as phone:
            answer = phone.post("/openrosa/submission", files=files)
        assert answer.status_code != 503 or int(answer.headers["Retry-After"]) > 0
        return answer.status_code

    with ThreadPoolExecutor(8) as crowd:
        answers = Counter(crowd.map(send, range(8)))
    assert answers[201] == 1 and set(answers) <= {201, 202, 503}, answers
    assert (Report.objects.count(), Conflict.objects.count()) == (1, 0)
    assert Attachment.objects.filter(complete=True).count() == Attachment.objects.count() == 1
