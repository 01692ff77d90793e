"""The errors that a user can mend; everything else that escapes is a bug and keeps its traceback.

::

    UserError            what is wrong, and what to do next
    ├── InputError       a file, row or column of the case folder
    ├── QuarantineError  more rows refused than the threshold allows (exit code 3)
    └── SetupError       the machine, a server, a key, an output folder
"""

from __future__ import annotations

from pathlib import Path


class UserError(Exception):
    """A problem the user can mend.

    The command line prints both halves and no traceback.

    Parameters
    ----------
    what : str
        What is wrong, Chinese first, with file, row and column where there are any.
    fix : str
        What to do about it.
    """

    exit_code = 1

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(f"{what}\n  → {fix}")
        self.what, self.fix = what, fix


class InputError(UserError):
    """A file of the case folder that cannot be used as it is."""

    def __init__(
        self,
        what: str,
        fix: str,
        *,
        file: Path | str,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        place = f"{file}" + (f" · 第 {row} 行 row {row}" if row else "")
        place += f" · 列 column 「{column}」" if column else ""
        super().__init__(f"{place}: {what}", fix)
        self.file, self.row, self.column = str(file), row, column


class QuarantineError(UserError):
    """A table of which more rows were refused than its threshold allows."""

    exit_code = 3


class SetupError(UserError):
    """Something outside the case folder is missing or in the way: a server, a key, a folder."""
