"""What a kind of fact is made of: the papers that are facts, and the sides of their entries."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """How one kind of fact is read, as two pieces of SQL.

    fact: a JournalEntry.Fact. papers: a query of fact_id, dated_on, reference and text, one
    row per fact of %(center)s; a fact is worth more than nothing. sides: a query of fact_id,
    role (an Account.Role) and amount over the relation `facts`, which is some of the papers'
    rows; debit above zero, credit below, and an entry's amounts sum to zero. Both may ask for
    %(zone)s, in which a day begins, and %(today)s. proved: the roles whose amounts follow from
    the papers at any later time; None for all of them.
    """

    fact: str
    papers: str
    sides: str
    proved: tuple[str, ...] | None = None
