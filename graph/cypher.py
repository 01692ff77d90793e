"""What may be asked of either store, checked on the text of the query before it is sent.

Ladybug takes a missing parameter for null and then finds nobody, opens files of the machine with
``LOAD FROM``, and runs several statements in one; Neo4j does none of these. So both refuse them here,
in the same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ingest.errors import UserError

_FIX = "对照 docs/cypher.md 改写。 Write it in the Cypher of docs/cypher.md."
#: Quoted text, quoted names and comments: nothing in them is a clause or a parameter.
_OPAQUE = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|//[^\n]*|/\*.*?\*/", re.S)
_PARAMETER = re.compile(r"\$(\w+)")
#: Clauses that write, or that reach outside the graph.
_FORBIDDEN = re.compile(
    r"(?<![.:$\w])(CREATE|MERGE|SET|DELETE|REMOVE|FOREACH|DROP|ALTER|LOAD|COPY|CALL|ATTACH|INSTALL"
    r"|IMPORT|EXPORT|USE)(?!\w)|;(?=\s*\S)",
    re.IGNORECASE,
)


def check_query(cypher: str, params: Mapping[str, Any]) -> None:
    """Refuse a query that does more than read the graph, or lacks a parameter. Raises UserError."""
    bare = _OPAQUE.sub(" ", cypher)
    if found := _FORBIDDEN.search(bare):
        what = f"查询只能读图 a query only reads the graph, not 「{found[0]}」:\n  {cypher}"
        raise UserError(what, _FIX)
    if missing := sorted(set(_PARAMETER.findall(bare)) - set(params)):
        what = f"缺少参数 parameters missing: {', '.join(missing)}\n  {cypher}"
        raise UserError(what, "给出这些参数。 Give these parameters.")


def refused(place: str, reason: object, cypher: str) -> UserError:
    """Return the error for a statement that a store refuses."""
    what = f"{place} 不接受这条语句 refused a statement: {reason}\n  {cypher}"
    return UserError(what, _FIX)


def refuse_elements(
    rows: Iterable[Mapping[str, Any]], is_element: Callable[[Any], bool], cypher: str
) -> None:
    """Refuse rows with nodes, relationships or paths: the stores show them differently."""
    for row in rows:
        for name, value in row.items():
            inner = value if isinstance(value, list) else [value]
            if any(is_element(item) for item in inner):
                what = f"「{name}」是节点、关系或路径 is a node, relationship or path:\n  {cypher}"
                raise UserError(what, f"只返回属性，如 return properties such as {name}.id")
