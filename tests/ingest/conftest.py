"""What the tests of ingest share: small case folders, and a run of the stage on them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import settings

from ingest.case import IngestOptions, input_digests, read_case
from ingest.stage import Stage, StageStore, StageWriter

# A first call loads lexicons, and the machine is shared: how long an example takes says nothing.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

#: Valid by its check character; synthetic people of Xiangyang.
FULL = "420602197503051236"
CODE = "91350100M000100Y43"

OFFICIALS = f"人员编号,姓名,身份证号,出生日期\nG1,测试甲,{FULL},1975-03-05\nG2,测试乙,,1980\n"
HOLDINGS = f"统一社会信用代码,股东名称,股东证件号,持股比例,入股日期\n{CODE},测试甲,{FULL},40,2019-01-02\n{CODE},测试乙,,60%,2019年1月\n"


@dataclass
class Room:
    """A case folder to fill, and where its stage goes."""

    root: Path

    @property
    def case(self) -> Path:
        return self.root / "case"

    def put(self, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        """Write a file of the case."""
        path = self.case / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def read(self, out: str = "stages", options: IngestOptions | None = None) -> Stage:
        """Run the stage on the case as the desk does."""
        keys = self.root / "keys"

        def produce(writer: StageWriter) -> None:
            read_case(
                self.case,
                writer,
                keys=keys,
                options=options or IngestOptions(),
                progress=lambda done, what: None,
            )

        return StageStore(self.root / out).run(
            "ingest", produce, inputs=input_digests(self.case), params={}, rooms=("ingest",)
        )

    def everything_written(self) -> bytes:
        """Return the bytes of every table as text, and every other file, of all stages."""
        found = b""
        for path in sorted(self.root.rglob("*")):
            if path.is_file() and not path.is_relative_to(self.case):
                found += path.name.encode() + path.read_bytes()
                if path.suffix == ".parquet":
                    found += repr(pq.read_table(path).to_pylist()).encode()
        return found


def _filled(root: Path) -> Room:
    room = Room(root)
    room.put("公职人员.csv", OFFICIALS)
    room.put("股东出资.csv", HOLDINGS)
    return room


@pytest.fixture
def empty_room(tmp_path: Path) -> Room:
    """A case folder with nothing in it."""
    (tmp_path / "case").mkdir()
    return Room(tmp_path)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """The smallest case: two officials and two holders of one company."""
    return _filled(tmp_path)
