import pickle
from pathlib import Path

import pytest
import spacy
from confection import ConfigValidationError
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import boundary_nlp as bn
from boundary_nlp.display import displacy_options
from boundary_nlp.errors import ModelError, RulePackError

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
