"""One text read in front of the user (读文): its mentions in colour, its events with their status, what resolved to what.

For the terminal through Rich, for a browser in the manner of spaCy's displaCy: one page without
scripts and without anything from elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from django.template import Context, Engine
from rich.console import Console
from rich.table import Table
from rich.text import Text

from desk.words import Lang, translator
from ingest.complainants import without_writer
from ingest.documents import READERS, joined
from ingest.errors import InputError, SetupError
from ingest.resident_numbers import hide
from ingest.self_told import is_letter
from ingest.stage import open_stage
from nlp.annotation import marked
from nlp.area import Area, read_area
from nlp.events import Event, events_of
from nlp.pipeline import build, read
from nlp.relations import Relation, relations_of
from nlp.spans import Mention, mentions_of

LABELS = {
    "PERSON": ("人", "#ffd8a8"), "COMPANY": ("企业", "#a5d8ff"), "GOV": ("机关单位", "#b2f2bb"),
    "POST": ("职务", "#d0bfff"), "LOCATION": ("地点", "#e9ecef"), "DATE": ("时间", "#ffec99"),
    "MONEY": ("金额", "#c3fae8"), "SHARE": ("份额", "#eebefa"), "ID": ("证号", "#ffc9c9"),
    "PHONE": ("电话", "#dee2e6"), "KINSHIP": ("亲属称谓", "#fcc2d7"),
}  # fmt: skip
ACTS = {
    "hold": "持股投资", "nominee": "他人名义持有", "run": "经商办企业", "shares_gift": "干股",
    "dividend": "分红", "gift": "收送财物", "hospitality": "宴请旅游", "favour": "利用职权帮助",
    "embezzle": "占用公款", "shield": "包庇袒护", "misconduct": "其他履职问题",
}  # fmt: skip
STATUSES = {
    "asserted": "文中认定", "alleged": "反映（未查实）", "denied": "本人否认", "negated": "查否",
    "hypothetical": "未实施", "unknown": "存疑",
}  # fmt: skip
SPEAKERS = {"author": "作者", "complainant": "来信人", "respondent": "答复单位"}
COLUMNS = ("状态", "行为", "谁", "职务", "对象", "金额", "时间", "谁说的", "原文")
#: What is said where a letter's writer is masked, where a file holds nothing, where only its pictures could.
MASKED = "写信人自述的姓名、联系方式、住址、证件号已遮盖 · what the writer tells of himself (name, contacts, home, ID number) is masked"
EMPTY = ("文件是空的 the file is empty", "请换一个有文字的文件 · name a file with text in it")
NO_TEXT = ("没有文字（可能是扫描件）no text (perhaps a scan)", "先做文字识别 · run OCR on it first")
SCANNED = (".pdf", ".docx")
RELATIONS = {"office": "担任职务", "holds": "持有", "kin": "亲属", "paid": "收款", "award": "中标"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the text mining finds in one text; `names` gives a resolved key its registered name."""

    name: str
    text: str
    mentions: Sequence[Mention]
    events: Sequence[Event]
    relations: Sequence[Relation]
    names: dict[str, str]
    masked: str = ""  # what to say where a writer's own data are masked

    @property
    def resolved(self) -> list[tuple[str, str, str]]:
        """What resolved to what: (words of the text, key, registered name), each once."""
        found = {(m.text, m.key, self.names.get(m.key, m.key)) for m in self.mentions if m.key}
        return sorted(found)


def read_file(path: Path, *, kind: str, run: Path | None) -> Reading:
    """Read one file with the names of a finished run's area, or without any.

    Parameters
    ----------
    kind : "complaint" or "document"
        In a complaint the writer speaks; what he tells of himself is masked, as it is in a letter among documents.
    run : Path or None
        The results of a run, whose register and roster give the names of the area.

    Raises
    ------
    UserError
        The file is missing, has no text, is of a kind that is not read; or there is no such run.
    """
    area = _area(run) if run is not None else Area()
    text = hide(_text(path))
    letter = kind == "complaint" or is_letter(text)
    text = without_writer(text) if letter else text
    ((_, doc),) = read(build(area), [(path.name, kind, text)])
    names = {**dict(area.companies), **{unit: unit for unit in area.units}}
    found = (mentions_of(doc), events_of(doc), relations_of(doc))
    return Reading(path.name, text, *found, names, MASKED if letter else "")


def _text(path: Path) -> str:
    reader = READERS.get(path.suffix.lower())
    if path.is_dir():
        what, fix = "这是文件夹 this is a folder", "请指定其中一个文件 · name one file in it"
    elif not path.exists():
        what, fix = "没有这个文件 no such file", "请核对路径 · check the path"
    elif reader is None:
        what = "不支持的格式 not a kind of file that is read"
        fix = f"可读 readable: {' '.join(sorted(READERS))}"
    else:
        text, _ = joined(reader(path, path.name)) if path.stat().st_size else ("", [])
        if text.strip():
            return text
        scan = path.suffix.lower() in SCANNED and path.stat().st_size > 0
        what, fix = NO_TEXT if scan else EMPTY
    raise InputError(what, fix, file=str(path))


def _area(run: Path) -> Area:
    stage = open_stage(run / "stages" / "ingest")
    if stage is None:
        what = f"{run}: 没有已完成的读入 · no finished intake here"
        raise SetupError(what, "先运行 first run: qinqing run CASE --out DIR --as-of DATE")
    return read_area(stage)


def show(reading: Reading, console: Console, lang: Lang) -> None:
    """Print a reading to a terminal: the text in colour, then tables."""
    _ = translator(lang)
    if reading.masked:
        console.print(reading.masked)
    if console.is_terminal:
        console.print(_coloured(reading))
        legend = (Text(f" {_(word)} ", f"black on {colour}") for word, colour in LABELS.values())
        console.print(Text(" ").join(legend))
    else:  # a file has no colours: the notation of annotation.md
        console.print(Text(marked(reading.text, reading.mentions)))
    for table in _tables(reading, lang):
        if table.row_count:
            console.print(table)


def _tables(reading: Reading, lang: Lang) -> tuple[Table, ...]:
    """Return the tables of events, relations and resolved names."""
    _ = translator(lang)
    events = Table(title=_("事件（待核实）"), title_justify="left")
    for column in COLUMNS:
        events.add_column(_(column), overflow="fold")
    for event in reading.events:
        events.add_row(*event_row(event, reading.text, lang))
    relations = Table(title=_("关系"), title_justify="left", show_header=False)
    for relation in reading.relations:
        relations.add_row(*relation_row(relation, lang))
    resolved = Table(title=_("对应到登记名称"), title_justify="left", show_header=False)
    for words, key, name in reading.resolved:
        resolved.add_row(words, "→", name, key if key != name else "")
    return events, relations, resolved


def event_row(event: Event, text: str, lang: Lang) -> tuple[str, ...]:
    """Return the cells of an event in the order of the columns."""
    _ = translator(lang)
    office = " ".join(part for part in (event.unit, event.post) if part)
    words = " ".join(text[event.span_start : event.span_end].split())
    return (
        _(STATUSES[event.status]), _(ACTS[event.act]), event.actor or "", office,
        event.counterpart or "", event.amount or "", event.date or "",
        _(SPEAKERS.get(event.speaker, event.speaker)), words,
    )  # fmt: skip


def relation_row(relation: Relation, lang: Lang) -> tuple[str, ...]:
    """Return the kind of a relation and its arguments."""
    return (
        translator(lang)(RELATIONS[relation.type]),
        *(part or "—" for part in (relation.arg1, relation.arg2, relation.arg3)),
    )


def _coloured(reading: Reading) -> Text:
    text = Text(reading.text)
    for mention in reading.mentions:
        text.stylize(f"black on {LABELS[mention.label][1]}", mention.start, mention.end)
    return text


def write_page(path: Path, html: str) -> None:
    """Write a page that only its owner may read: it holds a text of the case."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        os.fchmod(handle, 0o600)  # where it was there before
        file.write(html)


def page(reading: Reading, lang: Lang) -> str:
    """Return a reading as one HTML page."""
    _ = translator(lang)
    template = files("desk").joinpath("reading.html").read_text(encoding="utf-8")
    pieces, at = [], 0
    for mention in reading.mentions:
        pieces.append({"text": reading.text[at : mention.start]})
        word, colour = LABELS[mention.label]
        name = reading.names.get(mention.key, mention.key) if mention.key else ""
        pieces.append({"text": mention.text, "label": _(word), "colour": colour, "name": name})
        at = mention.end
    pieces.append({"text": reading.text[at:]})
    context = {
        "lang": "zh-CN" if lang == "zh" else "en", "name": reading.name, "pieces": pieces,
        "masked": reading.masked,
        "note": _("以下是待核实的疑点线索，不是结论。"),
        "titles": (_("事件（待核实）"), _("关系"), _("对应到登记名称")),
        "columns": [_(column) for column in COLUMNS],
        "events": [(event.status, event_row(event, reading.text, lang)) for event in reading.events],
        "relations": [relation_row(relation, lang) for relation in reading.relations],
        "resolved": [row if row[1] != row[2] else (row[0], "", row[2]) for row in reading.resolved],
    }  # fmt: skip
    return str(Engine().from_string(template).render(Context(context)))
