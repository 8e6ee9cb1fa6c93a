"""Catalogues follow the source and lose no translation."""

from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils import translation

from materialcenter.supervision import translations

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
_("Closed at %(time)s")
ngettext("%(count)d lot", "%(count)d lots", 2)
pgettext("of steel", "Grade")
_(not_a_text)
"""
TEMPLATE = """
  {% translate "Racks" %}
    {% blocktranslate trimmed with name=place.name %}
      On rack
      {{ name }}
    {% endblocktranslate %}
<p title="it's">{% translate "Grade" context "of a pupil" %}</p>
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay out an app "yard" and an app "desk" with a few texts."""
    monkeypatch.setattr(translations, "_ROOT", tmp_path)
    monkeypatch.setattr(translations, "CATALOGUES", {"yard": ("yard",), "desk": ("desk",)})
    (tmp_path / "yard/templates/yard").mkdir(parents=True)
    (tmp_path / "yard/words.py").write_text(PYTHON)
    (tmp_path / "yard/templates/yard/racks.html").write_text(TEMPLATE)
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk/words.py").write_text("")
    return tmp_path


def told() -> dict[str, str]:
    """Return each gap's text and why it is one."""
    return {gap.text: gap.why for gap in translations.gaps()}


def translate(catalogue: str, **texts: str) -> None:
    """Translate texts in a catalogue by replacing their empty translation."""
    path = translations.path_of(catalogue)
    written = path.read_text()
    for text, translated in texts.items():
        written = written.replace(
            f'msgid "{text}"\nmsgstr ""', f'msgid "{text}"\nmsgstr "{translated}"'
        )
    path.write_text(written)


class TestUpdate:
    def test_finds_what_code_and_templates_say(self, house: Path) -> None:
        translations.update()
        with translations.path_of("yard").open("rb") as file:
            found = {(message.context, message.id) for message in read_po(file) if message.id}
        assert found == {
            (None, "Closed at %(time)s"),
            (None, ("%(count)d lot", "%(count)d lots")),
            ("of steel", "Grade"),
            ("of a pupil", "Grade"),
            (None, "Racks"),
            (None, "On rack %(name)s"),
        }

    def test_finds_what_is_said_at_once(self, house: Path) -> None:
        (house / "desk/words.py").write_text('said = __("Said at once")\n')
        assert "Said at once" in told()

    def test_writes_the_same_twice_and_one_plural_form(self, house: Path) -> None:
        translations.update()
        first = translations.path_of("yard").read_text()
        translations.update()
        assert translations.path_of("yard").read_text() == first
        assert "nplurals=1" in first
        assert "msgstr[1]" not in first

    def test_keeps_translations_also_of_a_text_that_moves(self, house: Path) -> None:
        translations.update()
        translate("yard", Racks="Rak")
        (house / "yard/templates/yard/racks.html").write_text("")
        (house / "desk/words.py").write_text('_("Racks")')
        translations.update()
        assert 'msgid "Racks"\nmsgstr "Rak"' in translations.path_of("desk").read_text()

    def test_keeps_the_obsolete_until_told_to_drop_it(self, house: Path) -> None:
        translations.update()
        translate("yard", Racks="Rak")
        (house / "yard/templates/yard/racks.html").write_text("")
        translations.update()
        assert '#~ msgid "Racks"' in translations.path_of("yard").read_text()
        assert told()["Racks"] == "obsolete"
        translations.update(drop_unused=True)
        assert "Racks" not in translations.path_of("yard").read_text()


class TestGaps:
    def test_names_what_is_untranslated_though_never_extracted(self, house: Path) -> None:
        assert told()["Racks"] == "untranslated"

    def test_names_what_is_fuzzy_and_what_has_other_places(self, house: Path) -> None:
        translations.update()
        translate("yard", **{"Closed at %(time)s": "Tutup %(jam)s", "Racks": "Rak"})
        path = translations.path_of("yard")
        path.write_text(path.read_text().replace('msgid "Racks"', '#, fuzzy\nmsgid "Racks"'))
        assert told()["Racks"] == "fuzzy"
        assert "placeholder" in told()["Closed at %(time)s"]


class TestCompile:
    def test_writes_what_django_reads_when_it_is_older(self, house: Path) -> None:
        translations.update()
        translate("yard", Racks="Rak")
        assert translations.compile_all() == 2
        assert translations.compile_all() == 0
        with translations.path_of("yard").with_suffix(".mo").open("rb") as file:
            message = read_mo(file).get("Racks")
        assert message is not None
        assert message.string == "Rak"

    def test_goes_on_in_the_language_that_was_spoken(self, house: Path) -> None:
        translations.update()
        with translation.override("en"):
            assert translations.compile_all() == 2
            assert translation.get_language() == "en"

    def test_is_heard_by_a_process_that_spoke_before(
        self, house: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        heard: list[Path] = []
        monkeypatch.setattr(
            translations,
            "translation_file_changed",
            lambda *, sender, file_path: heard.append(file_path),
        )
        translations.update()
        translations.compile_all()
        assert translations.path_of("yard").with_suffix(".mo") in heard
