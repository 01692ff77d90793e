"""An office's own templates (本单位模板): checked before they are taken, every one that was in force kept."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from desk.access.audit import record
from desk.documents.filling import OFFICE, TemplateRefused, check_template
from desk.documents.kinds import Kind

KEPT = "kept"


def install(user: Any, kind: Kind, content: bytes, data: Path) -> str:
    """Make a file the template of a kind and return its digest; TemplateRefused where it must not be."""
    if wrong := check_template(content, kind):
        record(user, "template.refused", kind.code, faults=[fault.code for fault in wrong])
        raise TemplateRefused(wrong)
    digest = hashlib.sha256(content).hexdigest()
    record(user, "template.install", kind.code, sha256=digest)
    folder = data / OFFICE
    (folder / KEPT).mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(folder / KEPT / f"{digest}.docx", content)
    _write(folder / f"{kind.code}.docx", content)
    return digest


def remove(user: Any, kind: Kind, data: Path) -> None:
    """Go back to the shipped template; the office's own stays among those that are kept."""
    record(user, "template.remove", kind.code)
    (data / OFFICE / f"{kind.code}.docx").unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)
