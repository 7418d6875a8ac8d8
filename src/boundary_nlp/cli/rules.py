"""`rules list` and `rules check`."""

from pathlib import Path
from typing import Annotated

import typer

from boundary_nlp.cli.options import EXIT_WRONG_USE

app = typer.Typer(help="Rule packs: what is looked for, and their self-tests.", no_args_is_help=True)


@app.command("list", options_metavar="OPTIONS")
def rules_list(
    pack: Annotated[list[str] | None, typer.Argument(help="Packs; the shipped ones by default.")] = None,
) -> None:
    """List the rules: id, signal and explanation.

    Example: boundary-nlp rules list ours.yaml
    """
    from boundary_nlp.rules.loader import load_packs  # noqa: PLC0415
    from boundary_nlp.taxonomy import SIGNALS  # noqa: PLC0415

    for loaded in load_packs(pack or ["default"]):
        for rule in loaded.rules:
            typer.echo(f"{rule.id}\t{rule.signal}\t{rule.explanation or SIGNALS[rule.signal].explanation}")


@app.command("check", options_metavar="OPTIONS")
def rules_check(
    pack: Annotated[list[str] | None, typer.Argument(help="Packs; the shipped ones by default.")] = None,
    cases: Annotated[
        list[Path] | None, typer.Option("--cases", help="Run this case file (or folder of them) instead.")
    ] = None,
) -> None:
    """Run the examples that each rule carries, or the linguistic cases of a file; exit code 2 when one fails.

    Example: boundary-nlp rules check ours.yaml
    """
    from boundary_nlp.rules.check import check_packs  # noqa: PLC0415

    if cases:
        _check_cases(cases, pack or ["default"])
        return
    result = check_packs(pack or ["default"])
    for failure in result.failures:
        typer.echo(failure, err=True)
    typer.echo(f"{result.n_rules} rules, {result.n_examples} examples, {len(result.failures)} failed")
    if result.failures:
        raise typer.Exit(EXIT_WRONG_USE)


def _check_cases(paths: list[Path], packs: list[str]) -> None:
    from boundary_nlp.cases import CaseRunner, read_cases  # noqa: PLC0415

    result = CaseRunner(packs).check(case for path in paths for case in read_cases(path))
    for message in result.messages:
        typer.echo(message, err=True)
    typer.echo(f"{result.n_cases} cases, {len(result.failed)} failed, {len(result.known)} known to fail")
    if result.messages:
        raise typer.Exit(EXIT_WRONG_USE)
