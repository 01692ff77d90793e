"""The command behind ``make train`` (训练): the shipped model, or a recipe that is only measured.

``python -m nlp.tagging.train`` writes the pipeline with a fresh model to ``nlp/model``;
``python -m nlp.tagging.train cluener resume weibo domain`` trains these, prints their figures and
stores nothing; ``python -m nlp.tagging.train pack`` writes the pipeline anew with the weights that are
there, after its components have changed.
"""

from __future__ import annotations

import sys

from nlp.pipeline import build
from nlp.tagging.component import NAME, SHIPPED, shipped
from nlp.tagging.measure import Interval, Report
from nlp.tagging.model import Model
from nlp.tagging.recipes import measure, train_domain


def _line(name: str, figure: Interval) -> str:
    return f"  {name:<12} {figure.value:.4f}  [{figure.low:.4f}, {figure.high:.4f}]"


def table(title: str, report: Report) -> str:
    """Return the figures as lines: strict F1 with 95 % intervals over texts."""
    rows = [_line(name, figure) for name, figure in report.labels.items()]
    head = f"{title} · {report.characters} 字 characters"
    return "\n".join((head, _line("micro", report.micro), _line("macro", report.macro), *rows))


def pack(model: Model | None = None) -> None:
    """Write the pipeline with a model, else with the one that ships, to ``nlp/model``."""
    nlp = build()
    nlp.get_pipe(NAME).use(model or shipped())
    nlp.to_disk(SHIPPED.parent)


def main(names: list[str]) -> None:
    """Train and store the shipped model, or do what is named."""
    if not names:
        model, report = train_domain()
        pack(model)
        sys.stdout.write(table("domain (held-back parts)", report) + "\n")
        sys.stdout.write(f"{model.facts['learnt_from']}\n")
    for name in names:
        if name == "pack":
            pack()
        else:
            sys.stdout.write(table(name, measure(name)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
