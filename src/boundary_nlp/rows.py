"""Analyses as rows of the tables `notes`, `sentences` and `findings`: plain dicts, no pandas."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from boundary_nlp._version import __version__
from boundary_nlp.io.notes import Rejected
from boundary_nlp.privacy import Identifier, find_identifiers, mask_slice
from boundary_nlp.results import Analysis, Finding

NOTE_KEYS = ("caseload_id", "worker_id", "client_id", "date")


@dataclass(slots=True)
class NoteRows:
    """The rows of one note, and how many identifiers of each kind were found in it."""

    note: dict[str, Any]
    sentences: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    identifiers: dict[str, int] = field(default_factory=dict)


def table_rows(name: str, notes: Sequence[NoteRows], rejected: Sequence[Rejected]) -> list[dict[str, Any]]:
    """Return the rows of one of the four tables of some notes."""
    if name == "notes":
        return [note.note for note in notes]
    if name == "rejected":
        return [row._asdict() for row in rejected]
    return [row for note in notes for row in (note.sentences if name == "sentences" else note.findings)]


def note_rows(
    analysis: Analysis,
    note_id: str,
    keys: Mapping[str, Any],
    privacy: str = "mask",
    keep_text: bool = True,
    names: bool = False,
) -> NoteRows:
    """Turn the analysis of one note into rows.

    Parameters
    ----------
    analysis : of the note.
    note_id : its identifier; ``keys`` : ``caseload_id``, ``worker_id``, ``client_id`` and ``date`` where known.
    privacy : ``"mask"`` hides identifiers in the texts of the rows, ``"refuse"`` counts them too (the caller stops
        the run), ``"off"`` does neither.
    names : whether names of persons are identifiers too; needs the extra ``deid``.
    keep_text : False leaves the columns ``text`` and ``context`` empty.
    """
    identifiers = find_identifiers(analysis.text, names=names) if privacy != "off" else []
    counts: dict[str, int] = {}
    for identifier in identifiers:
        counts[identifier.kind] = counts.get(identifier.kind, 0) + 1
    return NoteRows(
        note=_note_row(analysis, note_id, keys),
        sentences=[
            {
                "note_id": note_id,
                "sentence": number,
                "start": sentence.start,
                "end": sentence.end,
                "stance": sentence.stance,
                "p_rescuing": round(sentence.p_rescuing, 4),
                "p_guiding": round(sentence.p_guiding, 4),
                "source": sentence.source,
            }
            for number, sentence in enumerate(analysis.sentences)
        ],
        findings=[_finding_row(analysis, finding, note_id, identifiers, keep_text) for finding in analysis.findings],
        identifiers=counts,
    )


def _note_row(analysis: Analysis, note_id: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    stances = [sentence.stance for sentence in analysis.sentences]
    inner = _only_inner(analysis.findings)
    opposing = {f.sentence for f in analysis.findings if f.stance == "opposing" and _by_worker(f)}
    return {
        "note_id": note_id,
        **{key: keys.get(key) for key in NOTE_KEYS},
        "n_sentences": len(stances),
        "n_rescuing": sum(stance in ("rescuing", "mixed") for stance in stances),
        "n_inner": sum(stance in ("rescuing", "mixed") and number in inner for number, stance in enumerate(stances)),
        "n_guiding": sum(stance in ("guiding", "mixed") for stance in stances),
        "n_mixed": stances.count("mixed"),
        "n_opposing": len(opposing),
        "n_neutral": stances.count("neutral"),
        "analyser_version": __version__,
    }


def _only_inner(findings: Sequence[Finding]) -> set[int]:
    """Return the sentences whose counted rescuing findings are all of the inner family."""
    families: dict[int, set[str]] = {}
    for finding in findings:
        if finding.counts and finding.stance == "rescuing":
            families.setdefault(finding.sentence, set()).add(finding.family)
    return {sentence for sentence, found in families.items() if found == {"inner"}}


def _by_worker(finding: Finding) -> bool:
    return finding.actor == "worker" and finding.status in ("factual", "planned")


def _finding_row(
    analysis: Analysis, finding: Finding, note_id: str, identifiers: Sequence[Identifier], keep_text: bool
) -> dict[str, Any]:
    first = analysis.sentences[max(0, finding.sentence - 1)]
    last = analysis.sentences[min(len(analysis.sentences) - 1, finding.sentence + 1)]
    return {
        "note_id": note_id,
        "finding_id": finding.finding_id,
        "sentence": finding.sentence,
        "start": finding.start,
        "end": finding.end,
        "text": mask_slice(analysis.text, finding.start, finding.end, identifiers) if keep_text else "",
        "signal": finding.signal,
        "stance": finding.stance,
        "family": finding.family,
        "actor": finding.actor,
        "status": finding.status,
        "mandate": finding.mandate,
        "counts": finding.counts,
        "source": finding.source,
        "rule_id": finding.rule_id,
        "reason": finding.reason,
        "score": round(finding.score, 4),
        "cues": json.dumps([{"qualifier": c.qualifier, "start": c.start, "end": c.end} for c in finding.cues]),
        "context": mask_slice(analysis.text, first.start, last.end, identifiers) if keep_text else "",
        "context_start": first.start,
    }
