import copy
import pickle
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from tiny import CASES, annotated, text_of

import boundary_nlp as bn
from boundary_nlp.errors import PipelineError
from boundary_nlp.trained import TrainedPipeline


def _told(finding: bn.Finding) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in ("signal", "actor", "status", "counts")}


@pytest.fixture(scope="module")
def with_tiny(tiny_pipeline: Language) -> bn.Analyser:
    return bn.Analyser(pipeline=tiny_pipeline, classifier="none")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_subject_negation_and_clause_come_from_the_parse(
    case: dict[str, Any], with_tiny: bn.Analyser, rules_only: bn.Analyser
) -> None:
    text = text_of(case)
    assert [_told(finding) for finding in with_tiny(text).findings] == [case["expected"]]
    assert [_told(finding) for finding in rules_only(text).findings] == [case.get("plain", case["expected"])]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_parsed_document_gives_the_same(case: dict[str, Any], rules_only: bn.Analyser) -> None:
    doc = annotated(spacy.blank("nl"), case)
    findings = rules_only.analyse_doc(doc).findings
    assert [_told(finding) for finding in findings] == [case["expected"]]
    span = doc.char_span(findings[0].start, findings[0].end)
    found = bn.qualify(doc, span, findings[0].signal)
    assert (found.actor, found.status) == (case["expected"]["actor"], case["expected"]["status"])


def test_lemmas_of_a_pipeline_are_used(tmp_path: Path) -> None:
    pack = tmp_path / "pack.yaml"
    pack.write_text(
        "pack: ours\nrules:\n- {id: dossier, signal: task_takeover, phrase: '~fiksen', match: Ik fikste het.,"
        " no_match: Zij belde.}\n",
        encoding="utf-8",
    )
    analyser = bn.Analyser(rules=[pack], classifier="none")
    words = ["Alles", "geflikst", "."]
    assert analyser("Alles geflikst.").findings == ()
    doc = Doc(spacy.blank("nl").vocab, words=words, spaces=[True, False, False], lemmas=["alles", "fiksen", "."])
    assert [finding.rule_id for finding in analyser.analyse_doc(doc).findings] == ["dossier"]


def test_only_sentences_that_ask_for_it_are_parsed(tiny_pipeline: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    whole = TrainedPipeline.parse

    def spy(self: TrainedPipeline, sentences: Any) -> Any:
        parsed.extend(" ".join(form.text for form in forms) for forms in sentences)
        return whole(self, sentences)

    monkeypatch.setattr(TrainedPipeline, "parse", spy)
    bn.Analyser(pipeline=tiny_pipeline, classifier="none")("Regen vandaag. Ik heb voor haar gebeld. Koffie.")
    assert parsed == ["Ik heb voor haar gebeld ."]


def test_notes_read_together_are_read_as_one_by_one(with_tiny: bn.Analyser) -> None:
    texts = [text_of(case) for case in CASES] * 15
    assert list(with_tiny.pipe(texts)) == [with_tiny(text) for text in texts]


def test_the_vocabulary_of_a_pipeline_does_not_grow(tiny_pipeline: Language) -> None:
    analyser = bn.Analyser(pipeline=tiny_pipeline, classifier="none")
    analyser("Ik heb voor haar gebeld.")
    before = len(tiny_pipeline.vocab.strings)
    for number in range(50):
        analyser(f"Ik heb voor haar naar nieuwwoord{number} gebeld.")
    assert len(tiny_pipeline.vocab.strings) == before


@pytest.mark.parametrize("name", ["nl_core_news_xx", "no/such/folder"])
def test_a_missing_pipeline_names_the_command_that_installs_one(name: str) -> None:
    with pytest.raises(PipelineError, match=r"python -m spacy download nl_core_news_"):
        bn.Analyser(pipeline=name, classifier="none")


def test_a_folder_that_is_no_pipeline(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="no spaCy pipeline"):
        bn.Analyser(pipeline=tmp_path)


def test_a_pipeline_without_a_parser_or_of_another_language() -> None:
    with pytest.raises(PipelineError, match="no parser"):
        bn.Analyser(pipeline=spacy.blank("nl"))
    with pytest.raises(PipelineError, match="'de'"):
        bn.Analyser(pipeline=spacy.blank("de"))


def test_components_that_nothing_asks_for_are_left_out(tmp_path: Path, tiny_pipeline: Language) -> None:
    nlp = spacy.blank("nl")
    for name in tiny_pipeline.pipe_names:
        nlp.add_pipe(name, source=tiny_pipeline)
    nlp.add_pipe("ner").add_label("PER")
    nlp.initialize()
    nlp.to_disk(tmp_path / "model")
    assert "ner" not in TrainedPipeline(tmp_path / "model")._nlp.pipe_names


@pytest.fixture(scope="module")
def with_real(real_pipeline: str) -> bn.Analyser:
    return bn.Analyser(pipeline=real_pipeline)


def test_a_real_pipeline(with_real: bn.Analyser) -> None:
    analysis = with_real(
        "Mw. belde zelf naar de school.\n\nHeb het formulier niet voor mw. ingevuld, zij doet dat zelf."
    )
    assert analysis.sentences[0].stance == "guiding"
    assert ("task_takeover", "negated") in {(finding.signal, finding.status) for finding in analysis.findings}


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x00", "😀😀", "." * 500, "Koffie. " * 400])
def test_odd_text(text: str, with_real: bn.Analyser) -> None:
    assert with_real(text).stance == "neutral"


def test_a_real_pipeline_in_a_pipeline_of_ones_own(real_pipeline: str) -> None:
    nlp = spacy.load(real_pipeline)
    nlp.add_pipe("boundary_nlp", config={"classifier": "none"})
    doc = nlp("Ik heb voor haar gebeld naar de dienst die niet antwoordde.")
    (span,) = doc.spans["boundary"]
    assert (span.label_, span._.boundary.status) == ("task_takeover", "factual")


def test_an_analyser_takes_a_loaded_pipeline_along(with_tiny: bn.Analyser, rules_only: bn.Analyser) -> None:
    text = next(text_of(case) for case in CASES if "plain" in case)
    assert with_tiny(text) != rules_only(text)
    assert pickle.loads(pickle.dumps(with_tiny))(text) == with_tiny(text)
    assert copy.deepcopy(with_tiny)(text) == with_tiny(text)
