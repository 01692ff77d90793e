"""What a person fills in (办理表单): one form a step, made from the fields of ``law/steps.yaml``; intake; adoption."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from desk.access.permit import may
from desk.cases.assigning import officers_for, receivers_for
from desk.cases.codes import law, named, vocabulary
from desk.cases.machine import OFFICE, steps
from desk.cases.models import Clue, Matter
from desk.cases.taking import AnyUser

LONGEST = 4000
#: A cell of a table that goes into a spreadsheet: it begins with nothing that one runs as a formula.
_PLAIN = RegexValidator(r"^[^=+\-@\t\r]", _("不能以 = + - @ 开头"))


class StepForm(forms.Form):
    """The fields of one step of one clue."""

    def __init__(
        self, step: str, clue: Clue, user: AnyUser, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, prefix=None, auto_id=f"id_{step}_%s")
        self.step = step
        self.matters: list[Matter] = []
        for name, field in steps()[step].get("fields", {}).items():
            if field["kind"] == "outcomes":
                self.matters = list(clue.matters.all())
                for matter in self.matters:
                    self.fields[f"outcome_{matter.number}"] = _outcome(field, matter)
            else:
                self.fields[name] = _FIELDS[field["kind"]](field, clue, user)

    def told(self) -> dict[str, Any]:
        """Return what was filled in, as the state machine reads it."""
        said = {k: v for k, v in self.cleaned_data.items() if not k.startswith("outcome_") and v}
        outcomes = {
            str(matter.number): self.cleaned_data[f"outcome_{matter.number}"]
            for matter in self.matters
            if self.cleaned_data[f"outcome_{matter.number}"]
        }
        return {**said, "outcomes": outcomes} if outcomes else said


class GateForm(forms.Form):
    """Asked before anything is typed: is it a superior organ's matter (law.md DP-15)."""

    above = forms.ChoiceField(
        label=_("被反映人是否由上级机关管理，或者是本机关主要负责人"),
        choices=[("no", _("否")), ("yes", _("是"))],
        widget=forms.RadioSelect,
    )
    official_id = forms.CharField(required=False, max_length=80, label=_("人员编号（如已知）"))


class IntakeForm(forms.Form):
    """What an intake says of a clue; the complaint itself stays in the sealed zone."""

    own = forms.CharField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=_("来源渠道"))
    received = forms.DateField(
        label=_("收到日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reference = forms.CharField(required=False, max_length=80, label=_("来件编号"))
    real_name = forms.BooleanField(required=False, label=_("实名反映"))
    official_id = forms.CharField(required=False, max_length=80, label=_("人员编号（如已知）"))
    name = forms.CharField(max_length=80, label=_("被反映人姓名"))
    unit = forms.CharField(required=False, max_length=200, label=_("单位"))
    title = forms.CharField(required=False, max_length=200, label=_("职务"))
    region = forms.RegexField(
        r"^\d{6}$", label=_("行政区划代码"), error_messages={"invalid": _("请填 6 位数字")}
    )
    company = forms.CharField(required=False, max_length=200, label=_("涉及企业"))
    uscc = forms.RegexField(
        r"^[0-9A-Z]{18}$",
        required=False,
        label=_("统一社会信用代码"),
        error_messages={"invalid": _("请填 18 位代码")},
    )
    summary = forms.CharField(
        max_length=LONGEST,
        label=_("核查事项（承办人能看到，不写反映人和来件原文）"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, user: AnyUser, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)
        channel.choices = [
            (code, word.name(get_language()))
            for code, word in vocabulary("channels").items()
            if word.says.get("intake", True)
            and (not word.says.get("sealed") or may(user, "complaint.intake"))
        ]
        for field in ("official_id",):
            self.fields[field].validators.append(_PLAIN)

    def clean_received(self) -> Any:
        """Refuse a day that is still to come."""
        day = self.cleaned_data["received"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("日期还没有到"))
        return day

    def clean_summary(self) -> str:
        """Refuse words that tell the officers through which channel the clue came."""
        text: str = self.cleaned_data["summary"]
        found = [word for word in law("codes")["source_words"] if word in text]
        if found:
            what = gettext("承办人能看到这里：请去掉透露来源的用语（{words}）")
            raise forms.ValidationError(what.format(words="、".join(found)))
        return text


class AdoptForm(forms.Form):
    """Which leads of an official become a clue, and what is to be found out."""

    findings = forms.MultipleChoiceField(label=_("采纳的疑点"), widget=forms.CheckboxSelectMultiple)
    summary = forms.CharField(
        required=False,
        max_length=LONGEST,
        label=_("核查事项"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, choices: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        findings = self.fields["findings"]
        assert isinstance(findings, forms.MultipleChoiceField)
        findings.choices = list(choices)


def label_of(field: Mapping[str, Any]) -> str:
    """Return a field's label in the reader's language."""
    return named("", field).name(get_language())


def _text(field: Mapping[str, Any], clue: Clue, user: AnyUser) -> forms.Field:
    box = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(max_length=LONGEST, widget=box, **_said(field))


def _line(field: Mapping[str, Any], clue: Clue, user: AnyUser) -> forms.Field:
    return forms.CharField(max_length=120, validators=[_PLAIN], **_said(field))


def _check(field: Mapping[str, Any], clue: Clue, user: AnyUser) -> forms.Field:
    return forms.BooleanField(**_said(field))


def _choice(field: Mapping[str, Any], clue: Clue, user: AnyUser) -> forms.Field:
    return forms.ChoiceField(choices=[("", "—"), *_words(field["of"])], **_said(field))


def _choices(field: Mapping[str, Any], clue: Clue, user: AnyUser) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=_words(field["of"]), widget=forms.CheckboxSelectMultiple, **_said(field)
    )


def _officer(field: Mapping[str, Any], clue: Clue, user: AnyUser) -> forms.Field:
    names = [officer.get_username() for officer in officers_for(clue)]
    return forms.ChoiceField(choices=[("", "—"), *((n, n) for n in names)], **_said(field))


def _receiver(field: Mapping[str, Any], clue: Clue, user: AnyUser) -> forms.Field:
    names = [(n, _("案件监督管理部门") if n == OFFICE else n) for n in receivers_for(clue, user)]
    return forms.ChoiceField(choices=names, **_said(field))


def _outcome(field: Mapping[str, Any], matter: Matter) -> forms.Field:
    label = f"{label_of(field)} · {matter.number} {matter.company}".strip()
    choices = [("", "—"), *_words("outcomes")]
    return forms.ChoiceField(choices=choices, label=label, required=not field.get("optional"))


def _words(kind: str) -> list[tuple[str, str]]:
    return [(code, word.name(get_language())) for code, word in vocabulary(kind).items()]


def _said(field: Mapping[str, Any]) -> dict[str, Any]:
    return {"label": label_of(field), "required": not field.get("optional")}


_FIELDS = {
    "text": _text, "line": _line, "check": _check, "choice": _choice, "choices": _choices,
    "officer": _officer, "receiver": _receiver,
}  # fmt: skip
