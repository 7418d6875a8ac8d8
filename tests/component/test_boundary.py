import pickle
import re
from pathlib import Path

import pytest
import spacy
import srsly
from confection import ConfigValidationError
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import boundary_nlp as bn
from boundary_nlp.display import displacy_options
from boundary_nlp.errors import BoundaryNlpError, ModelError, OutputError, PipelineError, RulePackError

NOTE = "Heb het formulier voor mw. ingevuld. Cl. belde zelf de school."
PACK = """pack: ours
rules:
- id: keeps-the-key
  signal: private_channel
  phrase: "sleutel ...3 bij mij thuis"
  match: "De sleutel ligt bij mij thuis."
  no_match: "De sleutel ligt op bureau."
"""


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("nl")
    nlp.add_pipe("boundary_nlp", config={"classifier": "none"})
    return nlp


@pytest.fixture
def with_pack(tmp_path: Path) -> Language:
    pack = tmp_path / "ours.yaml"
    pack.write_text(PACK, encoding="utf-8")
    nlp = spacy.blank("nl")
    nlp.add_pipe("boundary_nlp", config={"classifier": "none", "rules": [str(pack)]})
    return nlp


def told(doc: Doc) -> list[tuple[str, str, str]]:
    return [(span.text, span.label_, span._.boundary.finding_id) for span in doc.spans["boundary"]]


def test_a_pipeline_of_ones_own() -> None:
    nlp = spacy.blank("nl")
    nlp.add_pipe("boundary_nlp", config={"classifier": "none"})
    doc = nlp("Heb het formulier voor mw. ingevuld. Cl. belde zelf de school.")
    assert [span.label_ for span in doc.spans["boundary"]] == ["task_takeover", "client_acts"]
    assert doc.spans["boundary"][0]._.boundary.actor == "worker"
    assert [sentence._.stance for sentence in doc.sents] == ["rescuing", "guiding"]


def test_sentences_of_another_component_stay() -> None:
    nlp = spacy.blank("nl")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("boundary_nlp", config={"classifier": "none"})
    doc = nlp("Dit is een zin; met een puntkomma.")
    assert len(list(doc.sents)) == 1


def test_attributes_hold_the_findings_of_the_analyser(nlp: Language, rules_only: bn.Analyser) -> None:
    doc = nlp(NOTE)
    assert doc._.boundary_findings == rules_only.analyse_doc(doc).findings
    assert tuple(span._.boundary for span in doc.spans["boundary"]) == doc._.boundary_findings
    assert doc[0:2]._.boundary is None


def test_documents_of_another_process_keep_their_findings(nlp: Language) -> None:
    texts = [NOTE, "Koffie gedronken.", NOTE] * 3
    assert [told(doc) for doc in nlp.pipe(texts, n_process=2)] == [told(nlp(text)) for text in texts]


def test_bytes_and_docbin_keep_the_findings(nlp: Language) -> None:
    doc = nlp(NOTE)
    assert told(Doc(nlp.vocab).from_bytes(doc.to_bytes())) == told(doc)
    bytes_ = DocBin(docs=[doc]).to_bytes()
    (again,) = DocBin().from_bytes(bytes_).get_docs(spacy.blank("nl").vocab)
    assert told(again) == told(doc)


def test_a_saved_pipeline_takes_its_rules_along(with_pack: Language, tmp_path: Path) -> None:
    text = "De sleutel ligt bij mij thuis."
    expected = told(with_pack(text))
    assert len(expected) == 1
    with_pack.to_disk(tmp_path / "saved")
    (tmp_path / "ours.yaml").unlink()
    assert told(spacy.load(tmp_path / "saved")(text)) == expected
    again = spacy.blank("nl")
    again.add_pipe("boundary_nlp", config={"classifier": "none", "rules": []})
    assert told(again.from_bytes(with_pack.to_bytes())(text)) == expected
    assert told(pickle.loads(pickle.dumps(with_pack.get_pipe("boundary_nlp")))(again.make_doc(text))) == expected


def test_a_config_file_makes_the_pipeline(nlp: Language, tmp_path: Path) -> None:
    nlp.config.to_disk(tmp_path / "config.cfg")
    config = spacy.util.load_config(tmp_path / "config.cfg")
    assert config["components"]["boundary_nlp"]["counting"] == "codebook"
    assert told(spacy.util.load_model_from_config(config)(NOTE)) == told(nlp(NOTE))


def test_a_wrong_config_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigValidationError, match="counting"):
        spacy.blank("nl").add_pipe("boundary_nlp", config={"counting": ["codebook"]})
    nlp = spacy.blank("nl")
    nlp.add_pipe("boundary_nlp", config={"rules": [str(tmp_path / "missing.yaml")]})
    with pytest.raises(RulePackError, match=r"missing\.yaml"):
        nlp(NOTE)
    broken = tmp_path / "broken.model"
    broken.write_bytes(b"no model")
    with pytest.raises(ModelError):
        spacy.blank("nl").add_pipe("boundary_nlp", config={"classifier": str(broken)})


def test_findings_go_where_the_config_says() -> None:
    nlp = spacy.blank("nl")
    nlp.add_pipe("boundary_nlp", config={"classifier": "none", "spans_key": "sc"})
    doc = nlp(NOTE)
    assert "boundary" not in doc.spans
    assert [span._.boundary.signal for span in doc.spans["sc"]] == ["task_takeover", "client_acts"]


def test_displacy_shows_the_findings_in_our_colours(nlp: Language) -> None:
    html = displacy.render(nlp(NOTE), style="span", options=displacy_options(), jupyter=False)
    assert "task_takeover" in html
    assert displacy_options()["colors"]["task_takeover"] in html
    assert displacy_options()["colors"]["client_acts"] in html


def test_errors_name_the_file_that_was_given(tmp_path: Path) -> None:
    pack = tmp_path / "bad.yaml"
    pack.write_text(PACK.replace("phrase:", "frase:"), encoding="utf-8")
    model = tmp_path / "bad.model"
    model.write_bytes(b"no model")
    for config in ({"rules": [str(pack)]}, {"classifier": str(model)}):
        (given,) = config.values()
        name = given if isinstance(given, str) else given[0]
        with pytest.raises(BoundaryNlpError, match=re.escape(name)) as raised:
            spacy.blank("nl").add_pipe("boundary_nlp", config=config)
        assert "/0-" not in str(raised.value)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("settings.json", "{}"),
        ("settings.json", "[]"),
        ("settings.json", "{"),
        ("settings.json", '{"settings": {"rules": "default"}, "files": {}}'),
        ("settings.json", None),
        ("0-ours.yaml", None),
    ],
)
def test_a_damaged_saved_pipeline_is_told(file: str, content: str | None, with_pack: Language, tmp_path: Path) -> None:
    with_pack.to_disk(tmp_path / "saved")
    damaged = tmp_path / "saved" / "boundary_nlp" / file
    if content is None:
        damaged.unlink()
    else:
        damaged.write_text(content, encoding="utf-8")
    with pytest.raises(PipelineError, match=rf"{re.escape(str(damaged))}.*[Ss]ave"):
        spacy.load(tmp_path / "saved")


@pytest.mark.parametrize("data", [b"x", b"", b"\xc1", srsly.msgpack_dumps({"settings": {}, "files": {}})])
def test_damaged_bytes_leave_the_component_as_it_was(data: bytes, nlp: Language) -> None:
    component = nlp.get_pipe("boundary_nlp")
    with pytest.raises(PipelineError, match="damaged"):
        component.from_bytes(data)  # type: ignore[attr-defined]
    assert told(nlp(NOTE))


def test_a_place_that_cannot_be_written_is_told(nlp: Language, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        nlp.get_pipe("boundary_nlp").to_disk(tmp_path / "file" / "saved")  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["boundary_nlp", "boundary_rules", "boundary_classifier", "boundary_qualifier"])
def test_a_pipeline_of_another_language_is_refused(name: str) -> None:
    with pytest.raises(PipelineError, match=f"language 'en', but '{name}' reads"):
        spacy.blank("en").add_pipe(name)
