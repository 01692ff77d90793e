"""How fast texts are read, how well the annotated sentences are, and how the lexicon grows.

::

    python -m benchmarks.text_mining [--complaints 1500] [--documents 60] [--companies 20000]

The texts are generated from the annotated sentences of ``tests/nlp/cases`` with other names in
them: the load is realistic, the content means nothing, so the speed is a figure and the scores are
given only for the sentences themselves. One process, one core (processor time).
(Not called ``nlp.py``: a script of that name would hide the package ``nlp`` from its neighbours.)
"""

from __future__ import annotations

import argparse
import random
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml
from spacy.language import Language

from benchmarks.machine import machine_line
from nlp.annotation import Span, parse, score
from nlp.area import Area
from nlp.events import events_of
from nlp.near_duplicates import group
from nlp.pipeline import build, read
from nlp.spans import mentions_of

CASES = Path(__file__).resolve().parents[1] / "tests" / "nlp" / "cases"
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平"
LINES = ("建筑工程", "商贸", "农业科技", "物流", "园林绿化", "餐饮管理", "劳务", "广告")


def cases(name: str) -> list[dict[str, Any]]:
    """Return the annotated sentences of a file, the bare ones as documents without events."""
    rows = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [row if isinstance(row, dict) else {"kind": "document", "text": row} for row in rows]


def area(size: int, rng: random.Random) -> Area:
    """Return an area of `size` companies with invented names."""
    trades = (
        rng.choice(GIVEN) + rng.choice(GIVEN) + rng.choice("达源丰泰鑫隆") for _ in range(size)
    )
    names = [f"东江市{trade}{rng.choice(LINES)}有限公司" for trade in trades]
    return Area(
        tuple((f"{i:018d}", name) for i, name in enumerate(names)),
        tuple(f"东江市{field}局" for field in ("财政", "水利", "教育", "审计")),
        tuple(sorted({person(rng) for _ in range(2000)})),
    )


def person(rng: random.Random) -> str:
    """Return an invented name of three characters."""
    return rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(GIVEN)


def texts(place: Area, counts: tuple[int, int], rng: random.Random) -> list[tuple[str, str, str]]:
    """Return complaints of some 200 and documents of some 3,000 characters."""
    sentences = [parse(row["text"])[0] for name in FILES for row in cases(name)]
    found = []
    for kind, count, size in (("complaint", counts[0], 220), ("document", counts[1], 3000)):
        for i in range(count):
            text = ""
            while len(text) < size:
                firm = rng.choice(place.companies)[1]
                text += rng.choice(sentences) + f"{person(rng)}到{firm}走访。"
            found.append((f"{kind}-{i:05d}", kind, text))
    return found


FILES = ("mentions.yaml", "status.yaml", "held_out.yaml")


def quality(nlp: Language, name: str) -> str:
    """Return the scores of one file of annotated sentences in words."""
    pairs, wanted, right, wrong = [], 0, 0, 0
    for row in cases(name):
        text, gold = parse(row["text"])
        ((_, doc),) = read(nlp, [("x", row["kind"], text)])
        if gold:
            pairs.append((set(gold), {Span(m.start, m.end, m.label) for m in mentions_of(doc)}))
        for event in row.get("events", []):
            match = next((e for e in events_of(doc) if e.act == event["act"]), None)
            wanted += 1
            right += match is not None and match.status == event["status"]
            wrong += match is not None and event["status"] != match.status == "asserted"
    rows = [f"  {n:9} P {s.precision:.2f} R {s.recall:.2f} F1 {s.f1:.2f} of {s.gold}"
            for n, s in score(pairs).items() if s.gold]  # fmt: skip
    events = f"  events: {right} of {wanted} with the right status, {wrong} wrongly asserted"
    return "\n".join([name, *rows, *([events] if wanted else [])])


def main() -> None:
    """Print speed and scores."""
    options = argparse.ArgumentParser(description="speed and scores of the text mining")
    options.add_argument("--complaints", type=int, default=1500)
    options.add_argument("--documents", type=int, default=60)
    options.add_argument("--companies", type=int, default=20_000)
    given = options.parse_args()
    rng = random.Random(7)
    print(machine_line())
    print(
        "spacy",
        version("spacy"),
        "· jieba",
        version("jieba"),
        "· pyahocorasick",
        version("pyahocorasick"),
    )
    began = time.process_time()
    place = area(given.companies, rng)
    nlp = build(place)
    print(
        f"building the pipeline with {given.companies} companies: {time.process_time() - began:.1f} s"
    )
    load = texts(place, (given.complaints, given.documents), rng)
    size = sum(len(text) for _, _, text in load)
    began = time.process_time()
    found = sum(len(mentions_of(doc)) for _, doc in read(nlp, load))
    spent = time.process_time() - began
    print(f"{size} characters, {found} mentions: {spent:.1f} s, {size / spent:,.0f} characters/s")
    began = time.process_time()
    group([text for _, kind, text in load if kind == "complaint"])
    print(f"grouping {given.complaints} complaints: {time.process_time() - began:.1f} s")
    for name in FILES:
        print(quality(nlp, name))


if __name__ == "__main__":
    main()
