"""Beat's pulse and its memory of what it last started."""

import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from celery import current_app
from django.conf import settings as django_settings

from materialcenter.supervision.health import beat_ticks, web_answers
from materialcenter.supervision.pulse import Scheduler, pulse_age_s

NOWHERE = "unix:///nowhere/valkey.sock?db=0"


class TestScheduler:
    def test_shows_that_it_ticks(self) -> None:
        assert pulse_age_s(django_settings.REDIS_URL) is None

        Scheduler(current_app).tick()

        age_s = pulse_age_s(django_settings.REDIS_URL)
        assert age_s is not None
        assert age_s < 10

    def test_knows_after_a_restart_when_each_entry_last_ran(self) -> None:
        before = Scheduler(current_app)
        ran_at = datetime(2026, 11, 24, 5, tzinfo=UTC)
        before.schedule["sweep-jobs"].last_run_at = ran_at
        before.sync()

        after = Scheduler(current_app)

        assert after.schedule["sweep-jobs"].last_run_at == ran_at

    def test_goes_on_without_valkey_and_says_so(
        self, settings: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.REDIS_URL = NOWHERE
        with caplog.at_level(logging.WARNING):
            scheduler = Scheduler(current_app)
            scheduler.sync()

        assert scheduler.schedule
        assert "Valkey does not answer" in caplog.text
        assert "Beat cannot reach Valkey" in caplog.text


class TestHealth:
    def test_of_beat_is_good_while_it_ticks(self) -> None:
        assert not beat_ticks(django_settings.REDIS_URL)

        Scheduler(current_app).tick()

        assert beat_ticks(django_settings.REDIS_URL)

    def test_of_beat_is_bad_without_valkey(self) -> None:
        assert not beat_ticks(NOWHERE)

    @pytest.mark.django_db(transaction=True)
    def test_of_web_is_good_when_the_site_is_ready(self, live_server: Any) -> None:
        port = live_server.thread.port

        assert web_answers("localhost,depot.example.id", port=port)
        assert not web_answers("localhost", port=1)
