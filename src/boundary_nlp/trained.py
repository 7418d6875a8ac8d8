"""Trained spaCy pipelines: loaded with what is needed, and run only on the sentences that ask for it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import spacy
from spacy.tokens import Doc

from boundary_nlp.errors import PipelineError
from boundary_nlp.language.forms import Form
from boundary_nlp.language.parse import Parse, read_parse

if TYPE_CHECKING:
    from spacy.language import Language

STANDARD = "nl_core_news_sm"
NEEDED = frozenset({"doc.tensor", "token.dep", "token.head", "token.lemma", "token.morph", "token.pos", "token.tag"})
HELPERS = frozenset({"attribute_ruler", "transformer", "curated_transformer"})
NOT_NEEDED = ("ner", "senter", "textcat", "textcat_multilabel", "spancat", "entity_linker", "boundary_nlp")


class TrainedPipeline:
    """A Dutch spaCy pipeline with a parser, as the source of clauses, subjects, negation and lemmas.

    Parameters
    ----------
    pipeline : name of an installed pipeline, its folder, or a loaded pipeline. What is loaded here comes without
        the components that nothing asks for (names, categories); a pipeline that was handed over stays as it is.

    Raises
    ------
    PipelineError
        If it is not installed, is not Dutch, or has no parser.
    """

    def __init__(self, pipeline: "str | Path | Language") -> None:
        nlp = _load(pipeline) if isinstance(pipeline, str | Path) else pipeline
        name = str(pipeline) if isinstance(pipeline, str | Path) else f"{nlp.lang}_{nlp.meta.get('name', 'pipeline')}"
        if nlp.lang != "nl":
            raise PipelineError(
                f"The pipeline '{name}' is for the language '{nlp.lang}'; notes are read as Dutch (nl)."
            )
        components = [part for part in nlp.pipe_names if _is_needed(nlp, part)]
        if not any("token.dep" in nlp.get_pipe_meta(part).assigns for part in components):
            raise PipelineError(
                f"The pipeline '{name}' has no parser that is switched on (its components: "
                f"{', '.join(nlp.pipe_names) or 'none'}). Use one with a parser, such as {STANDARD}, or 'embedded'."
            )
        self.name = name
        self._nlp = nlp
        self._components = [nlp.get_pipe(part) for part in components]

    def parse(self, sentences: Sequence[list[Form]]) -> list[Parse]:
        """Return the parse of each sentence; its tokens stay as they are, and it stays one sentence."""
        with self._nlp.memory_zone():  # what the pipeline learns of these words is forgotten after them
            docs = [
                Doc(
                    self._nlp.vocab,
                    words=[form.text for form in forms],
                    sent_starts=[at == 0 for at in range(len(forms))],
                )
                for forms in sentences
            ]
            for component in self._components:
                docs = list(component.pipe(docs)) if hasattr(component, "pipe") else [component(doc) for doc in docs]
            return [read_parse(doc, 0, len(doc)) for doc in docs]


def _is_needed(nlp: "Language", name: str) -> bool:
    """Tell whether a component gives something that is read here, or that such a component builds on."""
    meta = nlp.get_pipe_meta(name)
    return meta.factory in HELPERS or not NEEDED.isdisjoint(meta.assigns)


def _load(pipeline: str | Path) -> "Language":
    try:
        return spacy.load(pipeline, exclude=NOT_NEEDED)
    except OSError as error:
        if Path(pipeline).is_dir():
            raise PipelineError(f"'{pipeline}' is no spaCy pipeline, or it is damaged: {_first_line(error)}.") from None
        wanted = str(pipeline) if str(pipeline).startswith("nl_") and Path(pipeline).name == str(pipeline) else STANDARD
        raise PipelineError(
            f"The pipeline '{pipeline}' is not installed. Install it with `python -m spacy download {wanted}`, "
            "give the folder of a pipeline, or use 'embedded', which needs no download."
        ) from None
    except (ValueError, KeyError) as error:
        raise PipelineError(f"The pipeline '{pipeline}' cannot be loaded: {_first_line(error)}.") from None


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")
