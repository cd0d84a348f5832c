"""The web inbox: a list, a message as text, HTML and headers, and the same as JSON."""

import json
import re
from html import escape
from urllib.parse import quote

from aiohttp import web

from lonja_tools.laptop.mail.box import Box, Summary, body

_STYLE = """
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent);
  --soft: color-mix(in srgb, currentColor 62%, transparent); --accent: light-dark(#14508c, #8cbcf0) }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; font: 1rem/1.5 system-ui, sans-serif }
a { color: var(--accent) } h1 { font-size: 1.4rem; margin: 0 0 1rem } h1 a { text-decoration: none }
form { display: flex; gap: .5rem; margin: 0 0 1rem } input { flex: 1; font: inherit; padding: .5rem .75rem;
  border: 1px solid var(--line); border-radius: .4rem } button { font: inherit; padding: .5rem 1rem }
ol { list-style: none; margin: 0; padding: 0 } li { border-top: 1px solid var(--line) }
li a { display: grid; gap: 0 1rem; grid-template-columns: 1fr auto; padding: .75rem .25rem; text-decoration: none;
  color: inherit } li a:hover { background: var(--line) } li b { overflow-wrap: anywhere }
small, time { color: var(--soft) } small { grid-column: 1 / -1 }
iframe { width: 100%; height: 36rem; border: 1px solid var(--line); border-radius: .4rem; background: #fff }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); border-radius: .4rem;
  padding: 1rem } nav { display: flex; gap: 1rem; margin: 0 0 1rem } nav [aria-current] { font-weight: 700;
  text-decoration: none; color: inherit }
"""
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:)\]]")
_BOX = web.AppKey("box", Box)


def create_app(box: Box) -> web.Application:
    app = web.Application(client_max_size=64 * 1024)
    app[_BOX] = box
    app.router.add_get("/", _list_page)
    app.router.add_get("/messages/{number:\\d{1,12}}", _message_page)
    app.router.add_get("/messages/{number:\\d{1,12}}/html", _html_part)
    app.router.add_get("/messages/{number:\\d{1,12}}/raw", _raw)
    app.router.add_get("/api/messages", _list_json)
    app.router.add_get("/api/messages/{number:\\d{1,12}}", _message_json)
    app.router.add_delete("/api/messages", _empty)
    app.router.add_get("/healthz", _ready)
    app.router.add_get("/readyz", _ready)
    return app


def _matching(request: web.Request) -> list[Summary]:
    query = request.query
    limit = query.get("limit", "100")
    return request.app[_BOX].find(
        recipient=query.get("to", ""),
        message_id=query.get("message_id", ""),
        text=query.get("q", ""),
        limit=int(limit) if limit.isascii() and limit.isdigit() and len(limit) < 6 else 100,
    )


async def _list_json(request: web.Request) -> web.Response:
    """`to`, `message_id`, `q`, `limit`; every raw delivery is an item, duplicates too."""
    deliveries, messages = request.app[_BOX].count()
    items = [summary.as_json() for summary in _matching(request)]
    return _json({"items": items, "deliveries": deliveries, "messages": messages})


async def _message_json(request: web.Request) -> web.Response:
    mail = request.app[_BOX].read(int(request.match_info["number"]))
    if mail is None:
        return _json({"code": "unknown_message"}, status=404)
    summary, message, _ = mail
    headers = [[name, str(value)] for name, value in message.items()]
    return _json(
        summary.as_json()
        | {"headers": headers, "text": body(message, "plain"), "html": body(message, "html")}
    )


async def _empty(request: web.Request) -> web.Response:
    request.app[_BOX].empty()
    return web.Response(status=204)


async def _ready(_: web.Request) -> web.Response:
    return _json({"status": "ok"})


async def _list_page(request: web.Request) -> web.Response:
    query = request.query.get("q", "")
    deliveries, _messages = request.app[_BOX].count()
    rows = "".join(_row(summary) for summary in _matching(request))
    empty = "<p>No mail yet. It appears here as soon as the shop sends some.</p>"
    search = (
        f'<form role="search"><input name="q" type="search" aria-label="Search" value="{escape(query)}"'
        ' placeholder="Address or subject"><button>Search</button></form>'
    )
    return _page(f"Inbox ({deliveries})", search + (f"<ol>{rows}</ol>" if rows else empty))


def _row(summary: Summary) -> str:
    when = escape(summary.received_at[:19].replace("T", " "))
    return (
        f'<li><a href="/messages/{summary.id}"><b>{escape(summary.subject or "(no subject)")}</b>'
        f"<time>{when}</time><small>{escape(', '.join(summary.recipients))}</small></a></li>"
    )


async def _message_page(request: web.Request) -> web.Response:
    number = int(request.match_info["number"])
    mail = request.app[_BOX].read(number)
    if mail is None:
        raise web.HTTPNotFound(text="There is no such message.")
    summary, message, _raw_bytes = mail
    html, text = body(message, "html"), body(message, "plain")
    view = request.query.get("view") or ("html" if html else "text")
    match view:
        case "headers":
            lines = "\n".join(f"{name}: {value}" for name, value in message.items())
            content = f"<pre>{escape(lines)}</pre>"
        case "text":
            content = f"<pre>{_with_links(text)}</pre>"
        case _:
            content = (
                f'<iframe title="Message" src="/messages/{number}/html"'
                ' sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
            )
    tabs = "".join(
        f'<a href="?view={name}"{" aria-current=page" if name == view else ""}>{title}</a>'
        for name, title in (("html", "HTML"), ("text", "Text"), ("headers", "Headers"))
        if name != "html" or html
    )
    to = escape(", ".join(summary.recipients))
    facts = f"<p>To <b>{to}</b><br><time>{escape(summary.received_at)}</time></p>"
    raw = f'<a href="/messages/{number}/raw">Source</a>'
    return _page(summary.subject or "(no subject)", f"{facts}<nav>{tabs}{raw}</nav>{content}")


async def _html_part(request: web.Request) -> web.Response:
    """The message's own HTML: it runs no script, and its links open beside the inbox."""
    mail = request.app[_BOX].read(int(request.match_info["number"]))
    if mail is None:
        raise web.HTTPNotFound(text="There is no such message.")
    content = '<base target="_blank">' + body(mail[1], "html")
    policy = "sandbox allow-popups allow-popups-to-escape-sandbox; script-src 'none'"
    return web.Response(
        text=content, content_type="text/html", headers={"Content-Security-Policy": policy}
    )


async def _raw(request: web.Request) -> web.Response:
    mail = request.app[_BOX].read(int(request.match_info["number"]))
    if mail is None:
        raise web.HTTPNotFound(text="There is no such message.")
    return web.Response(body=mail[2], content_type="text/plain")


def _with_links(text: str) -> str:
    parts, end = [], 0
    for link in _LINK.finditer(text):
        address = escape(quote(link[0], safe=":/?#[]@!$&'()*+,;=%~-._"))
        parts += [escape(text[end : link.start()])]
        parts += [f'<a href="{address}" target="_blank">{escape(link[0])}</a>']
        end = link.end()
    return "".join([*parts, escape(text[end:])])


def _page(title: str, content: str) -> web.Response:
    return web.Response(
        content_type="text/html",
        text=(
            '<!doctype html><html lang="en"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<title>{escape(title)}</title><style>{_STYLE}</style>"
            f'<h1><a href="/" aria-label="Inbox">✉</a> {escape(title)}</h1>{content}</html>'
        ),
    )


def _json(content: object, *, status: int = 200) -> web.Response:
    return web.json_response(content, status=status, dumps=json.dumps)
