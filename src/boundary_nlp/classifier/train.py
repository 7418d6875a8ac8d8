"""Training of the classifier from annotated notes of several writers."""

import json
from collections.abc import Sequence

import numpy as np
from sklearn.model_selection import GroupKFold

from boundary_nlp.analysis import Analyser
from boundary_nlp.classifier.examples import Example, feature_matrix, flags, make_examples, rule_flags, vocabulary
from boundary_nlp.classifier.model import SentenceModel
from boundary_nlp.classifier.qualifier_training import train_qualifiers
from boundary_nlp.classifier.scores import Flags
from boundary_nlp.classifier.signal_weights import STANCES, SignalWeights
from boundary_nlp.classifier.signals import train_signals
from boundary_nlp.classifier.stance import FOLDS, FittedStance, fit_stance
from boundary_nlp.errors import InputError
from boundary_nlp.figures import StanceFigures, TrainingFigures
from boundary_nlp.gold import GoldNote

SMALLEST_WEIGHT = 0.08  # a feature that weighs less for both stances is left out: most of them, to no loss held out


def train_model(gold: Sequence[GoldNote]) -> tuple[SentenceModel, TrainingFigures]:
    """Train the classifier on gold notes of several writers.

    Returns
    -------
    SentenceModel, TrainingFigures
        The model, and the figures of the grouped cross-validation: per stance precision, recall and F1 of rules alone,
        of the classifier at one half and of both, and its calibration; and per value of a qualifier F1 by rules and
        weighed. All are about writers held out of the training
        whose notes were not read for the rules either; calibration and thresholds, too, come from such writers.

    Raises
    ------
    InputError
        If the notes are by fewer than five writers, too few to hold any out; or fewer of them have annotated spans, or
        sentences with and without each stance; or too few of those whose notes were not read for the rules have these.
    """
    examples = make_examples(gold, Analyser(classifier="none"))
    writers = [example.writer for example in examples]
    _check_writers(gold, examples)
    fresh = np.array([example.fresh for example in examples])
    judges = {example.writer for example in examples if example.fresh}
    if len(judges) < FOLDS:
        fresh, judges = np.ones(len(examples), dtype=bool), set(writers)
    features = [example.features for example in examples]
    names = vocabulary(features, writers)
    matrix = feature_matrix(features, names)
    fitted: list[FittedStance] = []
    reports: list[StanceFigures] = []
    for index in range(len(STANCES)):
        truth, rules = flags(examples, "stances", index), rule_flags(examples, index)
        _check_judges(STANCES[index], truth, writers, fresh)
        found, report = fit_stance(matrix, names, truth, rules, writers, fresh)
        fitted.append(found)
        reports.append(report)
    rescuing, guiding = fitted
    table = np.round(np.column_stack([rescuing.weights, guiding.weights]), 4)
    kept = np.flatnonzero(np.abs(table).max(axis=1) >= SMALLEST_WEIGHT)
    qualifiers, qualifier_figures = train_qualifiers(gold)
    figures = TrainingFigures(
        rescuing=reports[0], guiding=reports[1], qualifiers=qualifier_figures,
        n_writers=len(set(writers)), n_judging=len(judges), n_notes=len(gold), n_sentences=len(examples),
    )  # fmt: skip
    model = SentenceModel(
        weights={names[at]: (float(table[at, 0]), float(table[at, 1])) for at in kept},
        signals=SignalWeights(json.dumps(train_signals(gold), sort_keys=True).encode()),
        qualifiers=qualifiers,
        bias=(rescuing.bias, guiding.bias),
        slope=(rescuing.calibration.slope, guiding.calibration.slope),
        offset=(rescuing.calibration.offset, guiding.calibration.offset),
        thresholds=(rescuing.thresholds.tell, guiding.thresholds.tell),
        doubts=(rescuing.thresholds.doubt, guiding.thresholds.doubt),
        info={
            "n_writers": figures["n_writers"],
            "n_notes": len(gold),
            "n_sentences": len(examples),
            "writers": sorted(set(writers)),
        },
    )
    return model, figures


def _check_judges(stance: str, truth: Flags, writers: Sequence[str], fresh: Flags) -> None:
    """Raise InputError where the writers who judge leave some fold sentences with a stance only, or without."""
    for train, _ in GroupKFold(FOLDS).split(truth, groups=writers):
        if len(set(truth[train][fresh[train]])) < 2:
            raise InputError(
                f"Training holds writers out in {FOLDS} groups, and each time the others must have sentences that are "
                f"{stance} and sentences that are not, in notes that were not read for the rules. Add such notes by "
                "more writers."
            )


def _check_writers(gold: Sequence[GoldNote], examples: Sequence[Example]) -> None:
    """Raise InputError where some fold of writers would have nothing to learn from."""
    by = {
        "notes": {note.writer for note in gold},
        "annotated spans": {note.writer for note in gold if note.spans},
    }
    for index, stance in enumerate(STANCES):
        by[f"{stance} sentences"] = {one.writer for one in examples if one.stances[index]}
        by[f"sentences that are not {stance}"] = {one.writer for one in examples if not one.stances[index]}
    for what, writers in by.items():
        if len(writers) < FOLDS:
            raise InputError(
                f"Training needs {what} by at least {FOLDS} writers (one file each); there are {len(writers)}."
            )
