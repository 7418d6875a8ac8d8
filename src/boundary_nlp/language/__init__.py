"""The embedded Dutch pipeline: tokens of notes, word forms, sentences and clauses."""
