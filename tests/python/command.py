"""Run the command `strata`."""

from typer.testing import CliRunner

from strata.cli import app


def strata(*arguments, exit_code=0, both=False):
    """Run the command; return its output, or its message if it is expected to fail.

    With `both`, the result has the output as `stdout` and the warnings as `stderr`.
    """
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == exit_code, result.output
    if both:
        return result
    return result.stderr if exit_code else result.stdout
