"""The kernel's books: audit, jobs, kept answers, files and imports."""

from __future__ import annotations

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from materialcenter.models.centers import Center
from materialcenter.models.people import ApiToken, User
from materialcenter.person import Person


def insert_only(name: str) -> list[pgtrigger.Trigger]:
    """Return the triggers by which the database refuses UPDATE, DELETE and TRUNCATE."""
    return [
        pgtrigger.Protect(name=f"{name}_rows_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name=f"{name}_table_stays",
            operation=pgtrigger.Truncate,
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
        ),
    ]


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Chainable questions about the audit."""

    def visible_to(self, person: Person) -> AuditEntryQuerySet:
        """Keep the center's entries for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)

    def matching(self, *, action: str = "", subject: str = "") -> AuditEntryQuerySet:
        """Keep the acts that begin with `action`, such as "pool.", and of one model."""
        rows = self.filter(action__startswith=action) if action else self
        return rows.filter(subject=subject) if subject else rows


class AuditEntry(models.Model):
    """One act: who, what, on which row, when. Insert-only."""

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    token = models.ForeignKey(ApiToken, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["center", "subject", "subject_id"], name="audit_subject"),
        ]
        triggers = insert_only("audit")

    def __str__(self) -> str:
        return f"{self.action} {self.subject} {self.subject_id}"


class JobQuerySet(models.QuerySet["Job"]):
    """Chainable questions about jobs."""

    def visible_to(self, person: Person) -> JobQuerySet:
        """Keep the center's jobs for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)

    def failed(self) -> JobQuerySet:
        """Keep the jobs that gave up."""
        return self.filter(failed_at__isnull=False)

    def waiting(self) -> JobQuerySet:
        """Keep the jobs that are still to be done, tried already or not."""
        return self.filter(finished_at=None, failed_at=None)


class Job(models.Model):
    """Work to be done later; see jobs.py."""

    center = models.ForeignKey(Center, models.PROTECT, null=True, related_name="+")
    task = models.CharField(max_length=120)
    arguments = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    language = models.CharField(max_length=2, default="id")
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(finished_at=None, failed_at=None),
                name="job_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.pk}"


class KeptAnswer(models.Model):
    """The first answer to an idempotency key; see commands.answer_once."""

    owner = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.BinaryField()
    media_type = models.CharField(max_length=80)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="kept_answer_once")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"


class FileContent(models.Model):
    """The bytes of a file, once per content."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()

    class Meta:
        triggers = insert_only("file_content")

    def __str__(self) -> str:
        return self.sha256


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Chainable questions about attachments."""

    def visible_to(self, person: Person) -> AttachmentQuerySet:
        """Keep the center's files for its staff, and a buyer's workshops' own files."""
        mine = self.filter(center_id=person.center_id)
        if person.is_staff:
            return mine
        return mine.filter(workshop_id__in=person.workshop_ids)


class Attachment(models.Model):
    """A named file of a center: what came in or a document that went out."""

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    workshop = models.ForeignKey(
        "materialcenter.Workshop", models.PROTECT, null=True, related_name="+"
    )
    content = models.ForeignKey(FileContent, models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=80)
    size_bytes = models.PositiveIntegerField()
    subject = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["center", "subject", "subject_id"], name="attachment_subject"),
        ]

    def __str__(self) -> str:
        return self.name


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Chainable questions about imports."""

    def visible_to(self, person: Person) -> ImportRunQuerySet:
        """Keep the center's imports for its staff."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class ImportRun(models.Model):
    """A spreadsheet on its way in: read, shown, and applied all or nothing."""

    class Status(models.TextChoices):
        READING = "reading", _("Being read")
        FAULTY = "faulty", _("Has faults")
        READY = "ready", _("Ready to import")
        APPLYING = "applying", _("Being imported")
        APPLIED = "applied", _("Imported")
        FAILED = "failed", _("Failed")

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    options = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=Status, default=Status.READING)
    faults = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    preview = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    row_count = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "kind", "sha256"],
                condition=Q(status__in=["applying", "applied"]),
                name="import_same_file_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
