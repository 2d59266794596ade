"""`python -m bland_sandbox`: the same as `pulumi-bland sandbox`."""

import typer

from bland_sandbox.command import sandbox

if __name__ == "__main__":
    app = typer.Typer(pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]})
    app.command()(sandbox)
    app(prog_name="python -m bland_sandbox")
