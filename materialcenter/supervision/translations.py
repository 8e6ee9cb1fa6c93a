"""The catalogues of translations: what the source says, what is translated, what is missing.

English stands in the source; `<app>/locale/id/LC_MESSAGES/django.po` says it in Indonesian.
config has no catalogue of its own, its words are in materialcenter's.
"""

import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from babel.messages import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import activate, get_language
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.template import templatize

_ROOT = Path(__file__).resolve().parents[2]
LOCALE = "id"
CATALOGUES: Mapping[str, tuple[str, ...]] = {
    "materialcenter": ("materialcenter", "config"),
    "inventory": ("inventory",),
    "orders": ("orders",),
}
_FUNCTIONS = (
    "_",
    "__",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext",
    "npgettext_lazy",
)
_KEPT_HEADERS = ("Language:", "Plural-Forms", "MIME-Version", "Content-")
_PLURALS = ("Plural-Forms", "nplurals=1; plural=0;")

MessageId: TypeAlias = str | tuple[str, ...] | list[str]
Key: TypeAlias = tuple[str | None, str]


@dataclass(frozen=True)
class Gap:
    """An entry that keeps a catalogue from being complete, and why."""

    catalogue: str
    why: str
    text: str


def path_of(catalogue: str) -> Path:
    """Return where a catalogue's translations are kept."""
    return _ROOT / catalogue / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def update(*, drop_unused: bool = False) -> None:
    """Bring every catalogue up to what the source says, keeping all translations.

    A text that moved to another app takes its translation along. What the source no longer
    says stays as obsolete, unless drop_unused.
    """
    for name, catalogue in _fresh().items():
        if drop_unused:
            catalogue.obsolete.clear()
        path = path_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_written(catalogue))


def gaps() -> list[Gap]:
    """Return what is untranslated, fuzzy, obsolete or has other places than its source."""
    found: list[Gap] = []
    for name, catalogue in _fresh().items():
        for message in catalogue:
            if not message.id:
                continue
            if not _is_translated(message):
                found.append(Gap(name, "untranslated", _text(message.id)))
            elif message.fuzzy:
                found.append(Gap(name, "fuzzy", _text(message.id)))
            else:
                faults = message.check(catalogue)
                found += [Gap(name, str(fault), _text(message.id)) for fault in faults]
        gone = catalogue.obsolete.values()
        found += [Gap(name, "obsolete", _text(message.id)) for message in gone]
    return found


def compile_all() -> int:
    """Write the compiled form of every catalogue that has none or an older one; return how many.

    What was read before is forgotten; the language spoken stays.
    """
    count, speaking = 0, get_language()
    for name in CATALOGUES:
        source = path_of(name)
        target = source.with_suffix(".mo")
        if not source.exists():
            continue
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        draft = target.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, _read(name))
        draft.replace(target)
        translation_file_changed(sender=None, file_path=target)  # forget what was read before
        count += 1
    if speaking is not None:
        activate(speaking)
    return count


def _fresh() -> dict[str, Catalog]:
    """Put what the source says together with every translation that is known."""
    kept = {name: _read(name) for name in CATALOGUES}
    elsewhere = {
        _key(message): message
        for old in kept.values()
        for message in old
        if _is_translated(message)
    }
    return {name: _merged(name, old, elsewhere) for name, old in kept.items()}


def _merged(name: str, old: Catalog, elsewhere: Mapping[Key, Message]) -> Catalog:
    own = {_key(message): message for message in (*old.obsolete.values(), *old) if message.id}
    fresh = Catalog(locale=LOCALE, header_comment="", fuzzy=False)
    fresh.mime_headers = [_PLURALS]
    for context, identity in _said_in(name):
        key = (context, identity if isinstance(identity, str) else identity[0])
        known = own.get(key)
        if known is None or not _is_translated(known):
            known = elsewhere.get(key)
        fresh.add(
            identity,
            string=_fitting(identity, known),
            context=context,
            flags=known.flags & {"fuzzy"} if known else (),
        )
    said = {_key(message) for message in fresh}
    for key, message in own.items():
        if key not in said and _is_translated(message):
            fresh.obsolete[message.id] = message
    return fresh


def _written(catalogue: Catalog) -> str:
    """Write a catalogue out, sorted, without what changes from run to run."""
    text = io.BytesIO()
    write_po(text, catalogue, width=100, no_location=True, sort_output=True)
    header, _blank, rest = text.getvalue().decode().lstrip().partition("\n\n")
    lines = header.splitlines()
    kept = [
        w
        for w in lines
        if not w.startswith('"') or w.startswith(tuple(f'"{k}' for k in _KEPT_HEADERS))
    ]
    return "\n".join(kept) + "\n\n" + rest


def _fitting(identity: MessageId, known: Message | None) -> Any:
    """Return the known translation in the form that the entry has: one text, or one per plural."""
    if known is None:
        return None
    first = known.string[0] if isinstance(known.string, (tuple, list)) else known.string
    return first if isinstance(identity, str) else (first,)


def _said_in(catalogue: str) -> Iterator[tuple[str | None, MessageId]]:
    for folder in CATALOGUES[catalogue]:
        for path in sorted((_ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _said(path.read_bytes())
        for path in sorted((_ROOT / folder / "templates").rglob("*")):
            if path.suffix in {".html", ".txt"}:
                source = templatize(path.read_text(), origin=str(path))
                lines = "\n".join(line.lstrip() for line in source.splitlines())
                yield from _said(lines.encode())


def _said(source: bytes) -> Iterator[tuple[str | None, MessageId]]:
    for _line, name, texts, _comments in extract_python(
        io.BytesIO(source), dict.fromkeys(_FUNCTIONS), [], {"encoding": "utf-8"}
    ):
        function = str(name)
        parts: list[Any] = [*texts] if isinstance(texts, (tuple, list)) else [texts]
        context = parts.pop(0) if "pgettext" in function else None
        plural = function.startswith("n")
        wanted = parts[: 2 if plural else 1]
        if wanted and all(isinstance(part, str) and part for part in wanted):
            yield context, tuple(wanted) if plural else wanted[0]


def _read(name: str) -> Catalog:
    path = path_of(name)
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def _is_translated(message: Message) -> bool:
    if not message.id:
        return False
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return bool(texts) and all(texts)


def _key(message: Message) -> Key:
    identity = message.id if isinstance(message.id, str) else message.id[0]
    return message.context, identity


def _text(identity: MessageId) -> str:
    return identity if isinstance(identity, str) else identity[0]
