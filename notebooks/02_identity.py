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
# # 身份核对：谁是谁，凭什么 · An audit of identity: who is who, and on what grounds
#
# Opens a finished run (`qinqing run …`) and looks at its matches of officials and relatives with
# registered persons: how sure they are, what carries them, which limit holds them, and one match as
# a waterfall of evidence. Set `QINQING_RUN` to the run's folder. A match is a **probability to
# check, not a finding**; one ban (班) is tenfold evidence.

# %%
import os
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pyarrow.parquet as pq

from desk.identity_rows import FILE, rivals_of
from desk.waterfall import Words, steps
from resolve.explain import explain, level_words
from resolve.whatif import sums

plt.rcParams["font.family"] = ["Noto Sans CJK SC", "Noto Sans CJK JP", "DejaVu Sans"]
run = Path(os.environ.get("QINQING_RUN", "../demo/run"))
rows = pq.read_table(run / FILE).to_pylist()
assert rows, f"no matches in {run}"

# %% [markdown]
# ## How sure the matches are
# Below 0.20 nothing is written; from 0.98 on a match is identified.

# %%
table = pd.DataFrame(
    {
        "level": [row["level"] for row in rows],
        "probability": [row["probability"] for row in rows],
        "namesakes": [row["expected_namesakes"] for row in rows],
        "fields": [
            "+".join(
                f["field"]
                for f in row["fields"]
                if (f["bans"] > 0 and f["field"] != "prior") or f["agreement"] == "same"
            )
            for row in rows
        ],
        "limit": [sums(row).cap or "" for row in rows],
    }
)
table.groupby("level").agg(
    matches=("probability", "size"),
    mean_probability=("probability", "mean"),
    median_namesakes=("namesakes", "median"),
)

# %%
axes = table["probability"].plot.hist(bins=20, color="#7d93a8", figsize=(8, 2.6))
axes.set_xlabel("可能性 · probability")
plt.tight_layout()
plt.show()

# %% [markdown]
# ## What carries them
# The fields that speak for a match, together. A name alone is never more than doubt.

# %%
table.groupby(["fields", "level"]).size().unstack(fill_value=0)

# %%
alone = table[table["fields"] == "name"]
assert (alone["level"] == "hold").all(), "a name alone went beyond doubt"
table[table["limit"] != ""].groupby(["limit", "level"]).size().unstack(fill_value=0)

# %% [markdown]
# ## One match as a waterfall
# A match that one more fact could turn: the first that is neither identified nor a name alone, else
# the first. Names are left out.

# %%
row = next((r for r in rows if r["level"] == "probable"), rows[0])
told = explain(row, rivals_of(row, rows))
words = Words("", rivals="其他候选", limit="上限", result="合计", even="一半对一半")
bars = [step for step in steps(told, words, "zh") if step.bans or step.kind == "result"]
colours = {"prior": "#8d9aa0", "result": "#1c2326"}
figure, axes = plt.subplots(figsize=(9, 0.45 * len(bars) + 1))
for place, bar in enumerate(bars):
    colour = colours.get(bar.kind, "#1f4b57" if bar.bans > 0 else "#b5543c")
    axes.barh(place, bar.bans, left=bar.start, color=colour, hatch="" if bar.bans > 0 else "//")
    axes.annotate(
        f"{bar.bans:+.2f}", (max(bar.start, bar.stop), place), (4, -3), textcoords="offset points"
    )
axes.set_yticks(range(len(bars)), [bar.name for bar in bars])
axes.invert_yaxis()
axes.axvline(0, color="#66788a", linewidth=1)
ends = [end for bar in bars for end in (bar.start, bar.stop)]
axes.set_xlim(min(ends) - 0.3, max(ends) + 1.2)
axes.set_xlabel("班（0 为一半对一半） · bans (0: one to one)")
axes.set_title(f"{level_words(row['level']).zh}：待核实")
plt.tight_layout()
plt.show()

# %%
print(told.sentence.zh)
print()
print(told.sentence.en)

# %% [markdown]
# ## What would turn them
# For each level, which single fact would move a match most often.

# %%
turns: Counter[tuple[str, str, str]] = Counter()
for one in rows[:500]:
    for turn in explain(one, rivals_of(one, rows)).turns:
        turns[one["level"], "up" if turn.up else "down", turn.words.zh] += 1
pd.DataFrame(
    [
        (*key, n)
        for key, n in sorted(turns.items(), key=lambda item: (item[0][0], -item[1], item[0]))
    ],
    columns=["level", "direction", "if", "matches"],
)
