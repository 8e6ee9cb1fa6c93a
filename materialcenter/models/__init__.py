"""The kernel's tables, one file per subject."""

from materialcenter.models.centers import Center, DayOff, NumberSeries
from materialcenter.models.partners import Supplier, Workshop, WorkshopBuyer
from materialcenter.models.people import ApiToken, Membership, User
from materialcenter.models.records import (
    Attachment,
    AuditEntry,
    FileContent,
    ImportRun,
    Job,
    KeptAnswer,
    insert_only,
)
from materialcenter.models.telling import Channel, Delivery, Notice, Preference, TellingSettings
from materialcenter.person import Role

__all__ = [
    "ApiToken",
    "Attachment",
    "AuditEntry",
    "Center",
    "Channel",
    "DayOff",
    "Delivery",
    "FileContent",
    "ImportRun",
    "Job",
    "KeptAnswer",
    "Membership",
    "Notice",
    "NumberSeries",
    "Preference",
    "Role",
    "Supplier",
    "TellingSettings",
    "User",
    "Workshop",
    "WorkshopBuyer",
    "insert_only",
]
