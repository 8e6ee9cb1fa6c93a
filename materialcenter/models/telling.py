"""What people are told: notices, the ways out to them, and each delivery."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from materialcenter.models.centers import Center
from materialcenter.models.people import User
from materialcenter.person import Person
from materialcenter.rules.undelivered import Cause, cause_of

_REASONS = {
    Cause.FULL: _("The mailbox is full. Make room in it, then try again."),
    Cause.SITE: _("This site is not let in there. Tell whoever runs it."),
    Cause.REFUSED: _("Messages of this site are not taken there. Allow them there first."),
    Cause.NOBODY: _("Nobody is known under this address there. Check it."),
    Cause.BUSY: _("There was too much to do there, or it was out of order. Try again later."),
    Cause.UNREACHABLE: _("There was no connection to there. Try again later."),
    Cause.OTHER: _("It was not taken there, in these words:"),
}


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Chainable questions about notices."""

    def visible_to(self, person: Person) -> NoticeQuerySet:
        """Keep the person's own in their center; a machine has none."""
        if person.user_id is None:
            return self.none()
        return self.filter(center_id=person.center_id, user_id=person.user_id)

    def unread(self) -> NoticeQuerySet:
        """Keep those that nobody has opened."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """One thing a person is told, once per kind and key.

    texts: by language, a line and what there is to say about it. path: the page that shows it.
    """

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    texts = models.JSONField()
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField(_("told"))
    read_at = models.DateTimeField(_("read"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "user", "kind", "key"], name="notice_told_once"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "center", "-id"], name="notice_of_user"),
            models.Index(
                fields=["user", "center"], condition=Q(read_at=None), name="notice_unread"
            ),
            models.Index(fields=["read_at"], condition=~Q(read_at=None), name="notice_read"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """Return the line in the language that is active."""
        return self._said()[0]

    @property
    def text(self) -> str:
        """Return what there is to say, in the language that is active; may be empty."""
        return self._said()[1]

    def _said(self) -> tuple[str, str]:
        subject, text = self.texts.get(get_language()) or next(iter(self.texts.values()))
        return subject, text


class TellingSettings(models.Model):
    """How a person wants to be told; without a row, as the fields start.

    quiet_from, quiet_until: the hours in which nothing goes out; the same for none.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="telling", primary_key=True)
    by_mail = models.BooleanField(_("by mail"), default=True)
    quiet_from = models.TimeField(_("quiet from"), default=time(20))
    quiet_until = models.TimeField(_("quiet until"), default=time(6))

    def __str__(self) -> str:
        return f"{self.user_id}"


class Preference(models.Model):
    """How a person wants to hear of one kind of thing; without a row, as the kind starts."""

    class Way(models.TextChoices):
        NOW = "now", _("At once")
        DIGEST = "digest", _("Once a day, all together")
        APP = "app", _("Only here")

    user = models.ForeignKey(User, models.CASCADE, related_name="preferences")
    kind = models.CharField(max_length=40)
    way = models.CharField(max_length=6, choices=Way)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="preference_once"),
            models.CheckConstraint(
                condition=Q(way__in=["now", "digest", "app"]), name="preference_way_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class ChannelQuerySet(models.QuerySet["Channel"]):
    """Chainable questions about ways out."""

    def visible_to(self, person: Person) -> ChannelQuerySet:
        """Keep the person's own, in whichever center they are; a machine has none."""
        if person.user_id is None:
            return self.none()
        return self.filter(user_id=person.user_id)


class Channel(models.Model):
    """A way out to a person beside mail: a notifier of the site, and their address there.

    notifier: a name in settings.NOTIFIERS, or "webpush", whose address is the subscription of a
    browser. Nothing goes there before the code that was sent to it has come back. retired_at:
    when the other side said that there is nobody any more. error: why the last code or trial
    did not get there.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="channels")
    notifier = models.CharField(_("way"), max_length=20)
    address = models.TextField(_("address"))
    label = models.CharField(_("name"), max_length=60, blank=True)
    code = models.CharField(max_length=6, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "notifier", "address"], name="channel_once_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notifier} {self.user_id}"

    @property
    def end(self) -> str:
        """Return the last of the address, by which its person knows it and nobody learns it."""
        # A browser's address is JSON; what its person sees is the end of its key.
        return "…" + self.address.rstrip('}"')[-4:]

    @property
    def reason(self) -> str:
        """Return in plain words why the last code or trial did not get there, "" if it did."""
        return str(_REASONS[cause_of(self.error)]) if self.error else ""


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Chainable questions about deliveries."""

    def visible_to(self, person: Person) -> DeliveryQuerySet:
        """Keep those of the person's own notices."""
        if person.user_id is None:
            return self.none()
        return self.filter(notice__center_id=person.center_id, notice__user_id=person.user_id)

    def failed(self) -> DeliveryQuerySet:
        """Keep those that were given up."""
        return self.exclude(gave_up_at=None)


class Delivery(models.Model):
    """A notice on its way out of the program; channel: None is mail.

    claimed_until: a job is to send it; should that be lost, it is taken anew after that.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.ForeignKey(Channel, models.CASCADE, null=True, related_name="deliveries")
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=400, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    gave_up_at = models.DateTimeField(_("given up"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel"], name="delivery_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(gave_up_at=None), name="delivery_sent_or_given_up"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at=None, gave_up_at=None),
                name="delivery_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel_id}"

    @property
    def reason(self) -> str:
        """Return in plain words why it did not get out the last time, "" if nothing was wrong."""
        return str(_REASONS[cause_of(self.error)]) if self.error else ""
