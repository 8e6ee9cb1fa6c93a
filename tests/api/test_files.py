"""Files by the API: given out to whom they concern, and to nobody else."""

import pytest
from django.db import transaction
from django.test import Client

from materialcenter.services.filing import file_away
from tests.cast import NOW, Depot
from tests.web.pages import SignIn

pytestmark = pytest.mark.django_db


class TestFiles:
    def test_are_given_to_who_may_see_them(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        with transaction.atomic():
            kept = file_away(
                center_id=depot.center.pk,
                name="x.pdf",
                media_type="application/pdf",
                content=b"%PDF-1.7",
                subject="",
                subject_id=None,
                workshop_id=depot.workshops["W0001"].pk,
                by=depot.person("wati"),
                at=NOW,
            )
        path = f"/api/v1/files/{kept.pk}"
        answer = sign_in(depot, "sari").get(path)
        assert answer.content == b"%PDF-1.7"
        assert answer["Content-Disposition"].startswith("attachment")
        assert sign_in(depot, "rudi").get(path).status_code == 404
        assert sign_in(stranger, "sinta").get(path).status_code == 404
        assert Client().get(path).status_code == 401
