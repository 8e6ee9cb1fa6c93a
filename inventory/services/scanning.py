"""Reading the code on a photo, for browsers that cannot read it by themselves.

A photo is looked at and forgotten. It is drawn no larger than a code needs, so that a small
file that unpacks into a huge picture is refused before it takes memory.
"""

import io

import zxingcpp
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image

from inventory.rules.labels import NotALabel, read_label
from materialcenter import limiting
from materialcenter.errors import Invalid
from materialcenter.person import STAFF, Person
from materialcenter.rules.filetypes import JPEG, PNG
from materialcenter.services.filing import check_upload

MAY_SCAN = STAFF
LONGEST_SIDE = 2000
LONGEST_CODE = 600
# A plain JPEG is made smaller while it is unpacked; anything else is held whole.
MOST_PIXELS, MOST_PIXELS_WHOLE = 80_000_000, 25_000_000


class PictureUnreadable(Invalid):
    """A file that is no picture inside, or one of too many pixels."""

    code = "picture_unreadable"
    sentence = _("This picture cannot be opened. Please take it again, smaller.")


class PhotoMissing(Invalid):
    """Nothing was sent to be read."""

    code = "photo_missing"
    sentence = _("Choose or take a photo first.")


class NoCodeFound(Invalid):
    """A picture without a code."""

    code = "no_code_found"
    sentence = _("There is no code on this photo. Hold the phone closer, and straight.")


class SeveralLabels(Invalid):
    """A picture with the labels of several lots."""

    code = "several_labels"
    sentence = _("There are several labels on this photo. Take one alone.")


def read_photo(*, name: str, content: bytes, by: Person) -> str:
    """Read the code on a photo: our label where there is one, else any other code.

    Raises RateLimited, what check_upload refuses, PictureUnreadable, NoCodeFound,
    SeveralLabels.
    """
    by.must_be(*MAY_SCAN)
    limiting.take(f"scan:{by.owner}", per_minute=settings.SCANS_PER_MINUTE)
    check_upload(name=name, content=content, allowed=(JPEG, PNG))
    codes = [
        code.text
        for code in zxingcpp.read_barcodes(_picture(content), text_mode=zxingcpp.TextMode.Plain)
    ]
    found = [text for text in codes if 0 < len(text) <= LONGEST_CODE and text.isprintable()]
    if not found:
        raise NoCodeFound(field="photo")
    return _one_of(found)


def _picture(content: bytes) -> Image.Image:
    """Draw a picture in grey, its longest side at most LONGEST_SIDE pixels."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > _most_pixels(picture):
                raise PictureUnreadable(field="photo")
            picture.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
            grey = picture.convert("L")
    except (Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise PictureUnreadable(field="photo") from error
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return grey


def _most_pixels(picture: Image.Image) -> int:
    is_plain = picture.format == "JPEG" and "progressive" not in picture.info
    return MOST_PIXELS if is_plain else MOST_PIXELS_WHOLE


def _one_of(found: list[str]) -> str:
    labels = [text for text in found if _is_label(text)]
    if len(set(labels)) > 1:
        raise SeveralLabels(field="photo")
    return labels[0] if labels else found[0]


def _is_label(text: str) -> bool:
    try:
        read_label(text)
    except NotALabel:
        return False
    return True
