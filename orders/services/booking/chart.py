"""The chart of accounts that every center starts with; finance gives its own codes and names."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.models import Role
from materialcenter.person import Person
from orders.models import Account

KEEPERS = (Role.FINANCE, Role.SUPERVISOR)
LONGEST_CODE = 20
LONGEST_NAME = 120

_DEBIT, _CREDIT = Account.Side.DEBIT, Account.Side.CREDIT
_ROLE = Account.Role
# As a small trading cooperative numbers them: 1 assets, 2 debts, 3 equity, 4 revenue,
# 5 cost of goods, 6 other costs.
CHART: dict[str, tuple[str, str]] = {
    _ROLE.CASH: ("1101", _DEBIT),
    _ROLE.BANK: ("1102", _DEBIT),
    _ROLE.QRIS: ("1103", _DEBIT),
    _ROLE.RECEIVABLE: ("1201", _DEBIT),
    _ROLE.VAT_IN: ("1301", _DEBIT),
    _ROLE.STOCK: ("1401", _DEBIT),
    _ROLE.CHARGES: ("1402", _DEBIT),
    _ROLE.PAYABLE: ("2101", _CREDIT),
    _ROLE.RECEIVED_NOT_BILLED: ("2102", _CREDIT),
    _ROLE.DEPOSITS: ("2201", _CREDIT),
    _ROLE.CREDIT_NOTES: ("2202", _CREDIT),
    _ROLE.VAT_OUT: ("2301", _CREDIT),
    _ROLE.BROUGHT_IN: ("3101", _CREDIT),
    _ROLE.REVENUE: ("4101", _CREDIT),
    _ROLE.SALES_RETURNS: ("4102", _DEBIT),
    _ROLE.DISCOUNT: ("4201", _CREDIT),
    _ROLE.COST_OF_GOODS: ("5101", _DEBIT),
    _ROLE.PRICE_DIFFERENCE: ("5201", _DEBIT),
    _ROLE.FREIGHT: ("5202", _DEBIT),
    _ROLE.CUTTING_LOSS: ("5301", _DEBIT),
    _ROLE.COUNT_DIFFERENCE: ("5302", _DEBIT),
    _ROLE.STOCK_WRITTEN_OFF: ("5303", _DEBIT),
    _ROLE.BAD_DEBT: ("6101", _DEBIT),
}


class BadAccount(Invalid):
    """A code or a name that an account cannot have."""

    code = "account_invalid"
    sentence = _("An account has a code of 1 to 20 characters and a name of at most 120.")


class AccountCodeTaken(Conflict):
    """Another account of the center has the code."""

    code = "account_code_taken"
    sentence = _("Account %(account)s exists already: %(name)s.")


@step
def seed_accounts(center_id: int) -> None:
    """Make the accounts that a center has not got yet; those it has keep code and name."""
    Account.objects.bulk_create(
        (
            Account(center_id=center_id, role=role, code=code, side=side)
            for role, (code, side) in CHART.items()
        ),
        ignore_conflicts=True,
    )


@command
def rename_account(*, account_id: int, code: str, name: str, by: Person, at: datetime) -> Account:
    """Give an account the code and the name that the accountant uses; its role stays.

    name: "" for the usual one. Locks the center's accounts. Raises WrongRole, Missing,
    BadAccount, AccountCodeTaken.
    """
    by.must_be(*KEEPERS)
    code, name = code.strip(), name.strip()
    if not 1 <= len(code) <= LONGEST_CODE or len(name) > LONGEST_NAME:
        raise BadAccount
    accounts = {
        account.pk: account
        for account in Account.objects.visible_to(by).select_for_update(no_key=True).order_by("pk")
    }
    account = accounts.pop(account_id, None)
    if account is None:
        raise Missing
    taken = next((other for other in accounts.values() if other.code == code), None)
    if taken is not None:
        raise AccountCodeTaken(field="code", account=taken.code, name=taken.title)
    account.code, account.name = code, name
    account.save(update_fields=["code", "name"])
    audit.record(
        by=by,
        action="account.renamed",
        subject="Account",
        subject_id=account.pk,
        at=at,
        code=code,
        name=name,
    )
    return account
