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
# # 疑点清单、稳不稳、一条链 · The list, how stable it is, one chain
#
# Opens a finished run (`qinqing run …`), shows the list and how much of it stays when the prior of
# every match is a third or three times as high, draws the chain of its first lead and the
# probabilities of its links. Set `QINQING_RUN` to the run's folder; `make demo` leaves one in
# `demo/run`. What is listed are **leads to check, not findings of guilt**.
#
# As a notebook: `jupytext --to ipynb notebooks/01_risk_list.py`.

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
import networkx as nx
import pandas as pd

from desk.clearance import LINKS
from desk.results import Access, names_of, read_snapshot, weakest_link

plt.rcParams["font.family"] = ["Noto Sans CJK SC", "Noto Sans CJK JP", "DejaVu Sans"]
run = Path(os.environ.get("QINQING_RUN", "../demo/run"))
snapshot = read_snapshot(run)
assert snapshot is not None, f"no finished run in {run}"
# An analyst who is not cleared for complaints sees the list as if there were none.
access = Access(("*",), complaints=False)

# %% [markdown]
# ## The list

# %%
leads = snapshot.leads(access)
table = pd.DataFrame(
    {
        "official": [lead.official_id for lead in leads],
        "unit": [lead.unit for lead in leads],
        "tier": [lead.tier for lead in leads],
        "pattern": [lead.top_pattern for lead in leads],
        "company": [lead.top_company for lead in leads],
        "probability": [lead.probability for lead in leads],
    }
)
table.head(20)

# %%
table.groupby(["tier", "pattern"]).size().unstack(fill_value=0)

# %% [markdown]
# ## The chain of the first lead

# %%
finding = snapshot.findings_of(leads[0].official_id, access)[0]
names = names_of(run, (hop[end] for hop in finding["path"] for end in ("from", "to")))
chain = nx.DiGraph()
for hop in finding["path"]:
    chain.add_edge(hop["from"], hop["to"], label=hop["label"] or hop["kind"])

figure, axes = plt.subplots(figsize=(11, 2.6))
places = {node: (n, 0) for n, node in enumerate(chain)}
nx.draw_networkx_nodes(chain, places, ax=axes, node_color="#dfe7ef", node_size=900)
nx.draw_networkx_edges(chain, places, ax=axes, node_size=900, edge_color="#66788a")
nx.draw_networkx_labels(
    chain,
    {node: (x, -0.035) for node, (x, _) in places.items()},
    {node: names[node] for node in chain},
    font_family=plt.rcParams["font.family"],
    font_size=9,
    ax=axes,
)
nx.draw_networkx_edge_labels(
    chain,
    places,
    {(a, b): data["label"] for a, b, data in chain.edges(data=True)},
    font_family=plt.rcParams["font.family"],
    font_size=8,
    ax=axes,
)
axes.set_ylim(-0.08, 0.06)
axes.margins(x=0.15)
axes.set_axis_off()
axes.set_title(f"{finding['pattern']}：待核实")
plt.show()

# %% [markdown]
# ## Its links, weakest first
# The probability of a lead is that of its necessary links together; the weakest one is what to check next.

# %%
links = (
    pd.Series({link: finding[link] for link in LINKS}).astype(float).sort_values(ascending=False)
)
colours = ["#b5543c" if link == weakest_link(finding) else "#7d93a8" for link in links.index]
axes = links.plot.barh(color=colours, figsize=(8, 2.6), xlim=(0, 1))
axes.set_xlabel("probability that the link holds")
plt.tight_layout()
plt.show()

# %% [markdown]
# ## How sure the list is
# Probabilities over the list: a list that is all near one would be a reason to distrust it.

# %%
axes = table["probability"].plot.hist(bins=20, color="#7d93a8", figsize=(8, 2.6))
axes.set_xlabel("事实成立的把握 · probability that the facts hold")
plt.tight_layout()
plt.show()

# %% [markdown]
# ## How stable the list is
# The run itself scores the list again with the priors of the matches a third and three times as high.
# Who stays is not there because of a number that somebody chose; who comes and goes is a matter of it.

# %%
stable = pd.DataFrame(snapshot.report["stability"]).set_index("scale").sort_index()
assert 1.0 in stable.index
assert stable.loc[1.0, "same_shown"] == 1.0, "the list differs from itself"
stable[["officials", "tier_1", "same_shown", "same_top_50"]]

# %%
figure, pair = plt.subplots(1, 2, figsize=(10, 2.8))
names = ["×1/3" if scale < 1 else f"×{scale:g}" for scale in stable.index]
pair[0].bar(names, stable["officials"], color="#7d93a8", label="清单上 · on the list")
pair[0].bar(names, stable["tier_1"], color="#1f4b57", label="一级 · tier 1")
pair[0].set_title("人数 · officials")
pair[0].legend(frameon=False, fontsize=8)
pair[1].bar(names, stable["same_shown"], color="#7d93a8")
pair[1].set_ylim(0, 1.02)
pair[1].set_title("与清单相同的比例 · share that is the same")
for axes in pair:
    axes.set_xlabel("先验 · prior")
plt.tight_layout()
plt.show()
