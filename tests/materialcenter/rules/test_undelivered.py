"""Why a message did not get out, by the words of whoever did not take it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materialcenter.rules.undelivered import Cause, cause_of


class TestCauseOf:
    @pytest.mark.parametrize(
        ("error", "cause"),
        [
            ("550 mailbox full", Cause.FULL),
            ("452 4.2.2 The mailbox is full", Cause.FULL),
            ("{'a@b.id': (552, b'5.2.2 Over quota')}", Cause.FULL),
            ("(535, b'5.7.8 Username and password not accepted')", Cause.SITE),
            ("Failed to send ntfy notification to topic 'x': Unauthorized, error=401.", Cause.SITE),
            ("{'a@b.id': (550, b'5.7.1 Rejected as spam')}", Cause.REFUSED),
            ("Failed to send Telegram notification to 1: blocked, error=403.", Cause.REFUSED),
            ("{'a@b.id': (550, b'5.1.1 User unknown')}", Cause.NOBODY),
            ("Failed to send Telegram notification: chat not found, error=400.", Cause.NOBODY),
            ("(421, b'4.7.0 Try again later')", Cause.BUSY),
            ("Failed to send WhatsApp notification to 62: error=503.", Cause.BUSY),
            ("[Errno 111] Connection refused", Cause.UNREACHABLE),
            ("A Connection error occurred sending ntfy:https://x notification.", Cause.UNREACHABLE),
            ("Connection unexpectedly closed", Cause.UNREACHABLE),
            ("Peramban ini tidak menerima pesan lagi.", Cause.OTHER),
            ("Failed to send to topic 'rak-550-b 4.2.2.2': no", Cause.OTHER),
            ("", Cause.OTHER),
        ],
    )
    def test_reads_what_mail_servers_and_notifiers_say(self, error: str, cause: Cause) -> None:
        assert cause_of(error) == cause

    @given(st.text(max_size=400))
    def test_has_a_cause_for_whatever_is_said(self, error: str) -> None:
        assert cause_of(error) in Cause
