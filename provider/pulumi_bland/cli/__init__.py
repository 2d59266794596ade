"""The command line, `pulumi-bland`: one file for each command."""
