"""The errors that a user of the package can meet; each message says what, where and how to mend it."""


class BoundaryNlpError(Exception):
    """Base of every error that the package raises on purpose.

    Examples
    --------
    >>> import boundary_nlp as bn
    >>> try:
    ...     bn.Analyser(classifier="missing.model")
    ... except bn.BoundaryNlpError as error:
    ...     print(error)
    There is no classifier 'missing.model'. Give 'default', 'none', or a file made by `boundary-nlp train`.
    """


class InputError(BoundaryNlpError):
    """A file, table or column that cannot be used."""


class PipelineError(BoundaryNlpError):
    """A spaCy pipeline that is missing or does not fit."""


class RulePackError(BoundaryNlpError):
    """A rule pack that cannot be read or compiled; the message names the rule and the line."""


class ModelError(BoundaryNlpError):
    """A classifier file that is missing, foreign or damaged."""


class OutputError(BoundaryNlpError):
    """An output place that cannot be written, or that holds another run."""


class PrivacyError(BoundaryNlpError):
    """Identifiers were found in notes and the run was told to refuse them."""


class BoundaryNlpWarning(UserWarning):
    """Something a user should know though the work goes on: rows set apart, a column renamed."""
