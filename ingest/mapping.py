"""The mapping of an office's own table and column names (``mapping.yaml``, 映射文件).

::

    tables:
      shareholdings:
        file: 导出/gdcz*.csv          # optional; a name or a glob inside the case folder
        columns: {uscc: 信用代码, share: 出资比例}
        share_unit: fraction          # optional; percent (the default) or fraction
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from ingest.errors import InputError
from ingest.schema import SOURCES

FILE = "mapping.yaml"
ShareUnit = Literal["percent", "fraction"]


class TableMapping(BaseModel):
    """How one table of this office is named."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    file: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)  # English field → header in the file
    share_unit: ShareUnit = "percent"

    @field_validator("file")
    @classmethod
    def _inside_the_case(cls, file: str | None) -> str | None:
        if file is not None and (PurePosixPath(file).is_absolute() or ".." in file.split("/")):
            msg = "必须在案卷文件夹内 must lie inside the case folder"
            raise ValueError(msg)
        return file


class Mapping(BaseModel):
    """The mapping file of a case folder; without one, every table is as sources.md says."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    tables: dict[str, TableMapping] = Field(default_factory=dict)

    @field_validator("tables")
    @classmethod
    def _known(cls, tables: dict[str, TableMapping]) -> dict[str, TableMapping]:
        for name, table in tables.items():
            if name not in SOURCES:
                msg = f"没有这张表 no such table: {name}; {', '.join(SOURCES)}"
                raise ValueError(msg)
            fields = [c.field for c in SOURCES[name].columns]
            if unknown := sorted(set(table.columns) - set(fields)):
                msg = f"{name} 没有字段 has no field {', '.join(unknown)}; {', '.join(fields)}"
                raise ValueError(msg)
        return tables

    def table(self, name: str) -> TableMapping:
        """Return the mapping of a table, the default one where the file says nothing of it."""
        return self.tables.get(name, TableMapping())


def read_mapping(case: Path) -> Mapping:
    """Read ``mapping.yaml`` of a case folder; raise InputError where it says what we do not know."""
    path = case / FILE
    if not path.is_file():
        return Mapping()
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
        return Mapping.model_validate(loaded or {})
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        what = "不是有效的 UTF-8 YAML not valid UTF-8 YAML"
        fix = "请检查缩进、冒号和编码。Check indentation, colons and the encoding."
        raise InputError(what, fix, file=FILE, row=row) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        what = f"无法识别 not understood: {first['msg']}"
        fix = (
            "可用的写法：tables: {<英文表名>: {file, columns: {<英文字段>: <表头>}, share_unit: percent|fraction}}。"
            "Use only these keys."
        )
        raise InputError(what, fix, file=FILE, column=where or None) from None
