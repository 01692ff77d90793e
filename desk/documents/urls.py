"""Addresses of `desk.documents`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from desk.documents.pages import (
    document,
    document_file,
    document_release,
    document_return,
    documents,
    draft,
)
from desk.documents.template_pages import (
    template_file,
    template_install,
    template_remove,
    templates,
)

_CLUE = "clues/<str:item>/documents/"
urlpatterns: list[URLPattern | URLResolver] = [
    path(_CLUE, documents, name="documents"),
    path(f"{_CLUE}new/<slug:kind>/", draft, name="document_new"),
    path(f"{_CLUE}<int:number>/", document, name="document"),
    path(f"{_CLUE}<int:number>/revise/<slug:kind>/", draft, name="document_revise"),
    path(f"{_CLUE}<int:number>/file/", document_file, name="document_file"),
    path(f"{_CLUE}<int:number>/release/", document_release, name="document_release"),
    path(f"{_CLUE}<int:number>/return/", document_return, name="document_return"),
    path("templates/", templates, name="templates"),
    path("templates/<slug:kind>/file/", template_file, name="template_file"),
    path("templates/<slug:kind>/install/", template_install, name="template_install"),
    path("templates/<slug:kind>/remove/", template_remove, name="template_remove"),
]
