# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 校准与反馈：核查回来的结果说明什么 · Calibration and feedback: what checks that came back say
#
# A lead's probability is a promise: of leads said to hold with 0.80, about four in five should. Only
# checks can tell. With `QINQING_CASE` set to a case folder that has a record of checks
# (`qinqing checks draw`), this notebook reads that record and the dispositions that came back. Without
# one it **rehearses**: it draws a round from the run and lets the lot answer, once as if the
# probabilities were exactly right and once as if only half of it held; of whoever is not on the list
# nothing is found. A rehearsal says nothing about
# any official and nothing about how good the list is; it shows what a round of that size can tell.

# %%
import os
import tempfile
from datetime import date, timedelta
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from desk.checking import answered, draw_round
from desk.results import Access, read_snapshot
from risk.learning.accountability import sheet
from risk.learning.checks import read as read_checks
from risk.learning.labels import Disposition, label
from risk.learning.measures import calibration_error, wilson
from risk.learning.returns import returns
from risk.learning.settings import settings
from risk.learning.trial import hold

plt.rcParams["font.family"] = ["Noto Sans CJK SC", "Noto Sans CJK JP", "DejaVu Sans"]
run = Path(os.environ.get("QINQING_RUN", "../demo/run"))
snapshot = read_snapshot(run)
assert snapshot is not None, f"no finished run in {run}"
case = Path(os.environ["QINQING_CASE"]) if "QINQING_CASE" in os.environ else None
recorded = case is not None and bool(read_checks(case))
CAPACITY, DRAWN, SEED = 120, date(2025, 7, 1), 20250701

# %% [markdown]
# ## The round
# The top of the list and a random slice, half of it among officials with a lead. Who is random is not
# told to those who check. The odds of every row are kept, so that shares of the whole can be estimated.

# %%
if recorded:
    kept = answered(case, run)
    checks, truths = kept.checks, {"record": kept.labels}
else:
    with tempfile.TemporaryDirectory() as folder:
        checks = draw_round(
            Path(folder), run, "rehearsal", CAPACITY, DRAWN, Access(("*",), complaints=False)
        )
    lots = np.random.default_rng(SEED).random(len(checks))

    def came(share: float) -> list:
        """Answer by lot: a lead is true with `share` of what the list says, all others are not."""
        said = [
            Disposition(
                "属实" if lot < share * c.probability else "不属实",
                c.drawn_on + timedelta(days=60),
                c.lead_id,
                c.official_id,
                c.uscc,
            )
            for c, lot in zip(checks, lots, strict=True)
        ]
        return label(checks, said, settings())

    truths = {"as said": came(1.0), "half of it": came(0.5)}
pd.DataFrame(
    {
        "drawn": [len({c.official_id for c in checks})],
        "with a lead": [len({c.official_id for c in checks if c.lead_id})],
        "leads": [sum(bool(c.lead_id) for c in checks)],
        "of the random slice": [len({c.official_id for c in checks if c.slice_odds > 0})],
    },
    index=["recorded" if recorded else "rehearsal"],
)

# %% [markdown]
# ## What came back, with its intervals

# %%
share = lambda s: "—" if s.n == 0 else f"{s.value:.2f} [{s.low:.2f}–{s.high:.2f}] n={s.n}"  # noqa: E731
back = {name: returns(checks, labels, settings()) for name, labels in truths.items()}
pd.DataFrame(
    {
        name: {
            "answered": found.answered,
            "tier 1 true": share(found.tiers[1]),
            "tier 2 true": share(found.tiers[2]),
            "base rate, random slice": share(found.base_rate),
            "recall, random slice": share(found.recall),
            "calibration error": round(found.calibration, 3),
        }
        for name, found in back.items()
    }
)

# %% [markdown]
# ## Reliability
# Said against found, in bins of equal numbers, with Wilson's 95 % interval. On the diagonal the numbers
# keep their promise; below it they promise too much.

# %%
figure, axes = plt.subplots(figsize=(6, 5))
for n, (name, labels) in enumerate(truths.items()):
    colour, aside = (("#1f4b57", 0.0), ("#b5543c", 0.012))[n]
    known = sorted(
        (c.probability, found.true)
        for c, found in zip(checks, labels, strict=True)
        if c.lead_id and found.true is not None
    )
    for part in np.array_split(
        np.array(known, dtype=float).reshape(-1, 2), min(6, max(len(known), 1))
    ):
        if len(part):
            found = wilson(int(part[:, 1].sum()), len(part))
            axes.plot(
                [part[:, 0].mean() + aside] * 2, [found.low, found.high], color=colour, linewidth=1
            )
            axes.plot(part[:, 0].mean() + aside, found.value, "o", color=colour)
    axes.plot([], [], "o", color=colour, label=name)
axes.plot([0, 1], [0, 1], color="#aeb9be", linewidth=1)
axes.set_xlabel("清单所说的把握 · said")
axes.set_ylabel("核查属实的比例 · found true")
axes.legend(frameon=False)
plt.tight_layout()
plt.show()

# %% [markdown]
# ## How many checks it takes to see it
# If only half of what the list says were true: how often would a round of so many leads show it, that
# is, how often would the interval of the share found true lie below the mean of what was said? Drawn
# 400 times from the leads of this round.

# %%
said = np.array([c.probability for c in checks if c.lead_id])
assert len(said), "no lead in the round"
generator = np.random.default_rng(SEED)
sizes = [10, 20, 40, 80, 160, 320]
power = {}
for factor in (1.0, 0.75, 0.5):
    power[factor] = []
    for size in sizes:
        seen = 0
        for _ in range(400):
            some = generator.choice(said, size)
            found = wilson(int((generator.random(size) < factor * some).sum()), size)
            seen += found.high < some.mean()
        power[factor].append(seen / 400)
axes = pd.DataFrame(power, index=sizes).plot(marker="o", figsize=(8, 3), logx=True, ylim=(0, 1.02))
axes.set_xticks(sizes, [str(n) for n in sizes])
axes.set_xlabel("核查的线索数 · leads checked")
axes.set_ylabel("看出的机会 · seen")
axes.legend(title="属实／所说 true / said", frameon=False)
plt.tight_layout()
plt.show()

# %% [markdown]
# ## Would a learned model be taken into use?
# Only if its gain on the random slice is above zero with confidence, and only with enough labels there.
# Otherwise the fixed weights stay. Nothing is written here.

# %%
rows = {}
for name, labels in truths.items():
    trial = hold(checks, labels, None, settings())
    rows[name] = {
        "labelled leads": len(trial.was),
        "of the random slice": trial.slice_leads,
        "needed there": settings().slice_labels,
        "calibration error before": round(
            calibration_error(trial.before, trial.was, trial.weight), 3
        ),
        "calibration error after": round(calibration_error(trial.said, trial.was, trial.weight), 3),
        "taken into use": trial.wins,
    }
pd.DataFrame(rows)

# %% [markdown]
# ## The yearly sheet
# Names nobody; fit to be published (law.md DP-30).

# %%
year = max(c.drawn_on.year for c in checks)
pd.DataFrame(
    [
        {
            "round": name, "pattern": row.pattern or "all", "leads": row.leads, "answered": row.answered,
            "confirmed": row.confirmed, "unfounded": share(row.unfounded), "median days": row.days,
        }
        for name, labels in truths.items()
        for row in sheet(checks, labels, year)
    ]
)  # fmt: skip
