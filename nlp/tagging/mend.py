"""What the model's spans are mended with (校正): edges that a rule knows better, and names that it alone knows.

The corpus of the model is small; the rules know lists of the whole country. The parts of this step
are data (`mend` in tagger.yaml), chosen on held-back parts of the corpus.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from nlp.resources import alternation, lexicon, words
from nlp.segment import Word
from nlp.spans import Candidate
from nlp.tagging.compiled import Array
from nlp.tagging.model import Found

_ASCII = re.compile(r"[A-Za-z0-9]")
_PLAIN = re.compile(r"[A-Za-z .,'-]+")


class Mender:
    """Mend the spans that a model found in a text."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.lead = {label: frozenset(words(text)) for label, text in data["lead"].items()}
        self.verbs = {label: tuple(words(text)) for label, text in data["verbs"].items()}
        self.copulas = frozenset(words(data["copulas"]))
        self.bars: dict[str, float] = data["bars"]
        self.regular = re.compile(data["regular"])
        self.pair = re.compile(data["pair"])
        self.renamed: float = data["renamed"]
        self.again: float = data["again"]
        firms = lexicon("companies")
        firm = alternation([*words(firms["forms"]), *words(firms["strong_lines"])])
        self.forms = re.compile(rf"(?:{firm})$")
        places = lexicon("places")
        self.places = frozenset((*words(places["provinces"]), *words(places["cities"])))
        self.surnames = frozenset(lexicon("persons")["surnames"].replace(" ", ""))
        # 张伟系…: the segmenter often takes the verb for a part of the name.
        verbs = alternation(words(data["copulas"]))
        self.introduced = re.compile(
            rf"([{''.join(sorted(self.surnames))}][一-鿿]{{1,2}}?)(?:{verbs})"
        )
        self.probability = {rule: facts["p"] for rule, facts in lexicon("probabilities").items()}

    def mend(
        self, text: str, cut: Sequence[Word], found: Sequence[Found], proposed: Sequence[Candidate],
        quiet: Array,
    ) -> list[Found]:  # fmt: skip
        """Return the spans, mended, flat and in order; `quiet`: how likely a character is in no span."""
        spans = [s for s in found if not _english(text, s)]
        spans = self._regular(text, spans, proposed)
        spans = self._trimmed(text, cut, spans, proposed)
        spans = [self._relabelled(text, s) for s in self._placed(text, spans)]
        spans = [part for span in spans for part in self._parted(text, span)]
        fresh = [
            c
            for c in proposed
            if quiet[c.start : c.end].min(initial=1.0) <= self.bars.get(c.rule, -1.0)
        ]
        fresh += self._named(cut, quiet)
        blocked = [c for c in proposed if c.label == "NONE"]
        return self._added(spans, fresh, blocked, len(text))

    def _trimmed(
        self, text: str, cut: Sequence[Word], spans: list[Found], proposed: Sequence[Candidate]
    ) -> list[Found]:
        """Take what is no part of a name off its front: 对, 会同, 督促, or 张伟系."""
        known = {(c.start, c.label) for c in proposed if c.rule != "company_line"}
        words_at = {w.start: w for w in cut}
        result = []
        for span in spans:
            start = self._name_begins(text, span, known, words_at)
            if span.end - start <= 1:
                start = span.start
            name = text[span.start : start - 1]
            if 2 <= len(name) <= 3 and name[0] in self.surnames and text.count(name) > 1:
                sure = self.probability["person_split"]
                result.append(Found(span.start, start - 1, "PERSON", sure))
            result.append(span._replace(start=start))
        return result

    def _name_begins(
        self, text: str, span: Found, known: set[tuple[int, str]], words_at: Mapping[int, Word]
    ) -> int:
        """Return where the name in a span begins: behind prepositions, and behind 系 before a rule's."""
        lead, verbs = self.lead.get(span.label, frozenset()), self.verbs.get(span.label, ())
        start = span.start
        # 任 is a copula before a name and a part of many posts (主任委员).
        copulas = self.copulas if lead and span.label != "POST" else frozenset()
        introduced = self.introduced.match(text, start, span.end) if copulas else None
        if introduced is not None and text.count(introduced[1]) > 1:
            return introduced.end()
        while start < span.end:
            word = words_at.get(start)
            if word is not None and (
                word.text in lead or ((word.end, span.label) in known and word.tag in verbs)
            ):
                start = word.end
            elif text[start] in lead and (word is None or (start + 1, span.label) in known):
                start += 1
            else:
                break
        for at in range(start, span.end - 2) if copulas else ():
            if text[at] in copulas and (at + 1, span.label) in known:
                start = at + 1
        return start

    def _regular(self, text: str, spans: list[Found], proposed: Sequence[Candidate]) -> list[Found]:
        """Keep whole what a rule knows by its form alone (1,200元, 2012.03-2012.07, 江 卫 国)."""
        able = {
            c
            for c in proposed
            if c.label != "NONE" and self.regular.fullmatch(text, c.start, c.end)
        }
        spans = sorted(spans)
        sizes = [s.end - s.start for s in spans] + [c.end - c.start for c in able]
        longest = max(sizes, default=0)
        for c in sorted(able, key=lambda c: (c.start - c.end, c.start, c.label, c.rule)):
            # Only what begins here can overlap: a walk over all spans would take time in the square of a text.
            low, high = bisect_left(spans, (c.start - longest,)), bisect_left(spans, (c.end + 1,))
            near = spans[low:high]
            over = [s for s in near if s.start < c.end and c.start < s.end]
            if any(s.end - s.start > c.end - c.start and s.start <= c.start for s in over):
                continue
            # What reaches beyond the rule's span keeps what is behind it.
            rest = [s._replace(start=c.end) for s in over if s.end > c.end + 1]
            best = max((s.probability for s in over if s.label == c.label), default=0.0)
            kept = [s for s in near if s not in over]
            sure = max(best, self.probability[c.rule])
            spans[low:high] = sorted([*kept, Found(c.start, c.end, c.label, sure), *rest])
        return spans

    def _parted(self, text: str, span: Found) -> list[Found]:
        """Return a committee and a government that were drawn together (市委|市政府) apart."""
        parts = self.pair.fullmatch(text, span.start, span.end) if span.label == "GOV" else None
        if parts is None:
            return [span]
        return [span._replace(end=parts.end(1)), span._replace(start=parts.start(2))]

    def _relabelled(self, text: str, span: Found) -> Found:
        """Give a province or city that the model took for a person back its label (襄阳)."""
        name = text[span.start : span.end]
        if span.label == "PERSON" and span.probability < self.renamed and name in self.places:
            return span._replace(label="LOCATION")
        return span

    def _named(self, cut: Sequence[Word], quiet: Array) -> list[Candidate]:
        """Return words that are names in the dictionary and come again, where the model doubts."""
        able = [
            w
            for w in cut
            if w.tag in ("nr", "nrt", "nrfg")
            and 2 <= len(w.text) <= 3
            and w.text[0] in self.surnames
        ]
        often = Counter(w.text for w in able)
        least: dict[str, float] = {}
        for w in able:
            least[w.text] = min(least.get(w.text, 1.0), float(quiet[w.start : w.end].min()))
        return [
            Candidate(w.start, w.end, "PERSON", "person_word")
            for w in able
            if often[w.text] > 1 and least[w.text] <= self.again
        ]

    def _placed(self, text: str, spans: list[Found]) -> list[Found]:
        """Join a place with the firm by form or line of business that directly follows it."""
        result: list[Found] = []
        for span in spans:
            before = result[-1] if result else None
            if (
                before is not None
                and before.label == "LOCATION"
                and span.label == "COMPANY"
                and before.end == span.start
                and self.forms.search(text[span.start : span.end])
            ):
                result[-1] = span._replace(start=before.start)
            else:
                result.append(span)
        return result

    def _added(
        self,
        spans: list[Found],
        fresh: Sequence[Candidate],
        blocked: Sequence[Candidate],
        size: int,
    ) -> list[Found]:
        """Add candidates where the model found nothing; the longest first."""
        taken = bytearray(size)
        for start, end in [
            *((s.start, s.end) for s in spans),
            *((c.start, c.end) for c in blocked),
        ]:
            taken[start:end] = b"\x01" * (end - start)
        result = list(spans)
        for c in sorted(set(fresh), key=lambda c: (c.start - c.end, c.start, c.label, c.rule)):
            if c.end > c.start and taken.find(1, c.start, c.end) < 0:
                taken[c.start : c.end] = b"\x01" * (c.end - c.start)
                result.append(Found(c.start, c.end, c.label, self.probability[c.rule]))
        return sorted(result)


def _english(text: str, span: Found) -> bool:
    """Say whether a span begins or ends inside a word of Latin letters or a number, or is such words.

    A name of a foreign firm in capitals (ABC, IBM) stays; running English holds no mention.
    """
    part = text[span.start : span.end]
    left = text[span.start - 1 : span.start]
    right = text[span.end : span.end + 1]
    if _letters(left, part[:1]) or _letters(part[-1:], right):
        return True
    return bool(_PLAIN.fullmatch(part)) and not part.isupper()


def _letters(one: str, two: str) -> bool:
    both = bool(_ASCII.match(one) and _ASCII.match(two))
    return both and (one.isalpha() == two.isalpha())
