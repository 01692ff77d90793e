"""What other people's checkers say of the desk: Django's own for a public server, bandit, the advisories."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
CONFIG = Path(__file__).with_name("bandit.yaml")
CHECK = """
import sys
from pathlib import Path
import django
from django.conf import settings
from desk.web.settings import settings_for
out = Path(sys.argv[1])
settings.configure(**settings_for(out, data=out / "desk", hosts=("desk.example",), secure=True))
django.setup()
from django.core.checks import run_checks
import json
told = run_checks(include_deployment_checks=True)
print(json.dumps([[one.id, one.msg] for one in told]))
"""
#: Checks of Django that are answered otherwise, each with why.
ANSWERED = {
    "security.W005": "HSTS for subdomains: the desk speaks for its own name only, not for the domain's other machines",
    "security.W021": "HSTS preload: a desk in a closed network is in no browser's list",
}
#: Places where SQL is put together (file: how many): names of tables and columns only. A new one is looked at first.
SQL = {
    "desk/documents/compared.py": 1, "desk/history.py": 2, "desk/picture/index.py": 5, "desk/results.py": 1, "desk/source_row.py": 1,
}  # fmt: skip


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )


def test_djangos_check_of_a_desk_behind_tls_is_clean(tmp_path: Path) -> None:
    done = run(sys.executable, "-c", CHECK, str(tmp_path))
    assert done.returncode == 0, done.stderr
    told = [one for one in json.loads(done.stdout.splitlines()[-1]) if one[0] not in ANSWERED]
    assert told == []


def bandit(*options: str) -> list[dict[str, Any]]:
    done = run(sys.executable, "-m", "bandit", "-q", "-r", "desk", "-f", "json", *options)
    content = json.loads(done.stdout)
    assert content["errors"] == []
    found: list[dict[str, Any]] = content["results"]
    return found


def test_bandit_finds_nothing_of_weight() -> None:
    found = bandit("-c", str(CONFIG), "--severity-level", "medium")
    # binding to every interface is asked of the name, nothing is bound there
    left = [one for one in found if (one["test_id"], one["filename"]) != ("B104", "desk/opened.py")]
    assert [(one["test_id"], one["filename"], one["line_number"]) for one in left] == []


def test_sql_is_put_together_only_where_it_was_looked_at() -> None:
    counted: dict[str, int] = {}
    for one in bandit("-t", "B608"):
        counted[one["filename"]] = counted.get(one["filename"], 0) + 1
    assert {name: n for name, n in counted.items() if n > SQL.get(name, 0)} == {}


def test_no_package_in_the_lock_has_a_known_weakness() -> None:
    if os.environ.get("QINQING_ADVISORIES") != "1":
        pytest.skip("asks an advisory service over the network: QINQING_ADVISORIES=1 make test")
    done = run(
        sys.executable,
        "-m",
        "pip_audit",
        "--disable-pip",
        "--require-hashes",
        "-r",
        "requirements.lock",
        "-f",
        "json",
    )
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except ValueError:
        pytest.skip(f"the advisory service does not answer: {done.stderr[-200:]}")
    audited = [one for one in packages if "vulns" in one]
    if not audited:
        pytest.skip("the advisory service knows none of the packages: a mirror without advisories")
    assert [(one["name"], one["vulns"]) for one in audited if one["vulns"]] == []
