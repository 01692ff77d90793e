"""Who holds which post where (任职): posts with their holders and units, also where the unit is named further back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from nlp.resources import lexicon
from nlp.spans import Mention, mentions_of, text_of

NAME = "qinqing_offices"
_UNIT_GAP = re.compile(r"\s?(?:的|原|时任|现任|前|拟任|新任|曾任|历任|分管的?)?\s?$")
_TOGETHER = re.compile(r"\s?(?:、|兼|兼任|和|及|，|,|/|（兼）)?\s?(?:原|时任)?$")
_PERSON_AFTER = re.compile(r"\s?(?:[(（][^()（）]{1,8}[)）])?\s?$")
#: Register entries: 法定代表人：江某; 监事为钱某; 法定代表人由江某变更为钱某.
_ENTRY = re.compile(r"\s?(?:姓名)?(?:：|:|由|为|是|系|叫|变更前[：:]?|变更后[：:]?)\s?$")
_CHANGED = re.compile(r"\s?(?:变更为|变更至|改为|更换为|换成|→|，变更后[：:]?|；变更后[：:]?)\s?$")
#: Between a person and the unit or post: 江某任…, 江某，男，…，时任…, 江某（…）, 江某利用担任….
_HOLDS = re.compile(
    r"(?:[，,（(][^。！？]{0,60}?)?(?:利用|曾|先后|时|现|原|系|是|身为|作为|于|在|其|被|经|后|起|起任|当时)*(?:担任|任命为|职任|历任|出任|当选为?|聘为|兼任|任|系|是|为|身为|作为|[（(]|，原|，现|，系|，)$"
)
_OF_POST = re.compile(r"的$")
_DUTY = re.compile(r"(?:一职|职务|之职|的职务)")
#: Units that investigate, judge or advise: a post further on is not theirs by default.
_OUTSIDE = re.compile(r"(?:纪委|监委|检察院|法院|巡察组|审计局|专案组|事务所|党委)$")
_PUBLIC = re.compile(r"(?:主任|书记|科长|股长|处长|科员|干事|主席|委员|常委)$")
_UNITS = frozenset(("GOV", "COMPANY", "LOCATION"))
#: How many mentions and characters back the unit of a post is looked for.
_BACK, _FAR = 25, 600


class Office(NamedTuple):
    """A person, a post and, where it is named, the unit."""

    person: Mention
    post: Mention
    unit: Mention | None


class Kinds(NamedTuple):
    """The tables of `lexicons/offices.yaml`, compiled."""

    units: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    firm: re.Pattern[str]
    general: re.Pattern[str]
    taken: re.Pattern[str]


@cache
def _kinds() -> Kinds:
    data = lexicon("offices")
    return Kinds(
        tuple((re.compile(k["post"]), re.compile(rf"(?:{k['unit']})$")) for k in data["kinds"]),
        re.compile(data["firm"]),
        re.compile(data["general"]),
        re.compile(data["taken"] + r"\s?$"),
    )


def offices(text: str, mentions: Sequence[Mention]) -> list[Office]:
    """Return the offices that a text states, in its order."""
    found: list[Office] = []
    topic: Mention | None = None
    i = 0
    while i < len(mentions):
        mention = mentions[i]
        if mention.label == "PERSON" and _opens(text, mention):
            topic = mention
        if mention.label != "POST":
            i += 1
            continue
        stop = _run(text, mentions, i)
        posts = _with_units(text, mentions, i, stop)
        for person in _holders(text, mentions, i, stop, topic):
            found += [Office(person, post, unit) for post, unit in posts]
        i = stop
    return found


def _opens(text: str, person: Mention) -> bool:
    """Say whether a person opens a line or sentence as its subject (江某，男，… or 江某：…)."""
    before = text[max(0, person.start - 5) : person.start]
    opened = re.search(r"(?:^|[\n。；！？][\s　]*|[、.．]\s?|[)）])$", before) is not None
    return opened or person.start == 0


def _run(text: str, mentions: Sequence[Mention], i: int) -> int:
    """Return the index behind a run of posts that are coordinated (党组书记、局长)."""
    stop = i + 1
    while stop < len(mentions):
        here = mentions[stop]
        if here.start - mentions[stop - 1].end > 4:
            return stop
        gap = text[mentions[stop - 1].end : here.start]
        unit_first = here.label in _UNITS and stop + 1 < len(mentions)
        joined = unit_first and mentions[stop + 1].label == "POST" and mentions[stop + 1].start == here.end  # fmt: skip
        if not (here.label == "POST" or joined) or not _TOGETHER.match(gap):
            return stop
        stop += 1 if here.label == "POST" else 2
    return stop


def _with_units(
    text: str, mentions: Sequence[Mention], i: int, stop: int
) -> list[tuple[Mention, Mention | None]]:
    """Return the posts of a run with their units: a unit serves all posts that follow it."""
    unit = _unit(text, mentions, i)
    posts = []
    for mention in mentions[i:stop]:
        if mention.label == "POST":
            posts.append((mention, unit or _further_back(text, mentions, i, mention)))
        else:
            unit = mention
    return posts


def _unit(text: str, mentions: Sequence[Mention], i: int) -> Mention | None:
    """Return the unit right before a post, or before the surname that it follows (县水利局王局长)."""
    before = mentions[i - 1] if i else None
    if before is None:
        return None
    near = mentions[i].start - before.end <= 6
    if before.label in _UNITS and near and _UNIT_GAP.match(text[before.end : mentions[i].start]):
        return before
    if i > 1 and before.label == "PERSON" and before.end == mentions[i].start:
        second = mentions[i - 2]
        gap = text[second.end : before.start]
        return second if second.label in _UNITS and gap in ("", "的", "原") else None
    return None


def _further_back(text: str, mentions: Sequence[Mention], i: int, post: Mention) -> Mention | None:
    """Return the unit that was named before and has such a post; None where none fits."""
    kinds = _kinds()
    fits = next((unit for name, unit in kinds.units if name.search(post.text)), None)
    labels = ("COMPANY",) if kinds.firm.search(post.text) else ("GOV", "COMPANY")
    if fits is None and labels[0] == "GOV" and not kinds.general.search(post.text):
        return None
    for mention in reversed(mentions[max(0, i - _BACK) : i]):
        if post.start - mention.end > _FAR:
            return None
        if fits is not None:
            if mention.label in _UNITS and fits.search(mention.text):
                return mention
        elif (
            mention.label in labels
            and not _OUTSIDE.search(mention.text)
            and (mention.label == "GOV" or labels[0] == "COMPANY" or not _PUBLIC.search(post.text))
        ):
            return mention
    return None


def _holders(
    text: str, mentions: Sequence[Mention], i: int, stop: int, topic: Mention | None
) -> Iterator[Mention]:
    """Yield the persons of a run of posts: behind it, before it with a linking verb, or the topic."""
    behind = mentions[stop] if stop < len(mentions) else None
    last = mentions[stop - 1]
    if behind is not None and behind.label == "PERSON" and behind.start - last.end <= 12:
        gap = text[last.end : behind.start]
        if _PERSON_AFTER.match(gap) or _ENTRY.match(gap):
            yield behind
            yield from _coordinated(text, mentions, stop)
            return
    yield from _before(text, mentions, i, stop, topic)


def _coordinated(text: str, mentions: Sequence[Mention], at: int) -> Iterator[Mention]:
    """Yield who follows a person in the same entry (法定代表人由江某变更为钱某)."""
    for one, two in pairwise(mentions[at : at + 4]):
        if two.label != "PERSON" or two.start - one.end > 10:
            return
        if not _CHANGED.match(text[one.end : two.start]):
            return
        yield two


def _before(
    text: str, mentions: Sequence[Mention], i: int, stop: int, topic: Mention | None
) -> Iterator[Mention]:
    first = i - 1 if i and mentions[i - 1].label in _UNITS and _unit(text, mentions, i) else i
    opening = mentions[first].start
    for j in range(first - 1, max(-1, first - 8), -1):
        if mentions[j].label != "PERSON":
            continue
        if opening - mentions[j].end > 80:
            break
        gap = text[mentions[j].end : opening]
        if gap == "" and first == i:  # 张局长
            yield mentions[j]
            return
        duty = _OF_POST.fullmatch(gap) and _DUTY.match(text, mentions[stop - 1].end)
        if "\n" not in gap and (duty or _HOLDS.fullmatch(gap)):
            yield mentions[j]
            return
        if "\n" not in gap and "。" not in gap:
            break
    if topic is not None and _career(text, mentions, first, topic):
        yield topic


def _career(text: str, mentions: Sequence[Mention], first: int, topic: Mention) -> bool:
    """Say whether a line of a career tells of its subject: 1998年起任…, 历任…, or a date and a unit alone."""
    opening = mentions[first].start
    if any(
        m.label == "PERSON" and topic.end <= m.start for m in mentions[max(0, first - 3) : first]
    ):
        return False
    before = text[max(0, opening - 10) : opening]
    if _kinds().taken.search(before):
        return True
    dated = first > 0 and mentions[first - 1].label == "DATE"
    return dated and re.fullmatch(r"[，,：:\s　]{0,2}(?:至今)?[，,：:\s　]{0,2}", text[mentions[first - 1].end : opening]) is not None  # fmt: skip


def offices_of(doc: Doc) -> list[Office]:
    """Return the offices of a document."""
    found: list[Office] = doc.user_data.get("offices", [])
    return found


class Offices:
    """Set the offices of a document."""

    def __call__(self, doc: Doc) -> Doc:
        """Read the offices off the mentions."""
        doc.user_data["offices"] = offices(text_of(doc), mentions_of(doc))
        return doc


def make_offices(nlp: Language, name: str) -> Offices:
    """Build the component."""
    return Offices()


Language.factory(NAME, func=make_offices)
