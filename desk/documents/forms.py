"""What a drafter fills in, as a form of the page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from desk.documents.kinds import Field, Kind

LONGEST_LINE, LONGEST_TEXT = 200, 4000


class DraftForm(forms.Form):
    """The fields of one kind of document."""

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in kind.fields:
            self.fields[field.key] = _widget(field)

    def filled(self) -> dict[str, str]:
        """Return what was filled in, dates as ISO dates."""
        return {
            key: value.isoformat() if hasattr(value, "isoformat") else str(value or "")
            for key, value in self.cleaned_data.items()
        }


class ReasonForm(forms.Form):
    """Why a draft goes back."""

    reason = forms.CharField(max_length=500, label=_("退回理由"))


def _widget(field: Field) -> forms.Field:
    label, required = field.en if get_language() == "en" else field.zh, not field.optional
    if field.form == "date":
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(label=label, required=required, widget=widget)
    if field.form == "line":
        return forms.CharField(label=label, required=required, max_length=LONGEST_LINE)
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("一行一项") if field.form == "list" else "",
    )
