"""`python -m pulumi_bland.plugin`: the provider as a plugin of Pulumi, for `pulumi import` and for other languages.

Pulumi starts it through a file called `pulumi-resource-bland`; docs/languages.md says how to make one. None is
put beside `pulumi-bland`: with one on PATH Pulumi would warn at every command of a Python program, too.
"""

from __future__ import annotations

from pulumi_bland._engine.plugin import main

if __name__ == "__main__":
    main()
