"""Copies of complaints as they come in, and texts that only look like copies; made from annotated texts with a fixed seed.

The copies: slips by sound, scanning noise, sentences in another order, additions, cut letters, forwarding heads, traditional
characters, numerals written out, dialect words, other words for the same, and rewrites from the annotated event. The others: the
same letter with other names in it, a petition that copies two letters, short texts that say nothing.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from opencc import OpenCC
from pypinyin import lazy_pinyin

from nlp.gold import GoldDocument
from nlp.resources import lexicon, words

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")
_HAN = re.compile(r"[一-鿿]")
#: What a scanner takes for another sign; both ways.
_SHAPES = "己已 未末 土士 日曰 人入 大太 干千 间问 天夫 户尸 白自 木本 目且 王玉 戊戌 治冶 拔拨 侯候 要耍 今令 力刀 贷货 项顷 住往 帐账 请清 待侍 折拆 晴睛 历厉 元无 0O 1l 第笫 政攻 没设 村材 水永 了子 的旳 在茌 公厶"
_WAYS = {
    "知道": "晓得 清楚 了解", "没有": "没得 冇", "什么": "啥 啥子 么子", "怎么": "咋 咋个", "我们": "俺们 咱们", "孩子": "娃儿 小孩", "现在": "如今 目前",
    "一直": "始终 从来", "多次": "几次三番 反复", "反映": "反应 举报 投诉", "领导": "上级 上头", "请": "恳请 希望 麻烦", "查处": "调查处理 严查", "解决": "处理 办理", "问题": "情况 事情",
    "老百姓": "群众 百姓", "村里": "村上 我们村", "收了": "拿了 收受了", "全部": "统统 都", "但是": "可是 不过", "因为": "由于", "所以": "因此", "亲戚": "亲属",
    "据说": "听人讲 听说", "听说": "据说 听人讲", "目前": "现在 眼下", "每年": "年年", "至今": "到现在 到今天", "说": "讲 称", "给": "替", "钱": "款子", "才": "方才", "很": "非常 十分", "马上": "立刻",
}  # fmt: skip
_HEADS = (
    "转发：", "Fw: ", "群众来信反映，", "来电反映：", "尊敬的县委书记您好：", "各位领导你们好！", "尊敬的纪委领导：\n", "工单内容：", "2023年5月6日收到群众来信反映：",
    "【转】", "网友反映：",
)  # fmt: skip
_TAILS = (
    "谢谢！", "此致敬礼", "恳请领导重视。", "盼复", "望尽快处理，谢谢领导！", "特此举报。", "我说的句句属实，愿意配合调查。", "已经第三次写信了，请给个答复。",
    "另外，上个月又有人来闹过一回。", "上次寄的信不知收到没有，现在再寄一次。", "村里好多人都可以作证。", "再不处理，我就一直反映下去。",
)  # fmt: skip
GENERIC = (
    "请查处。", "请领导重视，尽快处理！", "为什么没人管？", "什么时候能解决？", "请回复", "详见附件", "见附件材料", "问题一直没有解决", "请尽快答复，谢谢", "希望政府管一管", "强烈要求严肃处理",
    "请有关部门核实", "举报", "投诉", "情况属实，请调查", "不作为，没人管", "太黑了，管管吧", "求助", "咨询一下", "请纪委来查一查", "到底管不管？", "再次反映", "同上一封信", "希望给个说法",
)  # fmt: skip
_REWRITES = {
    "hold": "{a}在{c}里头有股份。|{c}的股东里有{a}，这不合规定。", "nominee": "{c}明面上是别人的，真正的老板是{a}。|{a}躲在后头，让人替他出面当{c}的股东。",
    "run": "{a}自己办企业，{c}就是他开的。|{c}背后管事的是{a}。", "shares_gift": "{c}白送了股份给{a}。|{a}一分钱没出就成了{c}的股东。", "dividend": "{c}年年给{a}分钱。|{a}从{c}拿分红。",
    "favour": "{c}能拿到活，全靠{a}帮忙。|{a}把好处都给了{c}。", "gift": "{c}给{a}送过礼。|{a}拿了{c}的好处。", "hospitality": "{c}常请{a}吃饭喝酒。|{a}吃{c}的，喝{c}的。",
    "shield": "{c}有{a}撑腰，没人敢动。|{a}替{c}打掩护。", "embezzle": "{a}把{c}的钱装进了自己口袋。|{c}的账上少了钱，是{a}拿的。", "misconduct": "{a}对{c}的事不管不问。|{c}的事，{a}办得不对。",
}  # fmt: skip


class Text(NamedTuple):
    """A text with the matter it belongs to (None: belongs to two and counts for neither) and how it was made."""

    text: str
    matter: str | None
    made: str


Change = Callable[[str, random.Random], str]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text with their marks."""
    return _SENTENCE.findall(text)


def _replace_some(text: str, dice: random.Random, share: float, table: dict[str, str]) -> str:
    return "".join(
        dice.choice(table[c]) if c in table and dice.random() < share else c for c in text
    )


def _by_sound() -> dict[str, str]:
    common = (
        "".join(words(lexicon("swaps")["given"]))
        + "的地得做作在再以已有又由就旧时是事式使市世反返案按位为未没每美因应该改跟更根公工功关管官观里理利力立厂场长常成程城称村存现先县线权全钱前千期起其七气"
    )
    sounds: dict[str, set[str]] = {}
    for c in common:
        sounds.setdefault(lazy_pinyin(c)[0], set()).add(c)
    return {c: "".join(sorted(v - {c})) for v in sounds.values() for c in v if len(v) > 1}


_SOUNDS = _by_sound()
_SEEN = {c: "".join(p.replace(c, "")) for p in _SHAPES.split() for c in p}


def slips(text: str, dice: random.Random) -> str:
    """Return a text with slips by sound, dropped and doubled characters."""
    text = _replace_some(text, dice, 0.10, _SOUNDS)
    return "".join(c * (0 if (r := dice.random()) < 0.008 else 2 if r < 0.012 else 1) for c in text)


def scan(text: str, dice: random.Random) -> str:
    """Return a text as a scanner reads it: look-alikes, stray blanks, broken lines, lost marks."""
    text = _replace_some(text, dice, 0.2, _SEEN)
    out = []
    for c in text:
        chance = dice.random()
        out.append("" if chance < 0.3 and c in "，。、" else c + " " if chance < 0.02 else c + "\n" if chance < 0.04 else c)  # fmt: skip
    return "".join(out)


def shuffled(text: str, dice: random.Random) -> str:
    """Return a text with its sentences in another order."""
    found = [s.strip() for s in sentences(text)]
    dice.shuffle(found)
    return "".join(found)


def added(text: str, dice: random.Random) -> str:
    """Return a text with sentences added behind."""
    return text + "".join(dice.sample(_TAILS, dice.randint(1, 2)))


def cut(text: str, dice: random.Random) -> str:
    """Return the first part of a text, at least half of it."""
    keep = dice.uniform(0.5, 0.8) * len(text)
    found, size = [], 0
    for sentence in sentences(text):
        if size >= keep:
            break
        found.append(sentence)
        size += len(sentence)
    return "".join(found)


def forwarded(text: str, dice: random.Random) -> str:
    """Return a text with a forwarding head."""
    return dice.choice(_HEADS) + text


def worded(text: str, dice: random.Random) -> str:
    """Return a text in other words, with words of dialects."""
    for word, ways in _WAYS.items():
        if dice.random() < 0.7:
            text = text.replace(word, dice.choice(ways.split()))
    return text


def spelled(text: str, dice: random.Random) -> str:
    """Return a text in traditional characters, full width, or with its numbers written out."""
    way = dice.randrange(3)
    if way == 0:
        return str(OpenCC("s2t").convert(text))
    if way == 1:
        return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    return re.sub(r"\d", lambda m: "〇一二三四五六七八九"[int(m[0])], text)


CHANGES: dict[str, Change] = {
    "slips": slips, "scan": scan, "order": shuffled, "added": added, "cut": cut, "forwarded": forwarded, "worded": worded, "spelled": spelled,
    "worded+order": lambda t, d: shuffled(worded(t, d), d), "forwarded+slips+added": lambda t, d: forwarded(slips(added(t, d), d), d),
    "cut+scan": lambda t, d: scan(cut(t, d), d), "copy": lambda t, d: t,
}  # fmt: skip


def rewrite(document: GoldDocument, dice: random.Random) -> str | None:
    """Return the first full event of a document in other words, with one more detail; None where there is none."""
    for event in document.events:
        actor, firm = event.slots.get("actor", ""), event.slots.get("counterpart", "")
        labels = {document.text[s.start : s.end]: s.label for s in document.spans}
        detail = event.slots.get("date") or event.slots.get("amount")
        if labels.get(actor) == "PERSON" and labels.get(firm) == "COMPANY" and len(firm) > 3 and detail and "某" not in actor + firm:  # fmt: skip
            said = dice.choice(_REWRITES[event.act].split("|")).format(a=actor, c=firm)
            more = f"时间是{detail}，" if "date" in event.slots else f"数目是{detail}，"
            return f"我要说一件事：{said}{more}大家心里都有数，希望上面派人下来看看。"
    return None


def _name(dice: random.Random, label: str, old: str) -> str:
    data = lexicon("swaps")
    if label == "PERSON":
        return dice.choice(words(data["surnames"])) + "".join(dice.sample(words(data["given"]), max(1, min(2, len(old) - 1))))  # fmt: skip
    if label == "COMPANY":
        ends = re.search(r"(?:有限公司|公司|厂|店|场|合作社|超市|中心|集团)$", old)
        trade = "".join(dice.sample(words(data["trade"]), 2)) + dice.choice(words(data["line"]))
        return trade + (ends[0] if ends else "公司")
    ends = re.search(
        r"(?:省|市|县|区|镇|乡|村|街道|局|所|委|院|学校|中学|小学|政府|中心|小区|路)$", old
    )
    return "".join(dice.sample(words(data["place"]), 2)) + (ends[0] if ends else old[-1])


def form_letter(document: GoldDocument, dice: random.Random, labels: Sequence[str]) -> str | None:
    """Return a text with other names of these kinds in it, the same name by the same one; None without such names."""
    fresh: dict[str, str] = {}
    out, at = [], 0
    for span in sorted(document.spans):
        old = document.text[span.start : span.end]
        before = document.text[max(0, span.start - 6) : span.start]
        whole = "某" not in old and len(old) > 1 and _HAN.search(old) and not re.search(r"举报人|反映人|我叫|我是|申诉人|电话", before)  # fmt: skip
        if span.label in labels and whole:
            name = fresh.setdefault(old, _name(dice, span.label, old))
            out += [document.text[at : span.start], name]
            at = span.end
    early = bool(fresh) and document.text.find(next(iter(fresh))) < len(document.text) * 0.4
    return "".join(out) + document.text[at:] if early else None  # else a cut letter says the same


def accused(document: GoldDocument) -> bool:
    """Say whether somebody is named in full as the accused."""
    people = {document.text[s.start : s.end] for s in document.spans if s.label == "PERSON"}
    return any(e.slots.get("actor") in people and "某" not in e.slots["actor"] for e in document.events)  # fmt: skip


def texts(documents: Sequence[GoldDocument], *, seed: int, copies: int = 5) -> list[Text]:
    """Return copies of each document and texts that only look like copies, in random order."""
    dice = random.Random(seed)
    made = []
    for document in documents:
        name = document.source_id
        made.append(Text(document.text, name, "original"))
        for change in dice.sample(sorted(CHANGES), copies):
            made.append(Text(CHANGES[change](document.text, dice), name, change))
        if (other := rewrite(document, dice)) is not None and dice.random() < 0.5:
            made.append(Text(other, name, "rewrite"))
        made += _lookalikes(document, dice)
    for one, two in zip(documents[::6], documents[3::6], strict=False):
        made.append(Text(f"{one.text}\n{two.text}", None, "petition of two"))
    made += [Text(text, f"short {n}", "short") for n, text in enumerate((*GENERIC, *GENERIC))]
    dice.shuffle(made)
    return made


def _lookalikes(document: GoldDocument, dice: random.Random) -> list[Text]:
    everything = form_letter(document, dice, ("PERSON", "COMPANY", "GOV", "LOCATION"))
    if everything is None or dice.random() < 0.5:
        return []
    made = [Text(everything, f"{document.source_id} all names", "other names")]
    made.append(Text(slips(everything, dice), made[0].matter, "other names, slips"))
    person = form_letter(document, dice, ("PERSON",)) if accused(document) else None
    if person is not None:
        made.append(Text(person, f"{document.source_id} person", "other person"))
    return made
