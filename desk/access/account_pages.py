"""The administrator's pages (账号): make accounts, change role, area and nearness, close, give new passwords.

The administrator sees no named person of the run and never changes his own account here; every change
is written into the audit before it is made.
"""

from __future__ import annotations

import re
import secrets
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from desk.access import second_factor
from desk.access.audit import record
from desk.access.permit import permits
from desk.access.roles import roles
from desk.web.models import LoginFailure, Profile

Methods = require_http_methods(["GET", "HEAD", "POST"])
_SEPARATOR = re.compile(r"[\s,，、;；]+")


class Words(forms.CharField):
    """Several words in one field, with spaces or commas between them."""

    def to_python(self, value: Any) -> Any:
        """Return the words, each once."""
        text = super().to_python(value) or ""
        return list(dict.fromkeys(word for word in _SEPARATOR.split(text) if word))

    def prepare_value(self, value: Any) -> Any:
        """Return what the field shows."""
        return " ".join(map(str, value)) if isinstance(value, list) else value


class ProfileForm(forms.Form):
    """What a user is and may see, and who is near to him (回避)."""

    role = forms.ChoiceField(label=_("角色"))
    regions = Words(required=False, label=_("可见地区代码，* 为全部"))
    may_see_complaints = forms.BooleanField(required=False, label=_("可见信访来源"))
    official_id = forms.CharField(required=False, max_length=200, label=_("本人人员编号"))
    own_name = forms.CharField(required=False, max_length=80, label=_("本人姓名"))
    relatives = Words(required=False, max_length=500, label=_("亲属姓名"))
    colleagues = Words(required=False, max_length=500, label=_("同事姓名"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        english = get_language() == "en"
        field.choices = [(r.code, r.en if english else r.zh) for r in roles().values()]
        for each in self.fields.values():
            each.widget.attrs["autocomplete"] = "off"

    def clean_regions(self) -> list[str]:
        """Ask for prefixes of codes."""
        given: list[str] = self.cleaned_data["regions"]
        if any(code != "*" and not (code.isascii() and code.isdigit()) for code in given):
            raise forms.ValidationError(_("地区写代码前缀或 *"))
        return given


class NewForm(ProfileForm):
    """A new account: the same with a name."""

    username = forms.RegexField(r"^[\w.@+-]{1,150}$", label=_("账号"))
    field_order = ("username",)

    def clean_username(self) -> str:
        """Refuse a name that is taken."""
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username=name).exists():
            raise forms.ValidationError(_("已有这个账号"))
        return name


@permits("account.manage")
@Methods
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts; a POST makes one and shows its one-time password."""
    form = NewForm(request.POST or None, initial={"role": "investigator"})
    made: tuple[str, str] | None = None
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        name, password = said.pop("username"), secrets.token_urlsafe(12)
        with transaction.atomic():
            record(
                request.user, "account.make", name, role=said["role"], regions=said["regions"],
                may_see_complaints=said["may_see_complaints"],
            )  # fmt: skip
            user = User.objects.create_user(name, password=password)
            Profile.objects.create(user=user, must_change_password=True, **said)
        made, form = (name, password), NewForm(initial={"role": "investigator"})
    return _list(request, form, made)


@permits("account.manage")
@Methods
def account(request: HttpRequest, username: str) -> HttpResponse:
    """Show one account; a POST changes what its user is and may see."""
    user = _of(username)
    profile = Profile.objects.filter(user=user).first() or Profile(user=user, role="")
    own = user.pk == request.user.pk
    known = {name: getattr(profile, name) for name in ProfileForm.base_fields}
    form = ProfileForm(request.POST or None, initial=known)
    if request.method == "POST":
        if own:
            raise PermissionDenied
        if form.is_valid():
            changed = {n: v for n, v in form.cleaned_data.items() if v != known[n]}
            with transaction.atomic():
                shown = {n: v for n, v in changed.items() if n in _TRACED}
                record(request.user, "account.change", username, fields=sorted(changed), **shown)
                for name, value in form.cleaned_data.items():
                    setattr(profile, name, value)
                profile.save()
            return redirect("accounts")
    content = {
        "form": form,
        "account": user,
        "own": own,
        "factor": second_factor.enrolled(user),
    }
    return render(request, "access/account.html", content, status=422 if form.errors else 200)


#: Of a change the audit keeps these values; of the names of relatives and colleagues only that they changed.
_TRACED = frozenset({"role", "regions", "may_see_complaints", "official_id"})


@permits("account.manage")
@require_POST
def account_action(request: HttpRequest, username: str) -> HttpResponse:
    """Close or open an account, give it a new one-time password, or take its second factor away."""
    user = _of(username)
    if user.pk == request.user.pk:
        raise PermissionDenied
    what, made = request.POST.get("what"), None
    with transaction.atomic():
        if what in {"close", "open"}:
            record(request.user, f"account.{what}", username)
            user.is_active = what == "open"
            user.save()
        elif what == "password":
            record(request.user, "account.password", username)
            password = secrets.token_urlsafe(12)
            user.set_password(password)  # the session hash changes with it, so open sessions end
            user.save()
            Profile.objects.filter(user=user).update(must_change_password=True)
            LoginFailure.objects.filter(username=username).delete()
            made = (username, password)
        elif what == "factor":
            second_factor.reset(request.user, user, username)
        else:
            raise PermissionDenied
    return (
        _list(request, NewForm(initial={"role": "investigator"}), made)
        if made
        else redirect("accounts")
    )


def _list(request: HttpRequest, form: NewForm, made: tuple[str, str] | None) -> HttpResponse:
    english = get_language() == "en"
    names = {r.code: r.en if english else r.zh for r in roles().values()}
    profiles = {p.user.pk: p for p in Profile.objects.select_related("user")}
    rows = [
        (
            user,
            profiles.get(user.pk),
            names.get(profiles[user.pk].role, "") if user.pk in profiles else "",
        )
        for user in User.objects.order_by("username")
    ]
    content = {"form": form, "rows": rows, "made": made}
    return render(request, "access/accounts.html", content, status=422 if form.errors else 200)


def _of(username: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        raise Http404
    return user
