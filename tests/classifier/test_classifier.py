import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import boundary_nlp as bn
from boundary_nlp.classifier.model import SentenceModel, evidence, load_model
from boundary_nlp.classifier.train import train_model
from boundary_nlp.errors import InputError, ModelError
from boundary_nlp.evaluation import evaluate
from boundary_nlp.gold import GoldNote, read_gold
from boundary_nlp.schemas import output_schema

CORPUS = Path(__file__).parents[2] / "data" / "corpus"
SHIPPED = Path(bn.__file__).parent / "resources" / "model" / "default.model"


def test_training_reproduces_the_shipped_file() -> None:
    model, figures = train_model(read_gold(CORPUS))
    shipped = load_model("default")
    assert shipped is not None
    # Bit for bit on one machine; the last decimal may differ where another processor adds in another order.
    for name in model.weights.keys() | shipped.weights.keys():
        pairs = model.weights.get(name, (0.0, 0.0)), shipped.weights.get(name, (0.0, 0.0))
        assert pairs[0] == pytest.approx(pairs[1], abs=0.0201)
    for part in ("bias", "slope", "offset", "thresholds"):
        assert getattr(model, part) == pytest.approx(getattr(shipped, part), abs=0.01)
    again, before = model.qualifiers, shipped.qualifiers
    assert again.columns == before.columns
    for name in again.features.keys() & before.features.keys():
        rows = again.weights[again.features[name]], before.weights[before.features[name]]
        assert rows[0] == pytest.approx(rows[1], abs=0.0601)
    assert len(again.features.keys() ^ before.features.keys()) < len(before.features) / 100
    for stance in ("rescuing", "guiding"):
        assert figures[stance]["both"]["f1"] > figures[stance]["rules"]["f1"]
        assert figures[stance]["calibration_error"] <= 0.05
    Draft202012Validator(output_schema("training")).validate(json.loads(json.dumps(figures)))


def test_classifier_finds_more_than_rules(dev_gold: Path, analyser: bn.Analyser, rules_only: bn.Analyser) -> None:
    gold = read_gold(dev_gold)
    both, rules = evaluate(gold, analyser), evaluate(gold, rules_only)
    for stance in ("rescuing", "guiding"):
        assert both[stance]["recall"]["value"] > rules[stance]["recall"]["value"]
        assert both[stance]["precision"]["value"] >= 0.80
    assert both["kappa"]["value"] >= rules["kappa"]["value"]


def test_saved_and_loaded_models_agree(tmp_path: Path) -> None:
    model = load_model("default")
    assert model is not None
    model.save(tmp_path / "copy.model")
    assert load_model(tmp_path / "copy.model") == model


@pytest.mark.parametrize("damage", ["cut", "changed", "foreign", "text", "packed"])
def test_damaged_files_are_refused(tmp_path: Path, damage: str) -> None:
    data = bytearray(SHIPPED.read_bytes())
    path = tmp_path / "x.model"
    if damage == "cut":
        data = data[: len(data) // 2]
    elif damage == "changed":
        data[len(data) // 2] ^= 0xFF
    elif damage == "packed":  # found by fuzzing: an error of zlib, not of zip
        data[60:62] = bytes(2)
    elif damage == "foreign":
        import io
        import zipfile

        with zipfile.ZipFile(buffer := io.BytesIO(), "w") as archive:
            archive.writestr("model.json", "{}")
        data = bytearray(buffer.getvalue())
    else:
        data = bytearray(b"no model")
    path.write_bytes(bytes(data))
    with pytest.raises(ModelError, match=r"x\.model"):
        load_model(path)


def test_a_negated_takeover_stays_uncounted(analyser: bn.Analyser) -> None:
    analysis = analyser("Het formulier heb ik niet voor haar ingevuld.")
    assert analysis.stance != "rescuing"


def test_too_few_writers(tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text((CORPUS / "w01.jsonl").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(InputError, match="5 writers"):
        train_model(read_gold(tmp_path))


def test_too_few_writers_with_a_stance() -> None:
    notes = [replace(note, writer=f"w{n % 6}") for n, note in enumerate(read_gold(CORPUS / "w01.jsonl")[:20])]
    bare = [replace(note, spans=()) if note.writer in ("w0", "w1") else note for note in notes]
    with pytest.raises(InputError, match="annotated spans by at least 5 writers"):
        train_model(bare)


def test_writers_who_judge_need_each_stance() -> None:
    def notes(writer: str, *stances: str, read: bool) -> list[GoldNote]:
        texts = {"neutral": "Rustige dag.", "rescuing": "Voor haar gebeld.", "guiding": "Zij belde zelf."}
        signals = {"rescuing": "task_takeover", "guiding": "client_acts"}
        values = {"actor": "worker", "status": "factual", "mandate": "none"}
        made = []
        for stance in stances:
            text = texts[stance]
            place = {"start": 0, "end": len(text)}
            spans = ({**place, "signal": signals[stance], **values},) if stance in signals else ()
            made.append(GoldNote(writer, text, ({**place, "stance": stance},), spans, writer, read_for_rules=read))
        return made

    known = [note for n in range(6) for note in notes(f"old{n}", "neutral", "rescuing", "guiding", read=True)]
    fresh = [note for n in range(6) for note in notes(f"new{n}", "neutral", "rescuing", read=False)]
    with pytest.raises(InputError, match="are guiding and sentences that are not, in notes that were not read"):
        train_model([*known, *fresh])
    one_more = notes("new0", "guiding", read=False)
    with pytest.raises(InputError, match="guiding"):  # where that writer is held out, none is left
        train_model([*known, *fresh, *one_more])
    assert train_model([*known, *fresh[:8]])[1]["n_judging"] == 10  # too few to judge: all do


def test_a_model_is_saved_into_a_folder_that_it_makes(tmp_path: Path) -> None:
    model = load_model("default")
    assert model is not None
    model.save(tmp_path / "new" / "my.model")
    assert load_model(tmp_path / "new" / "my.model") == model


def test_evidence_is_where_the_weight_is() -> None:
    assert evidence([0.0, 0.0, 1.0, 2.0, 0.0]) == (2, 4)


def test_missing_file() -> None:
    with pytest.raises(ModelError, match="no classifier"):
        load_model("nowhere.model")
    assert load_model("none") is None
    assert isinstance(load_model("default"), SentenceModel)


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Ik heb het even geregeld.", "rescuing"),
        ("heb t effe geregeld", "rescuing"),
        ("Sneller als ik het doe.", "rescuing"),
        ("Het gaat vlugger als ik het regel.", "rescuing"),
        ("Op zondag nog bij haar langsgegaan.", "rescuing"),
        ("Lag er vannacht wakker van.", "rescuing"),
        ("Cl. belt zelf naar de bank.", "guiding"),
        ("Samen de brief gelezen.", "guiding"),
        ("Gevraagd wat hij zelf wil.", "guiding"),
        ("Hij zou zelf bellen als hij durfde.", "neutral"),
        ("Haar zus heeft het formulier voor haar ingevuld.", "neutral"),
    ],
)
def test_weighing_leaves_plain_wording_as_it_is(text: str, stance: str, analyser: bn.Analyser) -> None:
    assert analyser(text).stance == stance


def test_only_what_a_frame_infers_is_doubted(analyser: bn.Analyser) -> None:
    model = load_model("default")
    assert model is not None
    (phrase,) = analyser("Uit eigen zak betaald.").findings
    assert phrase.rule_id in analyser.rules.phrases
    assert phrase.counts and phrase.score < model.doubts[0]
    (frame,) = analyser("Mw. regelde haar vervoer.").findings
    assert frame.rule_id not in analyser.rules.phrases
    assert not frame.counts and frame.score < model.doubts[1]
