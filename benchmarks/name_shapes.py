"""Derive the pairs of characters that look alike (形近字) from pictures of them.

::

    python -m benchmarks.name_shapes SANS.ttc SERIF.ttc > shapes.csv

Needs Pillow and two faces with simplified Chinese, such as Noto Sans CJK and Noto Serif CJK (their face 2 is SC).
What is written are likenesses only: the correlation of the two pictures, mean over the faces.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LEAST, _CANVAS, _SIZE, _FACE = 0.70, 48, 32, 2


def characters() -> list[str]:
    """Return the 6,763 characters of GB 2312."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return [c for code in codes if (c := code.decode("gb2312", errors="ignore"))]


def pictures(path: str, found: list[str]) -> NDArray[np.float32]:
    """Return a normalised row of pixels a character."""
    from PIL import Image, ImageDraw, ImageFilter, ImageFont

    font: Any = ImageFont.truetype(path, 44, index=_FACE)
    rows = np.zeros((len(found), _SIZE * _SIZE), dtype=np.float32)
    for number, character in enumerate(found):
        image = Image.new("L", (_CANVAS, _CANVAS))
        ImageDraw.Draw(image).text((2, -9), character, fill=255, font=font)
        soft = image.filter(ImageFilter.GaussianBlur(1.1))
        rows[number] = np.asarray(soft.resize((_SIZE, _SIZE)), dtype=np.float32).ravel()
    rows -= rows.mean(axis=0)  # what all characters have in common says nothing
    rows -= rows.mean(axis=1, keepdims=True)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def main() -> None:
    """Print the pairs, likest first."""
    found = characters()
    faces = [pictures(path, found) for path in sys.argv[1:]]
    likeness = np.mean([rows @ rows.T for rows in faces], axis=0)
    pairs = np.argwhere(np.triu(likeness >= _LEAST, k=1))
    scored = ((-float(likeness[i, j]), found[i] + found[j]) for i, j in pairs.tolist())
    for score, pair in sorted(scored):
        print(f"{pair},{-score:.4f},glyph")


if __name__ == "__main__":
    main()
