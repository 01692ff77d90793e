"""The child process that fills a new Ladybug file, so that a crash of the engine stays in here.

Ladybug 0.22.0 can end the whole process on bad input (SIGSEGV), and may crash on the same handle
after a failed COPY. So `graph.embedded` starts ``python -m graph.copying`` for each load, in the
folder of the Parquet tables (relative names need no quoting and hold no glob characters), with a
:class:`Job` as JSON on standard input, and throws the process away afterwards. The answer on
standard output is ``{}``, or ``{"error": …, "statement": …}``.
"""

from __future__ import annotations

import json
import sys
from typing import Any, TypedDict

import ladybug


class Copy(TypedDict):
    """One table: the statement that copies it, the one that counts it, the rows to be found."""

    statement: str
    count: str
    rows: int


class Job(TypedDict):
    """What to put into which new file, with how much memory."""

    database: str
    buffer_pool_size: int
    create: list[str]
    copy: list[Copy]


class Refused(Exception):
    """A statement that failed, or a count that is not what the tables hold."""

    def __init__(self, statement: str, error: str) -> None:
        super().__init__(error)
        self.statement = statement


def run(job: Job) -> None:
    """Make the file: tables, rows, counts, checkpoint. Raises Refused."""
    with (
        ladybug.Database(job["database"], buffer_pool_size=job["buffer_pool_size"]) as database,
        ladybug.Connection(database) as connection,
    ):
        for statement in job["create"]:
            _execute(connection, statement)
        for table in job["copy"]:
            _execute(connection, table["statement"])
        for table in job["copy"]:
            found = _execute(connection, table["count"])[0][0]
            if found != table["rows"]:
                raise Refused(table["statement"], f"{found} rows instead of {table['rows']}")
        _execute(connection, "CHECKPOINT")


def _execute(connection: Any, statement: str) -> list[Any]:
    try:
        with connection.execute(statement) as result:
            rows: list[Any] = result.get_all()
    except RuntimeError as error:  # Ladybug raises nothing finer
        raise Refused(statement, str(error)) from error
    return rows


def main() -> int:
    """Read a job, do it, answer."""
    job: Job = json.load(sys.stdin)
    try:
        run(job)
    except Refused as refused:
        json.dump({"error": str(refused), "statement": refused.statement}, sys.stdout)
        return 1
    json.dump({}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
