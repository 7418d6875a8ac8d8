"""The classifier as a spaCy component: how probable either stance is in each sentence, and no findings."""

from spacy.language import Language
from spacy.tokens import Doc

from boundary_nlp.component.attributes import keep_sentences
from boundary_nlp.component.boundary import BoundaryComponent, check_language
from boundary_nlp.errors import InputError
from boundary_nlp.results import Analysis


@Language.factory(
    "boundary_classifier",
    assigns=["doc.spans"],
    default_config={"rules": ["default"], "classifier": "default", "spans_key": "boundary_sentences"},
)
def make_classifier(
    nlp: Language, name: str, rules: list[str], classifier: str, spans_key: str
) -> "SentenceClassifier":
    """Make the component.

    Parameters
    ----------
    nlp, name
        Given by spaCy.
    rules
        ``"default"`` and paths of rule packs: what they find is among the features of the classifier.
    classifier
        ``"default"`` or the path of a file made by ``boundary-nlp train``.
    spans_key
        Where the sentences go in ``doc.spans``.
    """
    check_language(nlp, name)
    return SentenceClassifier(rules, classifier, "codebook", spans_key)


class SentenceClassifier(BoundaryComponent):
    """Gives each sentence calibrated probabilities: ``sent._.p_rescuing`` and ``sent._.p_guiding``, from 0 to 1.

    It runs the rules too, for the classifier was trained to see what they find. The sentences are those of notes; a
    sentence that another component set, or any span, has the probabilities of the one in which it begins.

    Raises
    ------
    InputError
        If the classifier is ``"none"``.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("nl")
    >>> component = nlp.add_pipe("boundary_classifier")
    >>> doc = nlp("Heb het formulier voor mw. ingevuld. Koffie gedronken.")
    >>> [sentence._.p_rescuing > 0.5 for sentence in doc.sents]
    [True, False]
    """

    def __init__(self, rules: list[str], classifier: str, counting: str, spans_key: str) -> None:
        if classifier == "none":
            raise InputError("boundary_classifier needs a classifier: 'default', or a file made by `train`.")
        super().__init__(rules, classifier, counting, spans_key)

    def _keep(self, doc: Doc, analysis: Analysis) -> None:
        keep_sentences(doc, self._settings["spans_key"], analysis.sentences)
