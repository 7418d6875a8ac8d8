"""What must hold for any text, whatever stands in it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from boundary_nlp import Analyser

ANALYSER = Analyser(classifier="none")
WORDS = st.sampled_from(
    [
        *(
            [
                "ik",
                "heb",
                "voor",
                "haar",
                "even",
                "gebeld",
                "niet",
                "zelf",
                "cl.",
                "mw.",
                "hij",
                "belt",
                "morgen",
                "samen",
                ".",
                ";",
                "\n",
                "-",
                "(",
                ")",
                "?",
                "\ud800",
                ":",
            ]
        ),
        *(
            [
                "[NAAM]",
                "17u30",
                ",",
                "en",
                "maar",
                "dat",
                "of",
                "ze",
                "vroeg",
                "over",
                "nam",
                "het",
                "formulier",
                "ingevuld",
                "dan",
                '"',
            ]
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=60).map(" ".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_sentences_cover_the_text_without_overlap(text: str) -> None:
    analysis = ANALYSER(text)
    at = 0
    for sentence in analysis.sentences:
        assert at <= sentence.start < sentence.end <= len(text)
        assert not text[at : sentence.start].strip()
        at = sentence.end
    assert not text[at:].strip()


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_findings_lie_within_their_sentence(text: str) -> None:
    analysis = ANALYSER(text)
    for finding in analysis.findings:
        sentence = analysis.sentences[finding.sentence]
        assert sentence.start <= finding.start < finding.end <= sentence.end
        assert text[finding.start : finding.end] == finding.text
        assert all(0 <= cue.start < cue.end <= len(text) for cue in finding.cues)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_two_runs_agree(text: str) -> None:
    assert ANALYSER(text) == ANALYSER(text)
