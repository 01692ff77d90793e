"""What the site of docs/ takes from the program itself at each build: the commands, the roles.

``mkdocs.yml`` names this file under ``hooks``; a page says ``<!-- commands -->`` or ``<!-- roles -->``.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent


def commands() -> str:
    """Return every command of ``qinqing`` with its arguments and options."""
    told = subprocess.run(
        [sys.executable, "-m", "typer", "desk.cli", "utils", "docs", "--name", "qinqing"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return re.sub("^# .*\n", "", told.stdout)  # the page has a heading of its own


def roles() -> str:
    """Return who may do what (角色与权限): a row a capability, a column a role."""
    path = ROOT / "desk" / "access" / "roles.yaml"
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    heads = [f"{zh}<br>{en}" for zh, en in told["roles"].values()]
    rows = [
        [f"`{name}`", *("●" if role in may else "" for role in told["roles"])]
        for name, may in told["may"].items()
    ]
    table = [["权限 capability", *heads], ["---"] + [":-:"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in table)


def named(nav: Any) -> set[str]:
    """Return the pages that a navigation names."""
    if isinstance(nav, str):
        return {nav}
    parts = nav.values() if isinstance(nav, dict) else nav
    return {page for part in parts for page in named(part)}


def on_config(config: Any) -> Any:
    """Put pages that the navigation does not name behind the others: none is out of reach."""
    docs = Path(config["docs_dir"])
    pages = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")}
    if more := sorted(pages - named(config["nav"])):
        config["nav"].append({"其他 More": more})
    return config


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put what the program tells in the place of each mark."""
    for mark, make in (("commands", commands), ("roles", roles)):
        sign = f"<!-- {mark} -->"
        if sign in markdown:
            markdown = markdown.replace(sign, make())
    return markdown
