"""The pages of the desk on a small run of invented persons."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client


@pytest.mark.parametrize(
    "url", ["/", "/dossier/G001/", "/report/", "/source/G001/?file=股东出资.csv&row=2"]
)
def test_every_page_of_a_finished_run_opens(signed_in: Callable[[], Client], url: str) -> None:
    page = signed_in().get(url)
    assert page.status_code == 200
    assert "疑点线索，待核实；不是结论" in page.content.decode()
