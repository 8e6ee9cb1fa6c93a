"""Purchase orders go out as PDF by real mail, once."""

import hashlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.utils import translation

from materialcenter.models import Attachment, Job, Supplier
from orders.models import PurchaseOrder
from orders.services import sending
from orders.services.approving_purchases import approve_purchase_order
from orders.services.ending_purchases import cancel_purchase_order
from orders.services.sending import NoMailAddress, mail_purchase_order, send_purchase_order
from orders.services.states import NotInThisState
from tests.cast import NOW, Depot
from tests.harness.mail import Postbox
from tests.orders.purchases import BARS, SHEETS, draft, sent, table_kg

pytestmark = pytest.mark.django_db


def _text(attachment: Attachment) -> str:
    reader = pypdf.PdfReader(BytesIO(bytes(attachment.content.content)))
    return "\n".join(page.extract_text() for page in reader.pages)


class TestSendPurchaseOrder:
    def test_mails_the_order_as_a_pdf_that_is_kept(
        self, depot: Depot, postbox: Postbox, celery_now: Callable[..., int]
    ) -> None:
        order = sent(depot, SHEETS, BARS, freight=1_000_000)
        assert order.sent_at is None
        celery_now()
        order.refresh_from_db()
        assert (order.status, order.sent_at is not None) == ("sent", True)
        (mail,) = postbox.to("s01@supplier.example.id")
        (attached,) = mail.iter_attachments()
        content: Any = attached.get_payload(decode=True)
        assert attached.get_filename() == f"{order.number}.pdf"
        assert order.document is not None
        assert hashlib.sha256(content).hexdigest() == order.document.content_id
        assert order.number in mail["Subject"]

    def test_writes_in_indonesian_whoever_sends(
        self, depot: Depot, postbox: Postbox, celery_now: Callable[..., int]
    ) -> None:
        with translation.override("en"):
            order = sent(depot, SHEETS, BARS, freight=1_000_000)
        celery_now()
        order.refresh_from_db()
        assert order.document is not None
        text = _text(order.document)
        net = int(table_kg(depot, "SPHC-2-4X8", 100) * 10_000)
        assert f"Rp{net:,}".replace(",", ".") in text
        assert "SPHC-2-4X8" in text
        assert "PT Baja Contoh S01" in text
        assert "Rp14.500" in text
        root: Any = pypdf.PdfReader(BytesIO(bytes(order.document.content.content))).trailer["/Root"]
        assert root["/Lang"] == "id"

    def test_mails_once_however_often_the_job_runs(
        self, depot: Depot, postbox: Postbox, celery_now: Callable[..., int]
    ) -> None:
        order = sent(depot)
        celery_now()
        for _ in range(3):
            mail_purchase_order(purchase_order_id=order.pk, at=NOW)
        assert len(postbox.messages) == 1
        assert Attachment.objects.filter(subject="PurchaseOrder").count() == 1

    def test_sends_the_same_message_again_after_a_crash_between_mail_and_mark(
        self, depot: Depot, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        order = sent(depot)
        with monkeypatch.context() as patch:
            patch.setattr(sending, "mark_purchase_order_sent", _power_cut)
            with pytest.raises(ConnectionError):
                mail_purchase_order(purchase_order_id=order.pk, at=NOW)
        mail_purchase_order(purchase_order_id=order.pk, at=NOW)
        first, second = postbox.messages
        assert first["Message-ID"] == second["Message-ID"]
        assert [a.get_payload(decode=True) for a in first.iter_attachments()] == [
            a.get_payload(decode=True) for a in second.iter_attachments()
        ]

    def test_stays_unsent_and_is_tried_again_while_the_mail_server_is_down(
        self, depot: Depot, postbox: Postbox, celery_now: Callable[..., int]
    ) -> None:
        order = sent(depot)
        postbox.stop()
        with pytest.raises(RuntimeError, match="mail_purchase_order"):
            celery_now()
        order.refresh_from_db()
        assert (order.status, order.sent_at) == ("sent", None)
        job = Job.objects.get(task="orders.tasks.mail_purchase_order")
        assert job.finished_at is None
        assert job.attempts == 1

    def test_mails_nothing_of_an_order_that_was_called_off_meanwhile(
        self, depot: Depot, postbox: Postbox, celery_now: Callable[..., int]
    ) -> None:
        order = sent(depot)
        cancel_purchase_order(
            purchase_order_id=order.pk, reason="Salah", by=depot.person("putri"), at=NOW
        )
        celery_now()
        assert postbox.messages == []

    def test_is_not_taken_for_sent_when_the_address_went_away(
        self, depot: Depot, postbox: Postbox
    ) -> None:
        order = sent(depot)
        Supplier.objects.update(email="")
        with pytest.raises(NoMailAddress):
            mail_purchase_order(purchase_order_id=order.pk, at=NOW)
        assert PurchaseOrder.objects.get().sent_at is None

    def test_refuses_a_draft_and_a_supplier_without_address(self, depot: Depot) -> None:
        order = draft(depot)
        with pytest.raises(NotInThisState):
            send_purchase_order(purchase_order_id=order.pk, by=depot.person("putri"), at=NOW)
        approve_purchase_order(purchase_order_id=order.pk, by=depot.person("putri"), at=NOW)
        Supplier.objects.update(email="")
        with pytest.raises(NoMailAddress):
            send_purchase_order(purchase_order_id=order.pk, by=depot.person("putri"), at=NOW)
        assert PurchaseOrder.objects.get().status == "approved"


def _power_cut(**_more: object) -> None:
    raise ConnectionError
