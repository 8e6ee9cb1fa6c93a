"""The course of an import: sent, read, shown, confirmed, written all or nothing.

Reading and writing are jobs; nothing of a file is stored before somebody has seen what
it holds and confirmed it, and one transaction writes all of it.
"""

from materialcenter.services.importing.confirming import (
    ImportNotReady,
    ImportSentTwice,
    confirm_import,
)
from materialcenter.services.importing.reading import read_import
from materialcenter.services.importing.sending import OptionRefused, send_file
from materialcenter.services.importing.writing import import_now, write_import

__all__ = [
    "ImportNotReady",
    "ImportSentTwice",
    "OptionRefused",
    "confirm_import",
    "import_now",
    "read_import",
    "send_file",
    "write_import",
]
