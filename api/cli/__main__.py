"""`jalons …`: the same engine as the server, for experts, operators and tests."""

from __future__ import annotations

import typer

from api.cli import (
    agents,
    chat,
    check,
    comprehension,
    droits,
    langues,
    operate,
    plan,
    territoire,
    understand,
)

app = typer.Typer(
    name="jalons",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Jalons guides the usagers of French social security through the moments of life.",
)
app.command("plan")(plan.plan)
app.command("droits")(droits.droits)
app.command("check")(check.check)
app.command("understand")(understand.understand)
app.command("screen")(understand.screen)
app.command("chat")(chat.chat)
app.command("territoire")(territoire.territoire)
app.add_typer(territoire.territoires, name="territoires")
app.add_typer(agents.agents, name="agents")
app.add_typer(langues.catalogues, name="catalogues")
app.add_typer(comprehension.comprehension, name="comprehension")
app.command("translate-check")(langues.translate_check)
app.command("say")(langues.say)
app.command("serve")(operate.serve)
app.command("migrate")(operate.migrate)
app.command("train")(operate.train)
app.command("purge")(operate.purge)


if __name__ == "__main__":
    app()
