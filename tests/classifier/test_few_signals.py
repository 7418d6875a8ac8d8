from boundary_nlp.classifier.signals import train_signals
from boundary_nlp.gold import GoldNote


def _note(writer: str, text: str, signal: str) -> GoldNote:
    sentence = {"start": 0, "end": len(text), "stance": "rescuing"}
    return GoldNote(writer, text, (sentence,), ({"start": 0, "end": len(text), "signal": signal},), writer)


def test_a_corpus_with_few_signals_can_be_trained_on() -> None:
    takeovers = [_note(f"w{n}", f"Voor haar gebeld {n}.", "task_takeover") for n in range(60)]
    one = train_signals(takeovers)
    assert one["bias:rescuing"] == {"task_takeover": 0.0}
    assert len(one["bias:guiding"]) == 1
    two = train_signals([*takeovers, *(_note(f"w{n}", f"'s Avonds teruggebeld {n}.", "off_hours") for n in range(60))])
    assert set(two["bias:rescuing"]) == {"task_takeover", "off_hours"}
    assert two["w:voor"]["task_takeover"] == -two["w:voor"]["off_hours"] > 0
