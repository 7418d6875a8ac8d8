import copy
import gc
import threading
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from traceback import format_exception

import pytest
import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

import boundary_nlp as bn
from boundary_nlp.errors import BoundaryNlpError, BoundaryNlpWarning, InputError, PipelineError
from boundary_nlp.resources import collector_waiting


def test_a_takeover_is_found_with_its_evidence(rules_only: bn.Analyser) -> None:
    analysis = rules_only("Heb het formulier even voor mw. ingevuld.")
    (finding,) = analysis.findings
    assert (finding.signal, finding.actor, finding.status, finding.mandate) == (
        "task_takeover",
        "worker",
        "factual",
        "none",
    )
    assert finding.counts
    assert finding.rule_id
    assert finding.reason
    assert analysis.stance == "rescuing"


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", "\x00", "😀😀", "\u200f\u0645\u0631\u062d\u0628\u0627", "Je l'ai appelé pour elle.", "." * 500],
)
def test_odd_text_gives_sensible_rows(text: str, rules_only: bn.Analyser) -> None:
    analysis = rules_only(text)
    assert analysis.stance == "neutral"
    assert analysis.findings == ()


def test_a_note_longer_than_spacy_takes_by_default(rules_only: bn.Analyser) -> None:
    unit = "Heb het formulier voor haar ingevuld. Daarna koffie gedronken.\n"
    analysis = rules_only(unit * 17_000)
    assert len(analysis.sentences) == 34_000
    assert sum(finding.counts for finding in analysis.findings) == 17_000


def test_ids_are_stable_and_distinct(rules_only: bn.Analyser) -> None:
    text = "Voor haar gebeld. Voor hem gebeld. Voor haar gebeld."
    ids = [finding.finding_id for finding in rules_only(text).findings]
    assert ids == [finding.finding_id for finding in rules_only(text).findings]
    assert len(set(ids)) == len(ids) == 3


def test_lemmas_without_a_parse_leave_the_clauses_as_they_are(rules_only: bn.Analyser) -> None:
    text = "Ik heb het formulier niet voor mevrouw ingevuld."
    doc = spacy.blank("nl")(text)
    for token in doc:
        token.lemma_ = {"heb": "hebben", "ingevuld": "invullen"}.get(token.text, token.lower_)
    assert rules_only.analyse_doc(doc) == rules_only(text)
    assert rules_only(text).findings[0].status == "negated"


def test_threads_share_an_analyser(rules_only: bn.Analyser) -> None:
    texts = [f"Heb formulier {n} voor haar ingevuld. Cl. belde zelf de school." for n in range(60)]
    tokenised = spacy.blank("nl")
    results: dict[int, bn.Analysis] = {}

    def analysed(number: int) -> bn.Analysis:
        text = texts[number]
        return rules_only.analyse_doc(tokenised(text)) if number % 2 else rules_only(text)

    def work(start: int) -> None:
        for number in range(start, len(texts), 4):
            results[number] = analysed(number)

    expected = [analysed(number) for number in range(len(texts))]
    threads = [threading.Thread(target=work, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [results[number] for number in range(len(texts))] == expected


def test_to_dict_is_plain(rules_only: bn.Analyser) -> None:
    import json

    data = rules_only("Cl. belde zelf naar het OCMW.").to_dict()
    assert json.loads(json.dumps(data))["stance"] == "guiding"


def test_html_escapes_the_note(rules_only: bn.Analyser) -> None:
    html = rules_only("<script>alert(1)</script> Heb het voor haar ingevuld.")._repr_html_()
    assert "<script>" not in html
    assert "<mark" in html


def test_unknown_pipeline_and_profile() -> None:
    with pytest.raises(PipelineError, match="nl_unknown"):
        bn.Analyser(pipeline="nl_unknown")
    with pytest.raises(InputError, match="codebook"):
        bn.Analyser(counting="mine")


def test_setting_chooses_the_counting_profile(rules_only: bn.Analyser) -> None:
    text = "Om 22u heb ik haar nog teruggebeld."
    assert rules_only(text).stance == "rescuing"
    assert rules_only(text, setting="Nachtopvang").stance == "neutral"


def test_requested_takeovers_can_be_left_out() -> None:
    text = "Op vraag van mw. het formulier voor haar ingevuld."
    assert bn.Analyser(classifier="none").__call__(text).stance == "rescuing"
    assert bn.Analyser(classifier="none", counting="requested_apart")(text).stance == "neutral"


@pytest.mark.parametrize("is_on", [True, False])
def test_pythons_collector_is_left_as_it_was(rules_only: bn.Analyser, is_on: bool) -> None:
    before = gc.isenabled()
    try:
        gc.enable() if is_on else gc.disable()
        rules_only("Voor haar gebeld.")
        assert gc.isenabled() is is_on
        list(rules_only.pipe(["Voor haar gebeld.", "Koffie."]))
        assert gc.isenabled() is is_on
    finally:
        gc.enable() if before else gc.disable()


def test_the_collector_stays_off_until_nobody_asks_for_that() -> None:
    before = gc.isenabled()
    try:
        gc.enable()
        one, other = collector_waiting(), collector_waiting()
        one.__enter__()
        other.__enter__()
        one.__exit__(None, None, None)
        assert not gc.isenabled()
        other.__exit__(None, None, None)
        assert gc.isenabled()
    finally:
        gc.enable() if before else gc.disable()


def test_settings_that_end_first_are_told(rules_only: bn.Analyser) -> None:
    texts = ["Koffie.", "Om 22u heb ik haar nog teruggebeld."]
    with pytest.raises(InputError, match="settings for 1 notes"):
        list(rules_only.pipe(texts, ["Nachtopvang"]))
    assert [one.stance for one in rules_only.pipe(texts, repeat("Nachtopvang"))] == ["neutral", "neutral"]


def test_a_price_is_no_hour(rules_only: bn.Analyser) -> None:
    assert rules_only("Ik heb mw. geappt dat het 22.95 kost.").stance == "neutral"
    assert rules_only("Ik heb mw. om 22.45 nog geappt.").stance == "rescuing"


@pytest.mark.parametrize("name", ["pipeline", "rules", "classifier", "counting"])
@pytest.mark.parametrize("value", [None, 7, [None]])
def test_an_argument_of_another_type_is_told(name: str, value: object) -> None:
    with pytest.raises(InputError, match=rf"^{name} is .*; it cannot be (None|of type (int|list))\.$"):
        bn.Analyser(**{"classifier": "none", name: value})


@pytest.mark.parametrize("note", [None, 7, float("nan"), b"Gebeld.", ["Voor haar gebeld."]])
def test_a_note_that_is_no_text_is_told_by_its_number(note: object, rules_only: bn.Analyser) -> None:
    with pytest.raises(InputError, match=r"^Note 1 is (None|of type \w+), not text"):
        rules_only(note)
    analyses = rules_only.pipe(["Voor haar gebeld.", note])
    assert next(analyses).stance == "rescuing"
    with pytest.raises(InputError, match=r"^Note 2 is") as told:
        next(analyses)
    assert "gebeld" not in str(told.value)


def test_a_setting_that_is_no_text_is_told(rules_only: bn.Analyser) -> None:
    with pytest.raises(InputError, match=r"^The setting of note 2 is of type float"):
        list(rules_only.pipe(["Gebeld.", "Gebeld."], [None, float("nan")]))


@pytest.mark.parametrize("given", [{"texts": "Gebeld."}, {"texts": None}, {"texts": ["Gebeld."], "settings": "caw"}])
def test_notes_are_given_as_several(given: dict, rules_only: bn.Analyser) -> None:
    with pytest.raises(InputError, match=r"^pipe takes (texts|settings) as a list"):
        list(rules_only.pipe(**given))


@pytest.mark.parametrize("name", ["pipeline", "rules", "classifier", "counting"])
@pytest.mark.parametrize("note", ["Koffie bij mevrouw. " * 300, "Koffie bij mevrouw.\nGebeld."])
def test_text_that_can_be_no_name_is_not_quoted(name: str, note: str) -> None:
    with pytest.raises(BoundaryNlpError, match=f"^{name} is ") as raised:
        bn.Analyser(**{name: note})
    assert "Koffie" not in "".join(format_exception(raised.value))


def test_a_long_path_may_be_one(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 120) / ("b" * 120)
    folder.mkdir(parents=True)
    (folder / "ours.yaml").write_text("pack: ours\nrules: []\n", encoding="utf-8")
    assert bn.Analyser(rules=folder / "ours.yaml", classifier="none")("Koffie.").stance == "neutral"


def test_a_document_of_another_type_or_language_is_told(rules_only: bn.Analyser) -> None:
    with pytest.raises(InputError, match=r"^doc is a spaCy Doc") as raised:
        rules_only.analyse_doc("Koffie.")  # type: ignore[arg-type]
    assert "Koffie" not in str(raised.value)
    with pytest.warns(BoundaryNlpWarning, match="language 'en'") as told:
        rules_only.analyse_doc(spacy.blank("en")("I called."))
    assert told[0].filename == __file__
    rules_only.analyse_doc(Doc(Vocab(), words=["Gebeld"]))  # of no language: filterwarnings makes a warning an error


def test_other_processes_share_an_analyser(tmp_path: Path) -> None:
    pack = tmp_path / "ours.yaml"
    pack.write_text(
        "pack: ours\nrules:\n- id: keeps-the-key\n  signal: private_channel\n  phrase: sleutel ...3 bij mij thuis\n"
        "  match: De sleutel ligt bij mij thuis.\n  no_match: De sleutel ligt op bureau.\n",
        encoding="utf-8",
    )
    analyser = bn.Analyser(rules=(path for path in [pack]), classifier="none", counting="night_service")
    texts = ["De sleutel ligt bij mij thuis.", "Voor haar gebeld."]
    with get_context("spawn").Pool(2) as pool:
        told = pool.map(analyser, texts)
    assert [len(analysis.findings) for analysis in told] == [1, 0]
    assert told == [analyser(text) for text in texts]
    again = copy.deepcopy(analyser)
    assert again.counting == analyser.counting
    assert again(texts[0]) == told[0]
