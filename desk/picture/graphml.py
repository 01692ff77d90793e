"""The picture as GraphML, for Gephi, yEd, igraph and networkx."""

from __future__ import annotations

import re

import networkx as nx

from desk.picture.elements import Shown

#: What XML 1.0 cannot hold, wherever a name may have it from.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_NUMBERED = re.compile(r"&#(\d+);")
_ASCII = 128


def graphml(shown: Shown) -> str:
    """Return what is shown as a GraphML document; what is not known is left out."""
    graph = nx.MultiDiGraph()
    for node in shown.nodes:
        graph.add_node(
            _clean(node.id),
            **_filled(kind=node.kind, name=node.name, about=node.about, x=node.x, y=node.y),
        )
    for edge in shown.edges:
        told = _filled(
            kind=edge.kind,
            label=edge.label,
            dates=edge.dates,
            inferred=edge.inferred,
            status=edge.status,
            probability=edge.probability,
            share=edge.share,
            source=edge.source,
        )
        graph.add_edge(_clean(edge.start), _clean(edge.stop), key=edge.id, **told)
    # networkx writes every Chinese character as a number; names are for persons to read
    text = _NUMBERED.sub(_character, "\n".join(nx.generate_graphml(graph)))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _filled(**columns: object) -> dict[str, object]:
    return {
        name: _clean(value) if isinstance(value, str) else value
        for name, value in columns.items()
        if value is not None and value != ""
    }


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)


def _character(found: re.Match[str]) -> str:
    return chr(int(found[1])) if int(found[1]) >= _ASCII else found[0]
