"""What a person may fill in: the filter of the list, the purpose of opening dossiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.results import Lead, area_prefix
from desk.web import words
from resolve.judgements import LONGEST

PAGE = 50
SORTS = {
    "strength": _("依据强弱"),
    "unit": _("单位"),
    "findings": _("线索数"),
    "name": _("姓名"),
}


class ListFilter(forms.Form):
    """The filter of the risk list; everything is optional."""

    tier = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label=_("层级"))
    typology = forms.ChoiceField(required=False, label=_("类型"))
    pattern = forms.ChoiceField(required=False, label=_("情形"))
    unit = forms.CharField(required=False, max_length=80, label=_("单位或职务"))
    region = forms.RegexField(
        r"^\d{2,6}$",
        required=False,
        label=_("行政区划代码"),
        error_messages={"invalid": _("请填 2 至 6 位数字")},
    )
    sort = forms.ChoiceField(required=False, choices=list(SORTS.items()), label=_("排序"))

    def __init__(self, *args: Any, patterns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", _("全部"))]
        choices: dict[str, list[tuple[Any, Any]]] = {
            "tier": list(words.TIERS.items()),
            "typology": [
                (code, f"{code} {words.of(words.TYPOLOGIES, code)}") for code in words.TYPOLOGIES
            ],
            "pattern": [(code, f"{code} {words.pattern(code)}") for code in patterns],
        }
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*everything, *options]
        self.fields["unit"].widget.attrs["type"] = "search"
        self.fields["region"].widget.attrs |= {
            "inputmode": "numeric",
            "size": 8,
            "placeholder": "4206",
        }


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a filter lets through."""

    tier: int | None = None
    typology: str = ""
    pattern: str = ""
    unit: str = ""
    region: str = ""
    sort: str = "strength"

    @property
    def active(self) -> bool:
        """Whether anything is filtered out."""
        return bool(self.tier or self.typology or self.pattern or self.unit or self.region)

    def admits(self, lead: Lead) -> bool:
        """Say whether a lead passes every part of the filter."""
        area = area_prefix(self.region)
        return (
            (self.tier is None or lead.tier == self.tier)
            and (not self.typology or self.typology in lead.typologies)
            and (not self.pattern or self.pattern in lead.patterns)
            and self.unit in f"{lead.unit} {lead.title}"
            and (not area or any(region.startswith(area) for region in lead.regions))
        )

    def select(self, leads: list[Lead]) -> list[Lead]:
        """Return the leads that pass, in the chosen order; equal ones keep their order of strength."""
        found = [lead for lead in leads if self.admits(lead)]
        if self.sort == "unit":
            found.sort(key=lambda lead: lead.unit)
        elif self.sort == "findings":
            found.sort(key=lambda lead: -lead.findings)
        elif self.sort == "name":
            found.sort(key=lambda lead: lead.name)
        return found


class JudgementForm(forms.Form):
    """What somebody who has looked says of a match (身份判断); "the same" needs what it rests on."""

    verdict = forms.ChoiceField(
        label=_("判断"),
        choices=[
            ("same", _("是同一人")),
            ("different", _("不是同一人")),
            ("unsure", _("不能确定")),
        ],
    )
    reason = forms.CharField(max_length=LONGEST, label=_("理由"))
    evidence = forms.CharField(
        max_length=LONGEST, required=False, label=_("依据（文书、档案、笔录）")
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the evidence of "the same"."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("verdict") == "same" and not said.get("evidence"):
            self.add_error("evidence", _("判断为同一人时须写明依据"))
        return said


class UndoForm(forms.Form):
    """Which judgement is taken back, and why."""

    undoes = forms.RegexField(r"^[0-9a-f]{8,64}$")
    reason = forms.CharField(max_length=LONGEST, label=_("撤销的理由"))


class PurposeForm(forms.Form):
    """Why dossiers are opened (查阅事由); it goes into the audit with every view."""

    purpose = forms.CharField(required=False, max_length=200, label=_("查阅事由"))
