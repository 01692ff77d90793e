"""Near duplicates among complaints (重复件): one voice, however often it is sent.

science.md D5.4: texts in a normal form, shingles of four characters, MinHash for candidates, then the exact measure:
Jaccard ≥ 0.60, or containment of the smaller in the larger ≥ 0.80. Where slips and scans broke the runs, pairs of sounds are
compared with thresholds of their own; rewrites are found by the accused, the company and the act.
Copies of a form letter about others are other voices, and a petition of two matters does not join their groups.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from nlp.complaints.form_letters import other_names
from nlp.complaints.minhash import Hashes, meetings, overlap, pairs, shingles
from nlp.complaints.slots import Matter, agree, by_firm, speak_of_one
from nlp.complaints.sounds import sound_pairs
from nlp.complaints.vetoes import apart
from nlp.resources import lexicon

#: So many texts of each of two groups are compared before the groups join.
_FACES = 6
#: A part of a text joins after whole copies of the same measure.
_PART = 0.3
_TELLING = ("PERSON", "COMPANY", "LOCATION")


class Edge(NamedTuple):
    """A pair of near duplicates; the strongest join first."""

    strength: float
    a: int
    b: int


class Face(NamedTuple):
    """A text that stands for its equal copies: what it says, its runs of characters and its pairs of sounds."""

    matter: Matter
    runs: Hashes
    heard: Hashes


def group(matters: Sequence[Matter]) -> list[list[int]]:
    """Return the groups of near duplicates as sorted lists of positions, in order of the first."""
    copies = _copies(matters)
    faces = [_face(matters[members[0]]) for members in copies]
    clusters = _Clusters(faces)
    for edge in sorted(_edges(faces), key=lambda e: (-e.strength, e.a, e.b)):
        clusters.join(edge.a, edge.b)
    return sorted(sorted(i for n in members for i in copies[n]) for members in clusters.groups())


def too_short(item: Matter) -> bool:
    """Say whether a text says too little to be compared with another."""
    telling = any(label in _TELLING for _, label in item.names)
    return len(item.form) < int(lexicon("duplicates")["short"]) and not telling


def _face(item: Matter) -> Face:
    form = "" if too_short(item) else item.form
    return Face(item, shingles(form), sound_pairs(form))


def _copies(matters: Sequence[Matter]) -> list[list[int]]:
    """Return the positions of equal texts together; a text that says too little stays alone."""
    found: dict[Any, list[int]] = defaultdict(list)
    for i, item in enumerate(matters):
        found[i if too_short(item) else item.form].append(i)
    return list(found.values())


def _edges(faces: Sequence[Face]) -> list[Edge]:
    """Return the pairs that the exact measures accept."""
    names = [face.matter.words for face in faces]
    met = pairs([face.runs for face in faces], names) | pairs([f.heard for f in faces], names)
    found = {}
    for a, b in sorted(met):
        strength = alike(faces[a], faces[b])
        if strength:
            found[a, b] = Edge(strength, a, b)
    for members in by_firm([face.matter for face in faces]).values():
        for a, b in meetings(members, names):
            if (a, b) not in found and _rewritten(faces[a], faces[b]):
                found[a, b] = Edge(overlap(faces[a].heard, faces[b].heard).jaccard, a, b)
    return list(found.values())


def alike(a: Face, b: Face) -> float:
    """Return how strongly two texts are near duplicates by the exact measures; 0 where they are not."""
    data = lexicon("duplicates")
    for common, bars in (
        (overlap(a.runs, b.runs), data),
        (overlap(a.heard, b.heard), data["sounds"]),
    ):
        if common.jaccard >= bars["jaccard"]:
            return common.jaccard
        if common.containment >= bars["containment"]:
            return common.containment - _PART
    return 0.0


def _rewritten(a: Face, b: Face) -> bool:
    data = lexicon("duplicates")
    close = overlap(a.heard, b.heard).containment >= data["rewrite_overlap"]
    return agree(a.matter, b.matter, needed=1 if close else int(data["rewrite_details"]))


class _Clusters:
    """Groups that grow by the strongest pairs first, and never chain two matters by a text between them."""

    def __init__(self, faces: Sequence[Face]) -> None:
        self.faces = faces
        self.home = list(range(len(faces)))
        self.members = {i: [i] for i in range(len(faces))}
        self.refused: set[tuple[int, int, int, int]] = set()
        self.named: dict[tuple[int, int], bool] = {}
        self.vetoes: dict[tuple[int, int], bool] = {}

    def join(self, a: int, b: int) -> None:
        """Join the groups of two texts where nothing in one speaks of another matter than the other."""
        one, two = sorted((self.home[a], self.home[b]))
        if one == two:
            return
        mine, theirs = self.members[one][:_FACES], self.members[two][:_FACES]
        tried = (one, two, len(mine), len(theirs))
        across = [(x, y) for x in mine for y in theirs]
        if tried in self.refused:
            return
        if not self._apart(across) and self._same_names(across) and self._related(a, b, across):
            for i in self.members[two]:
                self.home[i] = one
            self.members[one] += self.members.pop(two)
        else:
            self.refused.add(tried)

    def _related(self, a: int, b: int, across: Sequence[tuple[int, int]]) -> bool:
        """Say whether all pairs share words or a name, but the pair that was found alike."""
        bar = lexicon("duplicates")["related"]
        faces = ((self.faces[x], self.faces[y]) for x, y in across if {x, y} != {a, b})
        return all(
            overlap(x.heard, y.heard).containment >= bar or speak_of_one(x.matter, y.matter)
            for x, y in faces
        )

    def _apart(self, across: Sequence[tuple[int, int]]) -> bool:
        """Say whether any pair accuses others or says the contrary."""
        return any(self._vetoed(x, y) for x, y in across)

    def _vetoed(self, x: int, y: int) -> bool:
        if (x, y) not in self.vetoes:
            self.vetoes[x, y] = apart(self.faces[x].matter, self.faces[y].matter)
        return self.vetoes[x, y]

    def _same_names(self, across: Sequence[tuple[int, int]]) -> bool:
        """Say whether few of the pairs have other names in one place; a slip can look like another name."""
        allowed = int(len(across) * float(lexicon("duplicates")["other_names"]))
        other = 0
        for x, y in across:
            other += self._others(x, y)
            if other > allowed:
                return False
        return True

    def _others(self, x: int, y: int) -> bool:
        if (x, y) not in self.named:
            found = other_names(self.faces[x].matter, self.faces[y].matter)
            self.named[x, y] = found is not None
        return self.named[x, y]

    def groups(self) -> list[list[int]]:
        """Return the groups."""
        return list(self.members.values())
