"""`rules list` and `rules check`."""

from typing import Annotated

import typer

from boundary_nlp.cli.options import EXIT_WRONG_USE

app = typer.Typer(help="Rule packs: what is looked for, and their self-tests.", no_args_is_help=True)


@app.command("list")
def rules_list(
    pack: Annotated[list[str] | None, typer.Argument(help="Packs; the shipped ones by default.")] = None,
) -> None:
    """List the rules: id, signal and explanation."""
    from boundary_nlp.rules.loader import load_packs  # noqa: PLC0415
    from boundary_nlp.taxonomy import signals  # noqa: PLC0415

    for loaded in load_packs(pack or ["default"]):
        for rule in loaded.rules:
            typer.echo(f"{rule.id}\t{rule.signal}\t{rule.explanation or signals()[rule.signal].explanation}")


@app.command("check")
def rules_check(
    pack: Annotated[list[str] | None, typer.Argument(help="Packs; the shipped ones by default.")] = None,
) -> None:
    """Run the examples that each rule carries; exit code 2 when one fails."""
    from boundary_nlp.rules.check import check_packs  # noqa: PLC0415

    result = check_packs(pack or ["default"])
    for failure in result.failures:
        typer.echo(failure, err=True)
    typer.echo(f"{result.n_rules} rules, {result.n_examples} examples, {len(result.failures)} failed")
    if result.failures:
        raise typer.Exit(EXIT_WRONG_USE)
