"""Run the command `strata`."""

from typer.testing import CliRunner

from strata.cli import app


def strata(*arguments, exit_code=0):
    """Run the command; return its output, or its message if it is expected to fail."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == exit_code, result.output
    return result.stderr if exit_code else result.stdout
