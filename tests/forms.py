"""The forms of a page, as a browser finds them: where they go and what they send."""

import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.core.files.uploadedfile import SimpleUploadedFile

ONCE = "once"
_SILENT = {"submit", "button", "reset", "image"}


@dataclass
class Form:
    """One form: its method, its address ("" for the page's own), its fields as they stand."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def sent(self, **instead: str) -> dict[str, str | SimpleUploadedFile]:
        """Return what the browser would send, some fields changed, with a fresh once-token."""
        made: dict[str, str | SimpleUploadedFile] = {**self.fields, **instead}
        if ONCE in self.fields and ONCE not in instead:
            made[ONCE] = uuid.uuid4().hex
        for name in self.files:
            made[name] = SimpleUploadedFile("a.pdf", b"%PDF-1.7\n")
        return made

    @property
    def typed(self) -> list[str]:
        """Return the names of the fields whose content anybody can choose."""
        return [name for name in self.fields if name != "csrfmiddlewaretoken"]


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(has.get("method", "get").lower(), has.get("action", ""))
            self.forms.append(self.form)
        if self.form is None or "form" in has:
            return
        name, kind = has.get("name", ""), has.get("type", "text")
        if tag == "option" and self.select:
            chosen = "selected" in has or not self.form.fields.get(self.select)
            if chosen:
                self.form.fields[self.select] = has.get("value", "")
        if tag == "select":
            self.select = name
        if not name:
            return
        if tag == "input" and kind == "file":
            self.form.files.append(name)
        elif tag == "input" and kind not in _SILENT:
            self.form.fields.setdefault(name, has.get("value", ""))
        elif tag in {"textarea", "select"}:
            self.form.fields.setdefault(name, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        if tag == "select":
            self.select = ""


def forms_of(html: str) -> list[Form]:
    """Find every form of a page."""
    finder = _Finder()
    finder.feed(html)
    return finder.forms
