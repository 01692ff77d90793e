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
# # 关系网络：用图查询和 networkx 探索 · The network, with Cypher and networkx
#
# Opens the graph of a finished run in the embedded store (`<run>/graph`, Cypher) and as networkx
# views: what is in it, one question asked both ways, the surroundings of the first lead, the way
# between an official and a company, who stands between. Set `QINQING_RUN` to the run's folder.
# Being near somebody in a graph **says nothing about anybody**: it tells where to look something up.
# More queries, and what both stores understand: `docs/cypher.md`.

# %%
import os
from collections import Counter
from itertools import pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import networkx as nx
import pandas as pd

from desk.results import Access, read_snapshot
from graph.network import ego, whole
from graph.open import open_store
from ingest.stage import open_stage

plt.rcParams["font.family"] = ["Noto Sans CJK SC", "Noto Sans CJK JP", "DejaVu Sans"]
run = Path(os.environ.get("QINQING_RUN", "../demo/run"))
snapshot, stage = read_snapshot(run), open_stage(run / "stages" / "graph")
assert snapshot is not None, f"no finished run in {run}"
assert stage is not None, f"no graph in {run}"
# An analyst who is not cleared for complaints; the graph itself holds nothing that a complaint says.
leads = snapshot.leads(Access(("*",), complaints=False))
COLOURS = {
    "Official": "#1f4b57", "Relative": "#7fa3ad", "Person": "#b9c4c8", "Company": "#d9a441",
    "Unit": "#66788a", "Award": "#b5543c", "Act": "#8a6d9b",
}  # fmt: skip

# %% [markdown]
# ## What is in the graph

# %%
view = whole(stage)


def kind_of(node: str) -> str:
    """Return the kind of a node, which its id carries; an act has a column of that name as well."""
    return node.partition(":")[0].capitalize()


kinds = Counter(kind_of(node) for node in view)
edges = Counter(data["kind"] for _, _, data in view.edges(data=True))
pd.DataFrame({"nodes": pd.Series(kinds), "edges": pd.Series(edges)}).fillna(0).astype(int)

# %%
figure, pair = plt.subplots(1, 2, figsize=(11, 3))
for axes, counts, title in ((pair[0], kinds, "节点 · nodes"), (pair[1], edges, "关系 · edges")):
    bars = pd.Series(counts).sort_values()
    bars.plot.barh(ax=axes, logx=True, color=[COLOURS.get(name, "#7d93a8") for name in bars.index])
    axes.set_title(title)
plt.tight_layout()
plt.show()

# %% [markdown]
# ## One question, asked both ways
# Companies that a relative of an official holds, where the match of the relative with the registered
# person is at least probable (0.80). The stores must agree with networkx, edge by edge.

# %%
QUERY = """
MATCH (o:Official)-[k:KIN]->(:Relative)-[s:SAME_AS]->(:Person)-[:HOLDS]->(c:Company)
WHERE s.probability >= $probability
RETURN DISTINCT o.id AS official, k.kinship AS kinship, c.id AS company
"""
with open_store(run / "graph") as graph:
    by_cypher = {
        (row["official"], row["kinship"], row["company"])
        for row in graph.query(QUERY, probability=0.80)
    }


def out(node: str, kind: str) -> list[tuple[str, dict]]:
    """Return where a node's edges of one kind lead, with their columns."""
    return [(b, data) for _, b, data in view.out_edges(node, data=True) if data["kind"] == kind]


by_networkx = {
    (official, kin.get("kinship"), company)
    for official in view
    if kind_of(official) == "Official"
    for relative, kin in out(official, "KIN")
    for person, same in out(relative, "SAME_AS")
    if same["probability"] >= 0.80
    for company, _ in out(person, "HOLDS")
}
assert by_cypher == by_networkx, "the stores do not agree"
pd.DataFrame(sorted(by_cypher, key=str), columns=["official", "kinship", "company"]).groupby(
    "kinship"
).agg(officials=("official", "nunique"), companies=("company", "nunique"))

# %% [markdown]
# ## The surroundings of the first lead
# Two steps in every direction. A node of many edges (a bureau with its purchases) is drawn but not
# passed through: through it everybody is everybody's neighbour.

# %%
assert leads, "the list is empty: nothing to look around"
centre = f"official:{leads[0].official_id}"
near = ego(stage, centre, radius=2, widest=40)
figure, axes = plt.subplots(figsize=(10, 7))
places = nx.spring_layout(nx.Graph(near), seed=7, k=1.6 / max(len(near), 1) ** 0.5)
for kind, colour in COLOURS.items():
    nodes = [node for node in near if kind_of(node) == kind]
    nx.draw_networkx_nodes(
        near, places, nodelist=nodes, ax=axes, node_color=colour, label=kind,
        node_size=[420 if node == centre else 140 for node in nodes],
    )  # fmt: skip
nx.draw_networkx_edges(near, places, ax=axes, edge_color="#aeb9be", arrowsize=8)
labels = {
    node: str(data.get("name") or data.get("title") or "")[:10]
    for node, data in near.nodes(data=True)
    if len(near) <= 60 or kind_of(node) in ("Official", "Relative", "Company")
}
below = {node: (x, y - 0.06) for node, (x, y) in places.items()}
nx.draw_networkx_labels(
    near, below, labels, ax=axes, font_size=8, font_family=plt.rcParams["font.family"]
)
axes.margins(0.12)
axes.legend(loc="lower right", fontsize=8, frameon=False)
axes.set_axis_off()
axes.set_title("第一条疑点的周围（待核实） · around the first lead")
plt.show()

# %% [markdown]
# ## The way between two nodes
# The shortest way between the official and the company of his first lead that does not pass through
# a hub. Each hop is a row of a register or roster, or a match with its probability.

# %%
finding = snapshot.findings_of(leads[0].official_id, Access(("*",), complaints=False))[0]
company = f"company:{finding['uscc']}"
plain = nx.Graph(view)
hubs = {n for n, degree in plain.degree() if degree > 200} - {centre, company}
plain.remove_nodes_from(hubs)
rows = []
if company in plain and nx.has_path(plain, centre, company):
    way = nx.shortest_path(plain, centre, company)
    for a, b in pairwise(way):
        for start, stop in ((a, b), (b, a)):
            rows += [
                (start, data["kind"], stop, data.get("probability"), data.get("source"))
                for data in (view.get_edge_data(start, stop) or {}).values()
            ]
pd.DataFrame(rows, columns=["from", "kind", "to", "probability", "source"])

# %% [markdown]
# ## How far companies are from offices
# Steps from each company that won an award to the nearest official, over kin, stakes, roles and matches
# that are at least probable; purchases are left out. Most companies have no such way at all.

# %%
ties = nx.Graph(
    (a, b)
    for a, b, data in view.edges(data=True)
    if data["kind"] in ("KIN", "HOLDS", "ROLE", "INFERRED")
    or (data["kind"] == "SAME_AS" and data["probability"] >= 0.80)
)
officials = [node for node in view if kind_of(node) == "Official" and node in ties]
distance = nx.multi_source_dijkstra_path_length(ties, set(officials)) if officials else {}
won = {a for a, _, data in view.edges(data=True) if data["kind"] == "WON"}
steps = pd.Series([distance.get(c, float("inf")) for c in sorted(won)])
reached = steps[steps < float("inf")].astype(int)
shown = reached.clip(upper=10).value_counts().reindex(range(1, 11), fill_value=0)
shown.index = [*map(str, range(1, 10)), "10+"]
axes = shown.plot.bar(color="#7d93a8", figsize=(8, 2.8), rot=0)
axes.set_title(f"中标企业 {len(steps)} 家，{len(steps) - len(reached)} 家不相连 · not connected")
axes.set_xlabel("步数 · steps to the nearest official")
axes.set_ylabel("企业 companies")
plt.tight_layout()
plt.show()
