"""Exact duplicate rows of a table, over all its files (重复行)."""

from __future__ import annotations

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.stage import sha256_text


class Repeats:
    """Remembers the rows seen, as 64-bit hashes.

    Two different rows among 10 million share a hash with probability about 3e-6; such a row would be
    counted as a duplicate.
    """

    def __init__(self) -> None:
        self._seen: npt.NDArray[np.uint64] = np.empty(0, dtype=np.uint64)
        self._connection: duckdb.DuckDBPyConnection | None = None

    def first(
        self, columns: list[pa.Array], names: list[str], good: pa.Array
    ) -> npt.NDArray[np.bool_]:
        """Return which of the `good` rows are seen for the first time.

        `names` belong to the hash, so that files with other columns never have equal rows.
        """
        taken: npt.NDArray[np.bool_] = good.to_numpy(zero_copy_only=False).copy()
        rows = np.flatnonzero(taken)
        if not len(rows):
            return taken
        hashes = self._hashes(columns, names)[rows]
        _, where = np.unique(hashes, return_index=True)
        once = np.zeros(len(rows), dtype=bool)
        once[where] = True
        once &= ~self._known(hashes)
        taken[rows] = once
        merged = np.concatenate([self._seen, np.sort(hashes[once])])
        merged.sort(kind="stable")  # two sorted runs: merged in linear time
        self._seen = merged
        return taken

    def _known(self, hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
        if not len(self._seen):
            return np.zeros(len(hashes), dtype=bool)
        place = np.minimum(np.searchsorted(self._seen, hashes), len(self._seen) - 1)
        out: npt.NDArray[np.bool_] = self._seen[place] == hashes
        return out

    def _hashes(self, columns: list[pa.Array], names: list[str]) -> npt.NDArray[np.uint64]:
        table = pa.table({f"c{n}": column for n, column in enumerate(columns)})
        if self._connection is None:
            self._connection = duckdb.connect(config={"threads": 1})
        self._connection.register("rows_to_hash", table)
        cells = ", ".join(f"c{n}" for n in range(len(columns)))
        salt = sha256_text("\x1f".join(names))
        query = f"SELECT hash('{salt}', {cells}) AS h FROM rows_to_hash"
        made = self._connection.sql(query).to_arrow_table()
        self._connection.unregister("rows_to_hash")
        out: npt.NDArray[np.uint64] = made["h"].to_numpy()
        return out
