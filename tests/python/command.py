"""The command `strata`, run as a person would."""

from typer.testing import CliRunner

from strata.cli import app


def strata(*arguments, exit_code=0):
    """Run the command; its output, or its message where it is to fail."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == exit_code, result.output
    return result.stderr if exit_code else result.stdout
