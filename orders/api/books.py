"""The books: the journal, the accounts with their ledgers, the trial balance and its proofs."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router
from pydantic import Field

from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Out
from materialcenter.models import Role
from materialcenter.paging import LARGEST_PAGE
from orders.models import Account, JournalEntry
from orders.reports.books import (
    Control,
    account_ledger,
    find_account,
    journal,
    journal_page,
    trial_balance,
)
from orders.services import booking
from orders.services.booking.chart import KEEPERS, LONGEST_CODE, LONGEST_NAME

router = Router(tags=["books"])
READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)


class JournalLineOut(Out):
    """One side of an entry, in rupiah."""

    account: str
    account_id: int
    debit: Decimal
    credit: Decimal


class JournalEntryOut(Out):
    """A money fact. booked_on: dated_on, or the first open day where that was closed already."""

    id: int
    booked_on: date
    dated_on: date
    fact: str
    reference: str
    text: str
    written_at: datetime
    lines: list[JournalLineOut]

    @staticmethod
    def of(row: JournalEntry) -> "JournalEntryOut":
        """Shape an entry; its lines and their accounts at hand."""
        return JournalEntryOut(
            id=row.pk,
            booked_on=row.booked_on,
            dated_on=row.dated_on,
            fact=row.fact,
            reference=row.reference,
            text=row.text,
            written_at=row.written_at,
            lines=[
                JournalLineOut(
                    account=line.account.code,
                    account_id=line.account_id,
                    debit=line.debit,
                    credit=line.credit,
                )
                for line in row.lines.all()
            ],
        )


class AccountOut(Out):
    """An account. role: what the journal uses it for; side: where its balance usually stands."""

    id: int
    role: str
    code: str
    name: str
    side: str

    @staticmethod
    def of(row: Account) -> "AccountOut":
        """Shape an account."""
        return AccountOut(id=row.pk, role=row.role, code=row.code, name=row.title, side=row.side)


class AccountSumOut(AccountOut):
    """An account and what was booked on it, in rupiah."""

    debit: Decimal
    credit: Decimal


class ControlOut(Out):
    """An account that papers prove now, debit above zero; booked should be proved."""

    role: str
    booked: Decimal
    proved: Decimal

    @staticmethod
    def of(row: Control) -> "ControlOut":
        """Shape a proof."""
        return ControlOut(role=row.role, booked=row.booked, proved=row.proved)


class TrialBalanceOut(Out):
    """Every account through a day; debit and credit sum to the same. proofs: of now."""

    on: date
    debit: Decimal
    credit: Decimal
    accounts: list[AccountSumOut]
    proofs: list[ControlOut]


class AccountLineOut(Out):
    """A line of an account; balance: after it, debit above zero."""

    entry_id: int
    booked_on: date
    dated_on: date
    fact: str
    reference: str
    text: str
    debit: Decimal
    credit: Decimal
    balance: Decimal


class AccountIn(Input):
    """The code and the name that the accountant uses; "" for the usual name."""

    code: Annotated[str, Field(min_length=1, max_length=LONGEST_CODE, pattern=r"^[^\x00]*$")]
    name: Annotated[str, Field(max_length=LONGEST_NAME, pattern=r"^[^\x00]*$")] = ""


@router.get("/journal", response={200: CursorList[JournalEntryOut], **REFUSALS})
@needs(*READERS)
def list_journal(
    request: Any,
    cursor: str = "",
    limit: int = 50,
    since: date | None = None,
    until: date | None = None,
    fact: str = "",
    reference: str = "",
) -> CursorList[JournalEntryOut]:
    """List entries, what was written last ahead. reference: what a paper's number begins with."""
    rows = journal(request.auth, since=since, until=until, fact=fact, reference=reference)
    found = journal_page(rows, cursor=cursor, limit=limit)
    return CursorList(
        items=[JournalEntryOut.of(row) for row in found.items], next_cursor=found.next_cursor
    )


@router.get("/trial-balance", response={200: TrialBalanceOut, **REFUSALS})
@needs(*READERS)
def show_trial_balance(request: Any, on: date | None = None) -> TrialBalanceOut:
    """Sum every account through a day, today where none is named."""
    center_id = request.auth.center_id
    day = on or timezone.localdate()
    rows = trial_balance(center_id, on=day)
    return TrialBalanceOut(
        on=day,
        debit=sum((row.debit for row in rows), Decimal(0)),
        credit=sum((row.credit for row in rows), Decimal(0)),
        accounts=[
            AccountSumOut(**AccountOut.of(row.account).dict(), debit=row.debit, credit=row.credit)
            for row in rows
        ],
        proofs=[ControlOut.of(row) for row in booking.controls_of(center_id)],
    )


@router.get("/accounts", response={200: list[AccountOut], **REFUSALS})
@needs(*READERS)
def list_accounts(request: Any) -> list[AccountOut]:
    """List the accounts by code; a center has about two dozen."""
    return [AccountOut.of(row) for row in Account.objects.visible_to(request.auth)]


@router.patch("/accounts/{account_id}", response={200: AccountOut, **REFUSALS})
@needs(*KEEPERS)
def change_account(request: Any, account_id: int, body: AccountIn) -> AccountOut:
    """Give an account its code and its name."""
    account = booking.rename_account(
        account_id=account_id,
        code=body.code,
        name=body.name,
        by=request.auth,
        at=timezone.now(),
    )
    return AccountOut.of(account)


@router.get("/accounts/{account_id}/lines", response={200: CursorList[AccountLineOut], **REFUSALS})
@needs(*READERS)
def list_account_lines(
    request: Any,
    account_id: int,
    since: date | None = None,
    until: date | None = None,
    cursor: str = "",
    limit: int = 50,
) -> CursorList[AccountLineOut]:
    """List an account's lines of a period by day, each with the balance after it."""
    found = account_ledger(
        find_account(request.auth, account_id),
        since=since or date.min,
        until=until or date.max,
        cursor=cursor,
        limit=max(1, min(limit, LARGEST_PAGE)),
    )
    return CursorList(
        items=[
            AccountLineOut(
                entry_id=line.entry_id,
                booked_on=line.booked_on,
                dated_on=line.dated_on,
                fact=line.fact,
                reference=line.reference,
                text=line.text,
                debit=line.debit,
                credit=line.credit,
                balance=line.balance,
            )
            for line in found.lines
        ],
        next_cursor=found.next_cursor,
    )
