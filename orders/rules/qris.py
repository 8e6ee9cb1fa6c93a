"""QRIS: the text inside the code that a buyer scans to pay.

Here belong the fields of an EMVCo merchant-presented payload and its checksum. Never here:
drawing the code, or whether an invoice is open.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_RUPIAH = 10_000_000
_LONGEST_BILL_NUMBER = 25

_FORMAT, _METHOD, _CURRENCY, _AMOUNT = "00", "01", "53", "54"
_COUNTRY, _ADDITIONAL, _CHECKSUM = "58", "62", "63"
_TIP_AND_FEE = frozenset({"55", "56", "57"})
_STATIC, _DYNAMIC, _RUPIAH = "11", "12", "360"
_BILL_NUMBER = "01"
_NEEDED = (_FORMAT, "52", _CURRENCY, _COUNTRY, "59", "60")


class QrisRefused(ValueError):
    """A payload or a payment that cannot be; `code` says why.

    Codes: not_a_payload, wrong_checksum, missing_field, not_rupiah, surcharge, not_static,
    bad_amount, over_the_cap, bad_bill_number, too_long.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


@dataclass(frozen=True)
class Field:
    """One field of a payload: a tag of two digits and its value, 1 to 99 characters."""

    tag: str
    value: str


def crc16(data: bytes) -> int:
    """Compute CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, nothing reflected.

    The check value of b"123456789" is 0x29B1.
    """
    register = 0xFFFF
    for byte in data:
        register ^= byte << 8
        for _ in range(8):
            carry = register & 0x8000
            register = ((register << 1) ^ (0x1021 if carry else 0)) & 0xFFFF
    return register


def parse_fields(text: str) -> list[Field]:
    """Split text into its fields, in their order: tag (2), length (2), value.

    Serves a payload and, just as well, the value of a template (26 to 51, 62, 64).
    Raises QrisRefused: not_a_payload, for a torn field, a length that is no number or zero,
    or a tag that comes twice.
    """
    fields: list[Field] = []
    position = 0
    while position < len(text):
        tag, length = text[position : position + 2], text[position + 2 : position + 4]
        if not (_is_digits(tag, 2) and _is_digits(length, 2) and int(length)):
            raise QrisRefused("not_a_payload", f"at character {position}")
        value = text[position + 4 : position + 4 + int(length)]
        if len(value) < int(length):
            raise QrisRefused("not_a_payload", f"field {tag} is cut off")
        fields.append(Field(tag, value))
        position += 4 + int(length)
    if len({field.tag for field in fields}) < len(fields):
        raise QrisRefused("not_a_payload", "a tag comes twice")
    return fields


def parse_payload(payload: str) -> list[Field]:
    """Read a whole payload, checking its checksum and that it asks for rupiah.

    Returns the fields in order, the checksum's last. Raises QrisRefused: not_a_payload,
    wrong_checksum, missing_field, not_rupiah.
    """
    fields = parse_fields(payload)
    if not fields or fields[0].tag != _FORMAT or fields[-1].tag != _CHECKSUM:
        raise QrisRefused("not_a_payload", "it starts with field 00 and ends with field 63")
    if fields[-1].value != _checksum(payload[:-4]):
        raise QrisRefused("wrong_checksum")
    missing = [tag for tag in _NEEDED if value_of(fields, tag) is None]
    if missing:
        raise QrisRefused("missing_field", ", ".join(missing))
    if value_of(fields, _CURRENCY) != _RUPIAH:
        raise QrisRefused("not_rupiah")
    return fields


def value_of(fields: Sequence[Field], tag: str) -> str | None:
    """Find the value of the field with this tag, None where there is none."""
    return next((field.value for field in fields if field.tag == tag), None)


def amount_of(fields: Sequence[Field]) -> int | None:
    """Read the amount in whole rupiah, None where the payer types it.

    Raises QrisRefused: bad_amount, for text that is no amount or has sen above zero.
    """
    text = value_of(fields, _AMOUNT)
    if text is None:
        return None
    whole, _, sen = text.partition(".")
    if not _is_digits(whole, len(whole)) or sen.strip("0"):
        raise QrisRefused("bad_amount", text)
    return int(whole)


def bill_number_of(fields: Sequence[Field]) -> str | None:
    """Read the bill number (field 62, 01), None where there is none."""
    additional = value_of(fields, _ADDITIONAL)
    return value_of(parse_fields(additional), _BILL_NUMBER) if additional else None


def dynamic_payload(static_payload: str, *, amount: int, bill_number: str) -> str:
    """Make the payload for one bill out of the merchant's own static one.

    static_payload: as the acquirer gave it, field 01 = 11. amount: whole rupiah, 1 to
    10 000 000. bill_number: 1 to 25 printable ASCII characters. Returns a payload with
    field 01 = 12, the amount and the bill number, fields by rising tag, a new checksum;
    what else the merchant's payload holds stays as it is.
    Raises QrisRefused: bad_amount, over_the_cap, bad_bill_number, not_static, surcharge
    (a payload that asks the buyer for a tip or a fee), too_long, and what `parse_payload`
    raises. EMVCo, QR Code Specification for Payment Systems, Merchant-Presented Mode 1.1.
    """
    _check_bill(amount, bill_number)
    fields = {field.tag: field.value for field in parse_payload(static_payload)[:-1]}
    if fields.get(_METHOD) != _STATIC:
        raise QrisRefused("not_static")
    if fields.keys() & _TIP_AND_FEE:
        raise QrisRefused("surcharge")
    additional = {f.tag: f.value for f in parse_fields(fields.get(_ADDITIONAL, ""))}
    additional[_BILL_NUMBER] = bill_number
    fields |= {
        _METHOD: _DYNAMIC,
        _AMOUNT: str(amount),
        _ADDITIONAL: _join(additional),
    }
    body = f"{_join(fields)}{_CHECKSUM}04"
    return body + _checksum(body)


def _check_bill(amount: int, bill_number: str) -> None:
    if amount <= 0:
        raise QrisRefused("bad_amount", str(amount))
    if amount > MOST_RUPIAH:
        raise QrisRefused("over_the_cap", str(amount))
    printable = bill_number.isascii() and bill_number.isprintable() and bill_number.strip()
    if not printable or len(bill_number) > _LONGEST_BILL_NUMBER:
        raise QrisRefused("bad_bill_number", bill_number)


def _join(fields: dict[str, str]) -> str:
    """Write fields by rising tag; 00, which must be first, is the lowest."""
    for tag, value in fields.items():
        if len(value) > 99:
            raise QrisRefused("too_long", f"field {tag}")
    return "".join(f"{tag}{len(fields[tag]):02d}{fields[tag]}" for tag in sorted(fields))


def _checksum(body: str) -> str:
    return f"{crc16(body.encode()):04X}"


def _is_digits(text: str, length: int) -> bool:
    return len(text) == length > 0 and text.isascii() and text.isdigit()
