from __future__ import annotations

from nlp.annotation import Span, parse, score


def test_bracket_notation_gives_the_raw_text_and_its_spans() -> None:
    text, spans = parse("[钱]PERSON[局长]POST（[赵 某]PERSON）[x]")
    assert text == "钱局长（赵 某）[x]"
    assert spans == [Span(0, 1, "PERSON"), Span(1, 3, "POST"), Span(4, 7, "PERSON")]


def test_scores_are_strict_in_span_and_label() -> None:
    gold = {Span(0, 2, "PERSON"), Span(5, 7, "GOV")}
    found = {Span(0, 2, "PERSON"), Span(5, 8, "GOV"), Span(9, 10, "POST")}
    scores = score([(gold, found)])
    assert scores["PERSON"] == (1.0, 1.0, 1.0, 1)
    assert scores["GOV"].f1 == 0.0
    assert scores["POST"].gold == 0
    assert (scores["micro"].precision, scores["micro"].recall) == (1 / 3, 1 / 2)
