"""The five stages joined: case folder in, explained risk list out.

Every stage is skipped when its code, parameters and the tables that it reads (`desk.reads`) are those
of the finished stage on disk, so the same command again resumes a killed run and does nothing after a complete one.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from desk.operations.progress import ProgressFile
from desk.publish import publish
from desk.reads import read_by
from desk.runlock import LOCK, locked
from desk.ticket import read_ticket
from graph.open import check
from graph.project import project_embedded, project_server
from graph.stage import build
from ingest.case import IngestOptions, input_digests, read_case
from ingest.errors import InputError, SetupError
from ingest.keys import fingerprint
from ingest.stage import Progress, Stage, StageStore, StageWriter
from nlp.stage import mine
from resolve.judgements import Judgement
from resolve.judgements import read as read_judgements
from resolve.stage import resolve
from risk.learning.model import Model
from risk.learning.model import read as read_model
from risk.office import digest as rules_digest
from risk.office import pack_of
from risk.pack import Pack
from risk.stage import score

#: What was read in earlier runs (complaints too): in the folder of the run, so as safe as its tables.
TEXT_CACHE = Path("cache") / "texts.sqlite"
#: Tables whose files have not changed.
TABLE_CACHE = Path("cache") / "tables"
ROOMS = ("ingest", "nlp", "resolve", "graph", "risk")
#: A run reports the stage it is in, how far that is (0–1), and what it is doing.
RunProgress = Callable[[str, float, str], None]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a run may be told beside its case and its date.

    Parameters
    ----------
    keys : Path
        Folder of the office key, outside case and output.
    graph_url : str or None
        A Neo4j server that gets the property graph too; the embedded graph is always made.
    ingest : IngestOptions
        Thresholds of the intake.
    rules : Path or None
        The office's ``rules.yaml`` or its folder, where it does not lie in the case folder.
    """

    keys: Path
    graph_url: str | None = None
    ingest: IngestOptions = field(default_factory=IngestOptions)
    rules: Path | None = None


def run_case(
    case: Path, out: Path, *, as_of: date, options: RunOptions, progress: RunProgress
) -> dict[str, Stage]:
    """Take a case folder through all stages and publish the results of `results.md` into `out`.

    Returns
    -------
    dict of stage name to Stage
        In the order of the run.

    Raises
    ------
    UserError
        The case folder, the output folder, the key folder or the graph server cannot be used;
        nothing half-written is left behind.
    """
    _check_folders(case, out, options.keys)
    if options.graph_url:
        check(options.graph_url)
    ticket = read_ticket(case)
    judged, learned = read_judgements(case), read_model(case)
    pack = pack_of(options.rules or case)
    # what is in it names persons, and complaints: nobody else on this machine is to read it
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(out):
        fresh = {path.name for path in out.iterdir()} == {LOCK}
        seen = ProgressFile(out, as_of)
        try:
            timer = _Timer()
            stages = _stages(
                case, out, as_of, options, (judged, learned, pack), timer.wrap(seen.wrap(progress))
            )
            publish(stages, out, as_of=as_of, ticket=ticket, timings=timer.seconds)
            progress("publish", 1.0, "")
            seen.finished()
        except BaseException:
            seen.failed()
            if fresh and not _has_stage(out):
                shutil.rmtree(out, ignore_errors=True)
            raise
    return stages


def _stages(
    case: Path,
    out: Path,
    as_of: date,
    options: RunOptions,
    said: tuple[Sequence[Judgement], Model | None, Pack],
    progress: RunProgress,
) -> dict[str, Stage]:
    judged, learned, pack = said
    store = StageStore(out / "stages")
    done: dict[str, Stage] = {}

    def seen(name: str) -> dict[str, Stage]:
        return read_by(name, done)

    def stage(name: str, produce: Callable[[StageWriter, Progress], None], **how: object) -> None:
        def report(fraction: float, doing: str) -> None:
            progress(name, fraction, doing)

        report(0.0, "")
        inputs = how.pop("inputs", None) or {room: s.digest for room, s in seen(name).items()}
        assert isinstance(inputs, dict)
        done[name] = store.run(
            name,
            lambda writer: produce(writer, report),
            inputs=inputs,
            params=how,
            rooms=ROOMS[: ROOMS.index(name) + 1],
        )
        report(1.0, "reused" if done[name].reused else "")

    day = as_of.isoformat()
    stage(
        "ingest",
        lambda w, p: read_case(
            case,
            w,
            keys=options.keys,
            options=options.ingest,
            progress=p,
            cache=out / TABLE_CACHE,
        ),
        inputs=input_digests(case),
        key=fingerprint(options.keys),
        options=asdict(options.ingest),
    )
    stage(
        "nlp",
        lambda w, p: mine(**seen("nlp"), writer=w, progress=p, cache=out / TEXT_CACHE),
    )
    stage(
        "resolve",
        lambda w, p: resolve(
            **seen("resolve"), writer=w, as_of=as_of, progress=p, judgements=judged
        ),
        as_of=day,
        judgements=judged[-1].judgement_id if judged else "",  # stands for all rows before it
    )
    stage(
        "graph",
        lambda w, p: build(**seen("graph"), writer=w, as_of=as_of, progress=p),
        as_of=day,
    )
    # the graph is loaded by a process of its own while leads are weighed
    with ThreadPoolExecutor(1) as aside:
        loaded = aside.submit(_project, done["graph"], out, options.graph_url, progress)
        stage(
            "risk",
            lambda w, p: score(
                **seen("risk"),
                writer=w,
                as_of=as_of,
                progress=p,
                learned=learned,
                pack=pack,
            ),
            as_of=day,
            learned=learned.digest if learned else "",
            rules=rules_digest(pack),
        )
        loaded.result()
    return done


def _project(graph: Stage, out: Path, url: str | None, progress: RunProgress) -> None:
    progress("project", 0.0, "embedded")
    project_embedded(graph, out / "graph")
    if url:
        progress("project", 0.5, "server")
        project_server(graph, url)
    progress("project", 1.0, "")


def _check_folders(case: Path, out: Path, keys: Path) -> None:
    if not case.is_dir():
        what = "没有这个案卷文件夹 · there is no such case folder"
        fix = "给出含有公职人员等表的文件夹 · give the folder with the tables of sources.md"
        raise InputError(what, fix, file=case)
    if out.exists() and not out.is_dir():
        what = f"{out}: 不是文件夹 · not a folder"
        raise SetupError(what, "用 --out 另选文件夹 · choose another --out")
    inside = [name for name, path in (("--out", out), ("--keys", keys)) if _within(path, case)]
    if inside or _within(keys, out):
        what = (
            f"{', '.join(inside) or '--keys'}: 必须在案卷文件夹和输出文件夹之外 · must lie outside"
        )
        raise SetupError(what, "另选文件夹 · choose a folder beside the case folder")


def _within(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _has_stage(out: Path) -> bool:
    return any((out / "stages" / room).exists() for room in ROOMS)


class _Timer:
    """Seconds spent in each stage that was computed, as the progress reports tell."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._began: dict[str, float] = {}

    def wrap(self, progress: RunProgress) -> RunProgress:
        def report(stage: str, fraction: float, doing: str) -> None:
            now = time.perf_counter()
            began = self._began.setdefault(stage, now)
            if fraction >= 1.0 and doing != "reused":
                self.seconds[stage] = round(now - began, 3)
            progress(stage, fraction, doing)

        return report
