"""The page of a document as a picture (原页图像), with the words of a fact framed.

Only a file of the case folder whose content is still the one that was read is shown; any other place,
one above the folder too, has no picture, and the page shows the words instead.
"""

from __future__ import annotations

import io
from pathlib import Path
from threading import Lock

import pypdfium2
from PIL import ImageDraw

from desk.source_row import SourceView
from ingest.stage import sha256_file

#: Pixels for each point (1/72 inch): a page of A4 is 1,190 pixels wide.
SCALE = 2.0
#: Longest file and page that are drawn.
LARGEST = 64 * 1024 * 1024
_WIDEST = 3000
_FRAME = (154, 52, 18)
_one_at_a_time = Lock()  # PDFium is not thread-safe


def has_picture(case: Path, view: SourceView) -> bool:
    """Say whether the original of a view lies in the case folder, is a PDF and is unchanged."""
    return _original(case, view) is not None


def picture_of(case: Path, view: SourceView) -> bytes | None:
    """Return the PNG of the page that a view is about; None where there is no unchanged original."""
    path = _original(case, view)
    if path is None or view.page is None:
        return None
    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError:
            return None
        try:
            return _drawn(document, view)
        finally:
            document.close()


def _original(case: Path, view: SourceView) -> Path | None:
    root = case.resolve()
    path = (root / view.place.file).resolve()
    if not path.is_relative_to(root) or path.suffix.lower() != ".pdf" or not path.is_file():
        return None
    if path.stat().st_size > LARGEST or sha256_file(path) != view.sha256:
        return None
    return path


def _drawn(document: pypdfium2.PdfDocument, view: SourceView) -> bytes | None:
    number = (view.page or 1) - 1
    if not 0 <= number < len(document):
        return None
    page = document[number]
    width, height = page.get_size()
    scale = min(SCALE, _WIDEST / max(width, height, 1.0))
    image = page.render(scale=scale).to_pil().convert("RGB")
    pen = ImageDraw.Draw(image)
    for left, bottom, right, top in _boxes(page, view.text.marked if view.text else ""):
        box = (left * scale - 3, (height - top) * scale - 3, right * scale + 3, (height - bottom) * scale + 3)  # fmt: skip
        pen.rectangle(box, outline=_FRAME, width=3)
    written = io.BytesIO()
    image.save(written, "PNG", optimize=False)
    return written.getvalue()


def _boxes(page: pypdfium2.PdfPage, words: str) -> list[tuple[float, float, float, float]]:
    """Return where the words stand on the page, in points from its lower left; none where they are not found."""
    words = words.strip()
    if not words:
        return []
    text = page.get_textpage()
    found = text.search(words).get_next()
    if found is None:
        return []
    start, count = found
    return [text.get_rect(n) for n in range(text.count_rects(start, count))]
