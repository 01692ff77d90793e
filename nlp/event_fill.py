"""Which acts are events and what fills their slots (要素填充): the trained deciders at work, and the safe rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from nlp.event_features import Act, act_view, place_view, rivalry, sentence_view, speaker_kind
from nlp.event_model import EventModel, Scores
from nlp.event_sides import coordinated, doer, office, receiver, sums_of
from nlp.slots import Document, Filler, Slots, values

#: The slots that are chosen from candidates, in the order in which they are filled.
CHOSEN = ("actor", "counterpart", "amount", "date", "speaker")
#: The deciders that see the features of an act.
_CODES = ("event", "status", "relation", "basis")
#: The scores of a place in the text for every slot of an act, made once.
Seen = dict[tuple[str, str, int, int, str] | None, Scores]
#: How many fillers of a slot are weighed: more than any natural sentence has.
_MOST = 24
#: How far from the beginning of its sentence a date still opens it.
_OPENS = 3
#: What makes a clause with a person and a strong word a whole statement.
_OBJECTS = frozenset(("COMPANY", "MONEY", "SHARE"))
#: The cues without which a status is not thought of.
_CUES = {
    "denied": ("denied", "negated"), "negated": ("negated", "denied", "refuted", "withdrawn"),
    "hypothetical": ("hypothetical",), "unknown": ("unknown",),
}  # fmt: skip
#: Which statuses may stand in for asserted where there is doubt; of equally likely ones the first.
_WEAKER = ("alleged", "hypothetical", "unknown", "negated", "denied")


class Filled(NamedTuple):
    """An act with all its slots."""

    act: Act
    actor: Filler | None
    counterpart: Filler | None
    post: str | None
    unit: str | None
    relation: str
    amount: str | None
    date: str | None
    status: str
    speaker: str
    basis: str


def candidates(document: Document, slots: Slots, act: Act, slot: str) -> list[Filler]:
    """Return what may fill a slot of an act: in a sentence of many names the nearest ones."""
    if slot == "actor":
        found = slots.actors(document, act.number)
    elif slot == "counterpart":
        found = slots.counterparts(document, act.number)
    elif slot == "speaker":
        found = slots.speakers(document, act.number)
    else:
        found = values(document, act.number, ("MONEY", "SHARE") if slot == "amount" else ("DATE",))
    if len(found) <= _MOST:
        return found
    near = sorted(found, key=lambda f: (abs(f.start - act.trigger.start), f.start))[:_MOST]
    return [filler for filler in found if filler in near]


class Judge:
    """The deciders of a model, applied to the acts of a document."""

    def __init__(self, model: EventModel, slots: Slots) -> None:
        self.model, self.slots = model, slots

    def weighed(self, document: Document, acts: Sequence[Act]) -> list[Scores]:
        """Return the scores of acts: whether each is an event, its status, relation and basis."""
        return self.model.panel(_CODES).scores([act_view(document, act) for act in acts])

    def is_event(
        self, document: Document, act: Act, scores: Scores, context: Sequence[str] = ()
    ) -> bool:
        """Say whether the words of an act carry an event here; `context` is what stands around it."""
        score = scores["event"][0] + self.model.deciders["event"].sum(context)
        if act.trigger.only is not None:
            return True  # words that mean the act in this one status alone
        labels = {m.label for m in document.layout.between(*act.clause)}
        labels |= {link.antecedent.label for link in document.links.between(*act.clause)}
        # A person with what the act is about, or with a denial of it: a whole statement.
        about = labels & _OBJECTS or act.status in ("denied", "negated")
        whole = act.trigger.strong and "PERSON" in labels and about
        return score >= self.model.thresholds["whole" if whole else "event"]

    def silent(
        self, document: Document, number: int, hints: Sequence[str], echoes: Sequence[str]
    ) -> list[str]:
        """Return the acts that a sentence tells without a word for them."""
        view = sentence_view(document, number, hints, echoes)
        scores = self.model.panel(("silent",)).scores([view])[0]["silent"]
        odds = self.model.deciders["silent"].probabilities(scores)
        bar = self.model.thresholds["silent"]
        return sorted(code for code, p in odds.items() if p >= bar and code != "none")

    def fill(self, document: Document, act: Act, scores: Scores) -> Iterator[Filled]:
        """Yield the events of an act: several where actors or other sides share it."""
        deciders = self.model.deciders
        chosen: dict[str, Filler | None] = {}
        options = {slot: candidates(document, self.slots, act, slot) for slot in CHOSEN}
        seen = self._places(document, act, options)
        for slot, others in options.items():
            chosen[slot] = self._choose(document, act, slot, others, chosen, seen)
        status = self._status(document, act, scores["status"])
        relation = deciders["relation"].chosen(scores["relation"])
        speaker = _text(chosen["speaker"]) or document.voice
        if "refuted" in act.hints and status == "negated":
            speaker = document.voice  # who reported it is not who takes it back
        known = basis_features(document, status, speaker)
        basis = self._basis(document, act, status, deciders["basis"].added(scores["basis"], known))
        for actor in coordinated(document, act, chosen["actor"]):
            post, unit = office(document, act, actor)
            sides = coordinated(document, act, chosen["counterpart"])
            parts = sums_of(document, act, sides, chosen["amount"])
            for other, amount in zip(sides, parts, strict=True):
                if other is not None and _text(other) == _text(actor):
                    continue  # of those named side by side nobody is his own other side
                yield Filled(
                    act, actor, other, post, unit, relation, amount, _text(chosen["date"]), status,
                    speaker, basis,
                )  # fmt: skip

    def _choose(
        self, document: Document, act: Act, slot: str, others: Sequence[Filler],
        chosen: dict[str, Filler | None], seen: Seen,
    ) -> Filler | None:  # fmt: skip
        """Return the best filler of a slot, None where the empty slot scores higher."""
        known = chosen.get("actor")
        name = known.text if known is not None else ""
        if slot == "actor":
            sure = receiver(document, act, others) or doer(document, act, others)
            if sure is not None:
                return sure
        allowed = [o for o in others if slot != "counterpart" or o.text != name]
        limits = self.model.thresholds
        options: Sequence[Filler | None] = [None, *allowed]
        decider = self.model.deciders[slot]
        scores = [
            seen[option[:5] if option is not None else None][slot][0]
            + decider.worth(rivalry(document, act, option, others, name))
            for option in options
        ]
        if slot == "date":  # a date that opens a sentence holds for what the sentence tells
            opening = act.sentence(document).start
            for i, option in enumerate(options):
                opens = option is not None and 0 <= option.start - opening <= _OPENS
                scores[i] += limits["opening_date"] * opens
        return options[scores.index(max(scores))]

    def _places(
        self, document: Document, act: Act, options: Mapping[str, Sequence[Filler]]
    ) -> Seen:
        """Return the scores, for every slot, of where each filler stands, and of the empty slot."""
        places: dict[tuple[str, str, int, int, str] | None, Filler | None] = {None: None}
        places |= {filler[:5]: filler for some in options.values() for filler in some}
        views = [place_view(document, act, filler) for filler in places.values()]
        return dict(zip(places, self.model.panel(CHOSEN).scores(views), strict=True))

    def _status(self, document: Document, act: Act, scores: Sequence[float]) -> str:
        """Return the status; asserted only where neither the decider nor the rules have a doubt."""
        if act.status == "negated" and {"refuted", "withdrawn"} & set(act.hints):
            return "negated"  # what the text takes back in so many words is not weighed
        odds = self.model.deciders["status"].probabilities(scores)
        limits = self.model.thresholds
        odds = {s: p for s, p in odds.items() if self._possible(document, act, s)}
        odds = {s: p / sum(odds.values()) for s, p in odds.items()}
        # Without any cue a plain statement is what it says; with one, asserted has to be sure.
        bar = limits[
            "found" if "basis.finding" in act.hints else "asserted" if _cues(act) else "plain"
        ]
        doubt = act.status != "asserted" or odds["asserted"] < bar
        odds[act.status] = odds.get(act.status, 0.0) + limits["rule"]
        best = max(odds, key=lambda s: (odds[s], s))
        if best != "asserted" or not doubt:
            return best
        return max(_WEAKER, key=lambda s: odds.get(s, 0.0))

    def _basis(self, document: Document, act: Act, status: str, scores: Sequence[float]) -> str:
        """Return how the speaker knows: what is heard stays hearsay, a denial is a statement.

        A letter that asks at the end of what it tells (这么久没人管，是不是…) concludes from it.
        """
        if status == "denied":
            return "statement"
        if status in ("alleged", "unknown") and "basis.hearsay" in act.hints:
            return "hearsay"
        behind = act.clause.start > act.sentence(document).start
        if status == "unknown" and document.voice == "complainant" and behind:
            return "inference"
        return self.model.deciders["basis"].chosen(scores)

    def _possible(self, document: Document, act: Act, status: str) -> bool:
        """Say whether anything in the text speaks for a status: a cue, or a source that is not the text's voice."""
        if status in ("asserted", "alleged", act.status) or act.speaker not in ("", document.voice):
            return True
        return any(hint.startswith(_CUES[status]) for hint in _cues(act))


def _cues(act: Act) -> list[str]:
    """Return the cues that speak for a status weaker than asserted."""
    against = (".turned", ".realised")
    return [h for h in act.hints if not h.startswith("basis.") and not any(a in h for a in against)]


def basis_features(document: Document, status: str, speaker: str) -> list[str]:
    """Return what status and speaker say of how the speaker knows."""
    kind = speaker_kind(document, speaker)
    return [
        f"S={status}",
        f"who={kind}",
        f"S={status} who={kind}",
        f"S={status} v={document.voice}",
    ]


def _text(filler: Filler | None) -> str | None:
    return filler.text if filler is not None else None
