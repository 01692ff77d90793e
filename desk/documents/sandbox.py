"""The only template language that a document's template may speak: fill a name in, go through a list, ask if.

A template comes from an office, so it is not trusted: its syntax tree is held against a list of what
is allowed before it runs. There are no attributes, no calls, no filters, no arithmetic, no imports.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.For, nodes.If, nodes.Not,
)  # fmt: skip


class FillingEnvironment(ImmutableSandboxedEnvironment):
    """Jinja with names, loops over lists and conditions, and nothing else.

    Parameters
    ----------
    names : frozenset of str
        The placeholders that are known.
    lists : frozenset of str
        Those of them that a loop may go through.
    """

    def __init__(self, names: frozenset[str], lists: frozenset[str]) -> None:
        super().__init__(autoescape=True)
        self.names, self.lists = names, lists
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for line, wrong in faults(tree, self.names, self.lists):
            raise TemplateSyntaxError(wrong, line, name, filename)
        return tree

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Say no: a placeholder is a text, it has no attributes."""
        return False

    def is_safe_callable(self, obj: Any) -> bool:
        """Say no: nothing in a template is called."""
        return False


def faults(
    tree: nodes.Template, names: frozenset[str], lists: frozenset[str]
) -> Iterator[tuple[int, str]]:
    """Yield what a template says beyond the allowed: the line and the thing itself."""
    loops = list(tree.find_all(nodes.For))
    known = names | {node.target.name for node in loops if isinstance(node.target, nodes.Name)}
    for node in (tree, *tree.find_all(nodes.Node)):
        if not isinstance(node, _ALLOWED):
            yield getattr(node, "lineno", 1), type(node).__name__
        elif isinstance(node, nodes.Name) and node.name not in known:
            yield node.lineno, node.name
    for loop in loops:
        yield from _loop_faults(loop, names, lists)
    for output in tree.find_all(nodes.Output):
        for part in output.nodes:
            if isinstance(part, nodes.Name) and part.name in lists:
                yield output.lineno, f"{{{{ {part.name} }}}}"


def _loop_faults(
    loop: nodes.For, names: frozenset[str], lists: frozenset[str]
) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with a loop: it goes through one list, under a name of its own."""
    over = loop.iter.name if isinstance(loop.iter, nodes.Name) else ""
    if over not in lists or loop.test or loop.recursive or loop.else_:
        yield loop.lineno, f"for … in {over or '?'}"
    if not isinstance(loop.target, nodes.Name) or loop.target.name in names:
        yield loop.lineno, "for"
