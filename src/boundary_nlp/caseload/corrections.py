"""Findings that a reader marked, set right and counted anew."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundary_nlp.errors import InputError
from boundary_nlp.resources import load_yaml
from boundary_nlp.taxonomy import counting_profile, sentence_stance

KEYS = ["note_id", "finding_id"]


@dataclass(frozen=True)
class Corrected:
    """Tables after the marks, and how far each caseload was marked.

    Attributes
    ----------
    notes, sentences, findings
        Counted anew for the caseloads whose every act was marked; as they were for the others.
    marks
        The marks that belong to findings of these tables: `note_id, finding_id, mark`.
    caseloads
        Those that were counted anew.
    n_unknown
        Marks that belong to no finding of these tables.
    """

    notes: pd.DataFrame
    sentences: pd.DataFrame
    findings: pd.DataFrame
    marks: pd.DataFrame
    caseloads: list[str]
    n_unknown: int


def apply_marks(
    notes: pd.DataFrame, sentences: pd.DataFrame, findings: pd.DataFrame, marks: pd.DataFrame, profile: str = "codebook"
) -> Corrected:
    """Set marked findings right and count anew, caseload by caseload.

    A caseload is counted anew only where every finding of an act in it was marked: marking some of them, such as those
    of the time after a change, would make shifts by itself.

    Parameters
    ----------
    notes, sentences, findings
        The tables of a run; they are not changed.
    marks
        `note_id, finding_id, mark`, the mark being one of `resources/report/marks.yaml`.
    profile
        Name of the counting profile of the run.

    Raises
    ------
    InputError
        When none of the marks belongs to these findings.
    """
    marks = marks.drop_duplicates(KEYS, keep="last")
    known = findings[KEYS].merge(marks, on=KEYS)
    if len(marks) and known.empty:
        raise InputError(
            "None of the marked findings is in these notes. Give the workbook of the same notes, made by the same "
            "version, rules and classifier."
        )
    marked = findings.merge(marks, on=KEYS, how="left")
    marked.index = findings.index
    of_note = notes.set_index("note_id")["caseload_id"]
    caseload = marked["note_id"].map(of_note)
    open_ = marked["mark"].isna() & (marked["family"] == "act")
    done = set(caseload.dropna()) - set(caseload[open_])
    touched = caseload.isin(done) & marked["mark"].notna()
    corrected = findings.copy()
    if touched.any():
        corrected.loc[touched, ["mandate", "counts"]] = _set_right(marked[touched], profile)
    chosen = set(notes["note_id"][notes["caseload_id"].isin(done)])
    corrected_sentences = _stances(sentences, corrected, chosen)
    right = corrected[marked["mark"] != load_yaml("report/marks.yaml")["wrong"]]
    corrected_notes = _counts(notes, corrected_sentences, right, chosen)
    anew = sorted(set(caseload[touched]))
    return Corrected(corrected_notes, corrected_sentences, corrected, known, anew, len(marks) - len(known))


def _set_right(marked: pd.DataFrame, profile: str) -> pd.DataFrame:
    """Return mandate and counts after the marks; "klopt" leaves both."""
    mandates: dict[str, str] = load_yaml("report/marks.yaml")["mandates"]
    wrong: str = load_yaml("report/marks.yaml")["wrong"]
    counting = counting_profile(profile)
    rows = []
    for row in marked.to_dict("records"):
        mandate = mandates.get(row["mark"], row["mandate"])
        values = (row["signal"], row["actor"], row["status"])
        counts = bool(row["counts"])
        if row["mark"] == wrong:
            counts = False
        elif mandate != row["mandate"]:
            # A row counted under another profile, chosen by its setting, stays out where that one left it out.
            other = counts != counting.counts(*values, row["mandate"])
            counts = counting.counts(*values, mandate) and (counts or not other)
        rows.append((mandate, counts))
    return pd.DataFrame(rows, columns=["mandate", "counts"], index=marked.index)


def _stances(sentences: pd.DataFrame, findings: pd.DataFrame, notes: set[str]) -> pd.DataFrame:
    """Return the sentences with the stances that their counted findings give, and what made those."""
    counted = findings[findings["counts"] & findings["note_id"].isin(notes)]
    found = counted.groupby(["note_id", "sentence"]).agg({"stance": sentence_stance, "source": "max"})  # "rule" wins
    keys = pd.MultiIndex.from_frame(sentences[["note_id", "sentence"]])
    anew = found.reindex(keys).set_index(sentences.index).fillna({"stance": "neutral", "source": ""})
    chosen = sentences["note_id"].isin(notes)
    return sentences.assign(**{name: sentences[name].mask(chosen, anew[name]) for name in ("stance", "source")})


def _counts(notes: pd.DataFrame, sentences: pd.DataFrame, findings: pd.DataFrame, chosen: set[str]) -> pd.DataFrame:
    """Return the notes with their counts anew, for the chosen ones, from the findings that are right."""
    own = sentences[sentences["note_id"].isin(chosen)]
    places = pd.MultiIndex.from_frame(own[["note_id", "sentence"]])

    def holds(which: pd.Series) -> NDArray[np.bool_]:
        return np.asarray(places.isin(pd.MultiIndex.from_frame(findings.loc[which, ["note_id", "sentence"]])))

    acts = holds(findings["counts"] & (findings["stance"] == "rescuing") & (findings["family"] == "act"))
    happened = (findings["actor"] == "worker") & findings["status"].isin(["factual", "planned"])
    rescuing, guiding = own["stance"].isin(["rescuing", "mixed"]), own["stance"].isin(["guiding", "mixed"])
    table = pd.DataFrame(
        {
            "n_rescuing": rescuing,
            "n_inner": rescuing & ~acts,
            "n_guiding": guiding,
            "n_mixed": own["stance"] == "mixed",
            "n_opposing": holds(happened & (findings["stance"] == "opposing")),
            "n_neutral": own["stance"] == "neutral",
        }
    )
    sums = table.groupby(own["note_id"]).sum()
    new = notes.copy()
    for name in sums:
        new[name] = notes["note_id"].map(sums[name]).fillna(notes[name]).astype("int64")
    return new
