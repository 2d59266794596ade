"""The page to watch: what there is, and what is asked, as it happens. Everything on it may be seen by a passer-by."""

import json
from html import escape
from importlib.resources import files

from bland_sandbox.fields import Json
from bland_sandbox.journal import Entry, described
from bland_sandbox.settings import Settings
from bland_sandbox.state import Org, Pool
from bland_sandbox.world import World

_SHOWN = 100

# Replacing only what changed keeps the scroll position and a selection; without scripts the browser reloads.
_REFRESH = """
setInterval(async () => {
  const answer = await fetch("/").catch(() => null);
  const live = document.querySelector("#live");
  if (!answer?.ok) { document.title = "ended · Bland sandbox"; return; }
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.title = next.title;
  const html = next.querySelector("#live").innerHTML;
  if (live.innerHTML !== html) live.innerHTML = html;
}, 1000);
"""


def page(world: World) -> str:
    """The whole page."""
    with world.state.lock:
        orgs = "".join(_org(org) for org in world.state.orgs)
    entries = world.journal.entries()
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{len(entries)} · Bland sandbox</title>
<noscript><meta http-equiv="refresh" content="2"></noscript>
<style>{files("bland_sandbox").joinpath("page.css").read_text(encoding="utf-8")}</style>
</head>
<body id="live">
<header><h1>Bland sandbox</h1>{_settings(world.settings)}</header>
{orgs}
{_faults(world)}
<h2>Requests</h2>
{_requests(entries)}
<script>{_REFRESH}</script>
</body>
</html>
"""


def _settings(settings: Settings) -> str:
    """The generation, and each switch that is not at its default."""
    turned = {name: value for name, value in settings if name != "generation" and value != getattr(Settings(), name)}
    pills = "".join(
        f'<span class="pill on">{escape(name)}: {escape(str(value))}</span>' for name, value in turned.items()
    )
    return f'<span class="pill">{settings.generation} reference</span>{pills}'


def _org(org: Org) -> str:
    pools = "".join(_pool(org, pool_id, pool) for pool_id, pool in org.pools.items())
    configs = "".join(
        _config(number, channel, config)
        for number, channels in org.configs.items()
        for channel, config in channels.items()
    )
    return f"""
<h2>Organisation</h2>
<p><code>{escape(org.id)}</code> <span class="pill">{org.plan}</span>
<span class="quiet">{len(org.numbers)} numbers, {len(org.credentials)} Twilio credentials</span></p>
<h2>Dialing pools</h2>
{_cards(pools, "No pool yet.")}
<h2>Messaging</h2>
{_cards(configs, "No number is configured yet.")}"""


def _cards(cards: str, otherwise: str) -> str:
    return f'<div class="cards">{cards}</div>' if cards else f'<div class="empty">{otherwise}</div>'


def _pool(org: Org, pool_id: str, pool: Pool) -> str:
    """A pool by its numbers; of the credentials only the account that they are for, which the API shows too."""
    account = org.credentials.get(pool.encrypted_key or "")
    numbers = "".join(f'<li class="number">{escape(number)}</li>' for number in sorted(pool.phone_numbers))
    twilio = f'<p class="quiet">Twilio <code>{escape(account)}</code></p>' if account else ""
    count = f'<span class="pill">{len(pool.phone_numbers)} numbers</span>'
    return (
        f"""<section class="card"><p><code>{escape(pool_id)}</code> {count}</p>{twilio}<ul>{numbers}</ul></section>"""
    )


def _config(number: str, channel: str, config: Json) -> str:
    fields = "".join(f"<dt>{escape(name)}</dt><dd>{_value(described(value))}</dd>" for name, value in config.items())
    return f"""<section class="card"><p><b class="number">{escape(number)}</b> <span class="pill">{channel}</span></p>
<dl>{fields or "<dt>no field has a value</dt><dd></dd>"}</dl></section>"""


def _value(value: object) -> str:
    return f"<code>{escape(value if isinstance(value, str) else json.dumps(value))}</code>"


def _faults(world: World) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(fault.method)} {escape(fault.path)}</code></td><td>{escape(str(fault.calls))}</td>"
        f'<td class="odd">{escape(str(fault))}</td></tr>'
        for fault in world.faults.all()
    )
    head = "<thead><tr><th>Fault at</th><th>Calls</th><th>What happens</th></tr></thead>"
    return f'<h2>Faults</h2><div class="table"><table>{head}{rows}</table></div>' if rows else ""


def _requests(entries: list[Entry]) -> str:
    """The last requests, newest first."""
    if not entries:
        return '<div class="empty">Nothing has been asked yet.</div>'
    head = "<thead><tr><th>#</th><th>Time (UTC)</th><th>Request</th><th>Answer</th><th>Body</th></tr></thead>"
    rows = "".join(_request(entry) for entry in reversed(entries[-_SHOWN:]))
    return f'<div class="table"><table>{head}{rows}</table></div>'


def _request(entry: Entry) -> str:
    query = "&".join(f"{name}={value}" for name, value in entry.query.items())
    path = f"{entry.path}?{query}" if query else entry.path
    status = str(entry.status or "…")
    good = "good" if entry.status and entry.status < 400 and not entry.error else "bad"  # noqa: PLR2004 - HTTP's errors
    notes = f'<br><span class="odd">fault: {escape(entry.fault)}</span>' if entry.fault else ""
    if entry.ignored:
        notes += f'<br><span class="odd">ignored: {escape(", ".join(entry.ignored))}</span>'
    body = "" if entry.body is None else _value(entry.body)
    return f"""<tr><td class="quiet">{entry.sequence}</td><td class="quiet number">{escape(entry.time[11:23])}</td>
<td class="request"><code>{escape(entry.method)} {escape(path)}</code></td>
<td><span class="{good}">{status} {escape(entry.error or "")}</span>{notes}</td><td class="body">{body}</td></tr>"""
