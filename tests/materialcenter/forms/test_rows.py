"""Rows of a form: what says nothing is left alone, what was typed stays."""

from django import forms
from django.http import QueryDict

from materialcenter.errors import Fault, Invalid
from materialcenter.forms.base import ActForm
from materialcenter.forms.rows import Rows


class _Line(ActForm):
    material = forms.CharField()
    kg = forms.IntegerField(min_value=1)
    basis = forms.ChoiceField(choices=[("table", "table"), ("weighed", "weighed")])


_SENT = QueryDict(
    "rows=3&r0-material=A&r0-kg=-1&r0-basis=table"
    "&r1-material=&r1-kg=&r1-basis=weighed&r2-material=C&r2-kg=&r2-basis=table"
)


def _read() -> Rows[_Line]:
    rows = Rows(_Line, telling=("material", "kg"))
    rows.read(_SENT)
    return rows


class TestRows:
    def test_judges_what_says_something_and_leaves_the_rest_as_it_was(self) -> None:
        rows = _read()
        assert not rows.is_valid()
        assert [sorted(form.errors) for form in rows.forms] == [["kg"], [], ["kg"]]
        assert rows.filled == [rows.forms[0], rows.forms[2]]
        assert "selected>weighed" in str(rows.forms[1]["basis"])

    def test_puts_a_fault_at_the_row_that_it_counts_among_the_filled(self) -> None:
        rows, head = _read(), ActForm({})
        rows.is_valid()
        rows.refuse(Invalid(faults=[Fault("x", "Not so", "lines.1.material")]), head)
        assert rows.forms[2].errors["material"] == ["Not so"]
        assert not rows.forms[1].errors

    def test_keeps_what_was_typed_unjudged_when_another_row_is_asked_for(self) -> None:
        rows = Rows(_Line, telling=("material", "kg"))
        rows.keep(_SENT, more=[{"basis": "table"}])
        shown = [[form[name].value() for name in form.fields] for form in rows.forms]
        assert shown == [
            ["A", "-1", "table"],
            ["", "", "weighed"],
            ["C", "", "table"],
            [None, None, "table"],
        ]
        assert not any(form.errors for form in rows.forms)
