"""What a person may fill in: the filter of the list, the purpose of opening dossiers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.listing import SORTS, Chosen, Listing
from desk.web import words
from desk.web.changes_words import MARKS
from resolve.judgements import LONGEST

PAGE = 50


class ListFilter(forms.Form):
    """The filter of the risk list; everything is optional."""

    text = forms.CharField(required=False, max_length=80, label=_("搜索"))
    unit = forms.CharField(required=False, max_length=80, label=_("单位或职务"))
    region = forms.RegexField(
        r"^\d{2,6}$",
        required=False,
        label=_("行政区划代码"),
        error_messages={"invalid": _("请填 2 至 6 位数字")},
    )
    level = forms.ChoiceField(required=False, label=_("职级"))
    tier = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label=_("层级"))
    typology = forms.ChoiceField(required=False, label=_("类型"))
    pattern = forms.ChoiceField(required=False, label=_("情形"))
    changed = forms.ChoiceField(required=False, label=_("与上次运行相比"))
    since = forms.DateField(
        required=False, label=_("此日以来新增"), widget=forms.DateInput(format="%Y-%m-%d")
    )
    state = forms.ChoiceField(required=False, label=_("办理状态"))
    sort = forms.ChoiceField(
        required=False,
        choices=[(f"{turned}{name}", name) for name in SORTS for turned in ("", "-")],
        widget=forms.HiddenInput,
    )

    def __init__(
        self, *args: Any, listing: Listing, states: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[Any, Any]]] = {
            "tier": list(words.TIERS.items()),
            "typology": [
                (code, f"{code} {words.of(words.TYPOLOGIES, code)}") for code in words.TYPOLOGIES
            ],
            "pattern": [(code, f"{code} {words.pattern(code)}") for code in listing.patterns],
            "level": [(level, level) for level in listing.levels],
            "changed": list(MARKS.items()),
            "state": list((states or {}).items()),
        }
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("全部")), *options]
            field.widget.template_name = "desk/select.html"  # one template, not one for each option
        if not states:
            del self.fields["state"]
        for name, kind in (("text", "search"), ("unit", "search"), ("since", "date")):
            self.fields[name].widget.input_type = kind
        for name, attributes in _ATTRIBUTES.items():
            self.fields[name].widget.attrs |= attributes

    def chosen(self) -> tuple[Chosen, dict[str, Any]]:
        """Return the filter and what was given of it; one that cannot be read filters nothing."""
        if not self.is_valid():
            return Chosen(), {}
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if "since" in given:
            given["since"] = given["since"].isoformat()
        return Chosen(**given), given


_ATTRIBUTES: dict[str, dict[str, Any]] = {
    "text": {"placeholder": _("姓名、编号、单位、企业"), "accesskey": "s"},
    "region": {"inputmode": "numeric", "size": 8, "placeholder": "4206"},
}


class ViewForm(forms.Form):
    """A name for the present filter of the list (保存视图)."""

    name = forms.CharField(max_length=40, label=_("视图名称"))
    query = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)


class FirstViewForm(forms.Form):
    """What is thought of the facts before the score is seen (初步看法)."""

    text = forms.CharField(max_length=1000, label=_("初步看法"), widget=forms.Textarea)


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
