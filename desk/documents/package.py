"""A DOCX file from outside, held against what a plain text document consists of, before anything opens it.

What is not known to be harmless is refused: macros, embedded objects, anything fetched from elsewhere,
fields that run or include, files that unpack to more than they should. Pure: bytes in, faults out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree  # type: ignore[import-untyped]

LARGEST_FILE = 2 * 2**20
LARGEST_PART = 4 * 2**20
LARGEST_UNPACKED = 12 * 2**20
MOST_ENTRIES = 120
#: A part above 64 KiB that packs better than this is not text that somebody wrote.
HIGHEST_RATIO, RATIO_FROM = 120, 64 * 2**10

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core|custom)\.xml"
    r"|word/(_rels/)?[A-Za-z0-9]+\.xml(\.rels)?|word/theme/[a-z0-9]+\.xml"
    r"|customXml/(_rels/)?[A-Za-z0-9]+\.xml(\.rels)?"
)
_MEDIA = re.compile(r"word/media/[A-Za-z0-9_]+\.(png|jpe?g)")
_PICTURE_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_RELATIONS = {
    "officeDocument", "core-properties", "extended-properties", "custom-properties", "styles", "settings",
    "webSettings", "fontTable", "theme", "numbering", "header", "footer", "footnotes", "endnotes", "comments",
    "image", "customXml", "customXmlProps", "stylesWithEffects", "commentsExtended", "commentsIds", "people",
}  # fmt: skip
_FIELDS = re.compile(r"(?:(?:PAGE|NUMPAGES|SECTIONPAGES)|\\\*(?:MERGEFORMAT|Arabic))*")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BANNED = {"altChunk", "object", "control", "subDoc", "OLEObject", "attachedTemplate", "mailMerge"}


class Fault(NamedTuple):
    """What is wrong with a file: a code, and the part or value."""

    code: str
    what: str = ""


def faults(data: bytes) -> list[Fault]:
    """Return what keeps a file from being taken; empty where nothing does."""
    if len(data) > LARGEST_FILE:
        return [Fault("too_large", f"{len(data)} > {LARGEST_FILE}")]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            outside = list(_outside(package.infolist()))
            return outside or list(_inside({i: package.read(i) for i in package.namelist()}))
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
        KeyError,
    ):
        return [Fault("not_docx")]  # fmt: skip


def _outside(entries: list[zipfile.ZipInfo]) -> Iterator[Fault]:
    """Judge a package by its directory alone: nothing is unpacked yet."""
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_ENTRIES:
        yield Fault("too_many", str(len(entries)))
    if len({name.lower() for name in names}) < len(names):
        yield Fault("twice")
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        yield Fault("unpacks_too_large")
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        yield Fault("not_docx")
    for entry in entries:
        yield from _entry(entry)


def _entry(entry: zipfile.ZipInfo) -> Iterator[Fault]:
    name, size = entry.filename, entry.file_size
    if entry.flag_bits & 0x1:
        yield Fault("encrypted", name)
    packed_well = size > RATIO_FROM and size > HIGHEST_RATIO * entry.compress_size
    if size > LARGEST_PART or packed_well:
        yield Fault("unpacks_too_large", name)
    if not (_PARTS.fullmatch(name) or _MEDIA.fullmatch(name)):
        yield Fault("part", name)


def _inside(parts: dict[str, bytes]) -> Iterator[Fault]:
    for name, content in parts.items():
        if _MEDIA.fullmatch(name):
            if not content.startswith(_PICTURE_STARTS):
                yield Fault("picture", name)
            continue
        root = _parsed(content)
        if root is None:
            yield Fault("xml", name)
        elif name.endswith(".rels"):
            yield from _relations(name, root)
        elif name == "[Content_Types].xml":
            yield from _content_types(root)
        else:
            yield from _elements(name, root)


def _parsed(content: bytes) -> etree._Element | None:
    """Return the root of a part; None where it is not XML or brings a document type of its own."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None
    return None if root.getroottree().docinfo.doctype else root


def _relations(name: str, root: etree._Element) -> Iterator[Fault]:
    for relation in root.iter("{*}Relationship"):
        kind = str(relation.get("Type", "")).rpartition("/")[2]
        target = str(relation.get("Target", ""))
        if relation.get("TargetMode", "Internal") != "Internal" or "://" in target:
            yield Fault("external", target)
        elif kind not in _RELATIONS or "\\" in target:
            yield Fault("relation", f"{name}: {kind}")


def _content_types(root: etree._Element) -> Iterator[Fault]:
    kinds = [str(node.get("ContentType", "")) for node in root.iter("{*}Override", "{*}Default")]
    if _MAIN not in kinds:
        yield Fault("not_docx")
    for kind in kinds:
        if re.search("macro|vba|activex|ole|template", kind, re.IGNORECASE):
            yield Fault("macro", kind)


def _elements(name: str, root: etree._Element) -> Iterator[Fault]:
    fields = "".join(
        [node.text or "" for node in root.iter(f"{_W}instrText", f"{_W}delInstrText")]
        + [node.get(f"{_W}instr", "") for node in root.iter(f"{_W}fldSimple")]
    )
    if not _FIELDS.fullmatch(re.sub(r"\s", "", fields)):
        yield Fault("field", fields.strip()[:60])
    for node in root.iter(etree.Element):
        local = etree.QName(node).localname
        if local in _BANNED:
            yield Fault("element", f"{name}: {local}")
        for key in node.attrib:
            if etree.QName(key).localname in {"src", "href"}:
                yield Fault("external", f"{name}: {node.get(key)}")


#: Attributes that hold words a reader or a program sees: descriptions of pictures, titles, authors.
_WORDED = frozenset({"descr", "title", "author", "initials", "alt", "string", "name", "val"})
_PIECES = tuple(f"{_W}{name}" for name in ("t", "delText", "tab", "br", "cr"))


def texts_of(data: bytes) -> list[str]:
    """Return every text in a file, paragraph by paragraph: the body first, then all that lies beside it.

    Also what a reader does not see at once: headers, notes, comments, struck-out changes, hidden runs,
    properties of the file, descriptions of pictures.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [n for n in package.namelist() if n.endswith(".xml") and n != "[Content_Types].xml"]
        names.sort(key=lambda name: (name != "word/document.xml", name))
        found: list[str] = []
        for name in names:
            root = _parsed(package.read(name))
            if root is not None:
                found += _paragraphs(root) if name.startswith("word/") else _loose(root)
    return [text for text in found if text.strip()]


def body_of(data: bytes) -> list[str]:
    """Return the paragraphs of the body, as a reader sees them."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = _parsed(package.read("word/document.xml"))
    return [] if root is None else [text for text in _paragraphs(root, words=False) if text.strip()]


def _paragraphs(root: etree._Element, *, words: bool = True) -> list[str]:
    """Return the paragraphs of a part; with `words` also what is struck out or stands in attributes."""
    found: list[str] = []
    for paragraph in root.iter(f"{_W}p"):
        pieces = [
            _piece(node, words=words)
            for node in paragraph.iter(*_PIECES)
            if next(node.iterancestors(f"{_W}p")) is paragraph  # a text box has its own
        ]
        found += "".join(pieces).split("\n")
    if words:
        found += _attributes(root, _WORDED)
    return found


def _piece(node: etree._Element, *, words: bool) -> str:
    local = etree.QName(node).localname
    if local == "tab":
        return " "
    if local in {"br", "cr"}:
        return "\n"
    return str(node.text or "") if words or local == "t" else ""


def _loose(root: etree._Element) -> list[str]:
    """Return every text of a part that has no paragraphs, such as the properties of the file."""
    return [str(text) for text in root.itertext()] + _attributes(root)


def _attributes(root: etree._Element, names: frozenset[str] | None = None) -> list[str]:
    return [
        str(value)
        for node in root.iter(etree.Element)
        for key, value in node.attrib.items()
        if (names is None or etree.QName(key).localname in names) and not str(value).isascii()
    ]


def packed(data: bytes) -> bytes:
    """Return a DOCX file with its parts in order and without times: the same content, the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as package:
        for name in sorted(
            source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)
        ):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            package.writestr(entry, source.read(name), compresslevel=6)
    return target.getvalue()
