"""An Azure that is two small programs, a file of what is where, and a web server that reads it.

`az` and `terraform` write down every call and do what the real ones would to the file; nothing of
the deployment itself is replaced.
"""

import contextlib
import json
import re
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PROGRAM = """#!{python} -IS
import json, os, pathlib, re, sys, zipfile

HERE = pathlib.Path({folder!r})
NAME = pathlib.Path(sys.argv[0]).name
words = sys.argv[1:]
line = " ".join([NAME, *words])
state = json.loads((HERE / "state.json").read_text())


def option(name):
    return words[words.index(name) + 1] if name in words else None


def note(result):
    with (HERE / "calls.jsonl").open("a") as calls:
        calls.write(json.dumps({{"line": line, "failed": result != 0}}) + "\\n")


for part in state["fails"]:
    if part in line:
        note(1)
        sys.exit("ERROR: the service said no")
note(0)
if any(part in line for part in state["kills"]):
    os.kill(os.getppid(), 9)
    os._exit(1)  # with its caller, as when a machine stops


def terraform():
    stack = words[0].rpartition("/")[2]
    if words[1] == "plan":
        out = next(word for word in words if word.startswith("-out="))[5:]
        changes = [] if stack in state["applied"] else state["plans"].get(stack, [])
        pathlib.Path(out).write_text(json.dumps({{"resource_changes": changes}}))
    elif words[1] == "show":
        print(pathlib.Path(words[-1]).read_text())
    elif words[1] == "apply":
        assert pathlib.Path(words[-1]).exists()
        state["applied"] += [stack] if stack not in state["applied"] else []
    elif words[1] == "output":
        outputs = state["outputs"][stack] if stack in state["applied"] else {{}}
        # As the real one, which keeps no output that is null.
        there = {{n: v for n, v in outputs.items() if v is not None}}
        print(json.dumps({{n: {{"value": v, "sensitive": False}} for n, v in there.items()}}))


def az():
    app = option("--name")
    if words[:2] == ["account", "get-access-token"]:
        print("a-token")
    elif words[:1] == ["login"]:
        assert option("--federated-token") == "a-token-of-github"
    elif words[:2] == ["account", "set"]:
        state["subscription"] = option("--subscription")
    elif words[:2] == ["account", "show"]:
        print(json.dumps({{"id": state["subscription"], "name": "A subscription"}}))
    elif words[:2] == ["webapp", "deploy"]:
        with zipfile.ZipFile(option("--src-path")) as package:
            release = package.read("lonja/release.txt").decode().strip()
        state["web"][app][option("--slot") or "production"] = release
    elif words[:4] == ["webapp", "deployment", "slot", "swap"]:
        slots = state["web"][app]
        slots["staging"], slots["production"] = slots["production"], slots["staging"]
    elif words[:3] == ["functionapp", "deployment", "source"]:
        with zipfile.ZipFile(option("--src")) as package:
            source = package.read("function_app.py").decode()
        state["functions"][app] = re.findall(r'function_name[(]"([a-z_]+)"', source)
    elif words[:3] == ["functionapp", "function", "list"]:
        print(json.dumps([f"{{app}}/{{name}}" for name in state["functions"].get(app, [])]))
    elif words[:3] == ["monitor", "metrics", "list"]:
        errors, requests = state["metrics"]
        named = {{"Http5xx": errors, "Requests": requests}}
        print(json.dumps({{"value": [
            {{"name": {{"value": n}}, "timeseries": [{{"data": [{{"total": v}}, {{"total": None}}]}}]}}
            for n, v in named.items()
        ]}}))
    elif words[:3] == ["network", "private-endpoint-connection", "list"]:
        print(json.dumps(state["links"].get(option("--id"), [])))
    elif words[:3] == ["keyvault", "secret", "list"]:
        print(json.dumps([
            {{"id": f"https://kv.vault.azure.net/secrets/{{name}}", "attributes": {{"expires": one["expires"]}}}}
            for name, one in state["vault"].items()
        ]))
    elif words[:3] == ["keyvault", "secret", "set"]:
        value = pathlib.Path(option("--file")).read_text()
        mode = oct(os.stat(option("--file")).st_mode & 0o777)
        state["vault"][option("--name")] = {{
            "value": value, "mode": mode,
            "kind": option("--content-type"), "expires": option("--expires"),
        }}
        if option("--output") != "none":
            print(json.dumps({{"value": value}}))
    elif words[:3] == ["rest", "--method", "post"]:
        state["refreshed"].append(option("--url").split("/sites/")[1].split("/config/")[0])
    elif words[:1] == ["rest"] and "/hostruntime/" in option("--url"):
        print(json.dumps(state["hosts"].pop(0) if state["hosts"] else {{"state": "Running"}}))
    elif words[:1] == ["rest"] and "/customDomains?" in option("--url"):
        domains = [{{"hostName": n, "domainValidationState": s}} for n, s in state["domains"].items()]
        print(json.dumps({{"value": [{{"properties": one}} for one in domains]}}))
    elif words[:1] == ["rest"]:
        print(json.dumps({{"tenantSettings": state["tenant"]}}))
    elif words[:2] == ["resource", "list"]:
        group = option("--resource-group")
        print(json.dumps(state["listed"].get(group, [])))
    elif words[:2] == ["resource", "show"]:
        print("Disabled")
    else:
        sys.exit("no such command: " + line)


{{"az": az, "terraform": terraform}}[NAME]()
(HERE / "state.json").write_text(json.dumps(state))
"""

SAYS = {
    "/readyz": ("application/json", 200, '{"status":"ready"}'),
    "/es/": ("text/html", 200, '<html lang="es"><link href="/static/shop.css?v=1">'),
    "/en/": ("text/html", 200, '<html lang="en">'),
    "/static/shop.css": ("text/css", 200, "body {}"),
    "/api/v1/products": ("application/json", 200, '{"items":[]}'),
    "/api/v1/orders": ("application/problem+json", 401, '{"code":"signed_out"}'),
    "/": ("text/html", 200, '<title>Lonja</title><script src="/assets/index.js">'),
    "/assets/index.js": ("text/javascript", 200, "1"),
}
DEFAULT_PAGE = ("text/html", 200, "<h1>Your web app is running and waiting for your content</h1>")


class FakeAzure:
    """The state of the fake, the calls that it received, and the failures that it simulates."""

    def __init__(self, folder: Path, *, port: int) -> None:
        self.folder, self.port = folder, port
        self.programs = folder / "programs"

    def make(self, outputs: dict[str, Any]) -> None:
        self.programs.mkdir(parents=True)
        for name in ("az", "terraform"):
            path = self.programs / name
            path.write_text(PROGRAM.format(python=sys.executable, folder=str(self.folder)))
            path.chmod(0o755)
        self.write(
            {
                "fails": [],
                "kills": [],
                "broken": [],
                "plans": {stack: [creates("azurerm_resource_group")] for stack in outputs},
                "applied": [],
                "outputs": outputs,
                "web": {name: {"staging": None, "production": None} for name in ("front", "api", "pages")},
                "functions": {},
                # What the next questions after a function app's host are answered; then it runs.
                "hosts": [],
                "vault": {},
                "refreshed": [],
                "metrics": [0, 500],
                "links": {},
                "domains": {"shop.example.com": "Approved"},
                "listed": {},
                "tenant": [],
                "subscription": "one",
            }
        )  # fmt: skip

    def read(self) -> dict[str, Any]:
        for _ in range(200):
            with contextlib.suppress(json.JSONDecodeError):
                return dict(json.loads((self.folder / "state.json").read_text()))
        raise AssertionError("the state cannot be read")

    def write(self, state: dict[str, Any]) -> None:
        (self.folder / "state.json").write_text(json.dumps(state))

    def set(self, **facts: Any) -> None:
        self.write(self.read() | facts)

    def calls(self, *, changing: bool = False, failed: bool | None = None) -> list[str]:
        path = self.folder / "calls.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        found = [json.loads(line) for line in lines]
        wanted = re.compile(r"terraform \S+ apply|webapp deploy |slot swap|config-zip")
        return [
            one["line"]
            for one in found
            if (not changing or wanted.search(one["line"]))
            and (failed is None or one["failed"] is failed)
        ]

    def url_of(self, host: str) -> str:
        return f"http://127.0.0.1:{self.port}/{host}"

    def answer(self, path: str) -> tuple[str, int, str, str]:
        """(kind, status, text, release of who answered) of /HOST/…; a host is APP or APP.staging"""
        _, host, *rest = path.partition("?")[0].split("/")
        name, _, slot = host.partition(".")
        state = self.read()
        slot = slot or "production"
        resource = "/" + "/".join(rest)
        release = state["web"][name][slot]
        if release is None or f"{name}.{slot}" in state["broken"]:
            return (*DEFAULT_PAGE, "")
        if resource == "/healthz":
            return "application/json", 200, json.dumps({"status": "alive", "release": release}), ""
        if name == "pages" and resource.startswith("/api/"):
            name, release = "api", state["web"]["api"]["production"]
            if release is None:
                return (*DEFAULT_PAGE, "")
        kind, status, text = SAYS.get(resource, ("text/plain", 404, "not found"))
        return kind, status, text, release if name == "api" else ""


def creates(kind: str, *actions: str) -> dict[str, Any]:
    return {
        "address": f"{kind}.this",
        "type": kind,
        "change": {"actions": list(actions) or ["create"]},
    }


@contextlib.contextmanager
def fake_azure(folder: Path, *, host: str, slots: bool = True) -> Iterator[FakeAzure]:
    """`host` is where both databases are; without slots it is a small environment."""
    made: list[FakeAzure] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/github?"):
                self._give_token()
                return
            kind, status, text, release = made[0].answer(self.path)
            self.send_response(status)
            self.send_header("content-type", f"{kind}; charset=utf-8")
            self.send_header("content-length", str(len(text.encode())))
            if release:
                self.send_header("x-lonja-release", release)
            self.end_headers()
            self.wfile.write(text.encode())

        def _give_token(self) -> None:
            """As GitHub does, to who shows the job's own."""
            is_known = self.headers["authorization"] == "bearer a-job"
            is_known &= "audience=api%3A%2F%2FAzureADTokenExchange" in self.path
            text = json.dumps({"value": "a-token-of-github"} if is_known else {})
            self.send_response(200 if is_known else 401)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        port = server.server_address[1]
        made.append(FakeAzure(folder, port=port))
        made[0].make(outputs(host, port=port, slots=slots))
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield made[0]
        finally:
            server.shutdown()
            thread.join()


def outputs(host: str, *, port: int, slots: bool) -> dict[str, Any]:
    def web(name: str) -> dict[str, Any]:
        staging = f"{name}.staging" if slots else None
        return {"id": f"/apps/{name}", "name": name, "host": name, "staging_host": staging}

    names = ("frontoffice", "backoffice", "background", "etl", "spa")
    front_door = {
        "id": "/front-door",
        "cname": {"shop.example.com": "fde.azurefd.net"},
        "txt": {"_dnsauth.shop.example.com": "a-proof"},
    }
    return {
        "functions": {
            "resource_group": "rg-functions",
            "background": {"name": "fn-background", "host": "fn-background"},
            "vault": {"name": "kv", "secret_key": {"name": "lonja-secret-key"}},
            "identities": {name: {"name": f"id-lonja-dev-{name}"} for name in names},
            "database": {"fqdn": host, "administrator": "lonja-dev-database-administrators"},
        },
        "frontoffice": {
            "resource_group": "rg-frontoffice",
            "frontoffice": web("front"),
            "address": f"http://127.0.0.1:{port}/front",
            "front_door": {**front_door, "private_links": ["/apps/front"]} if slots else None,
        },
        "backoffice": {
            "resource_group": "rg-backoffice",
            "backoffice": web("api"),
            "spa": web("pages"),
            "etl": {"name": "fn-etl", "host": "fn-etl"},
            "models": {"name": "fn-models", "host": "fn-models"},
            "address": f"http://127.0.0.1:{port}/pages",
            "api_callers": "only the virtual network" if slots else "only the host of the SPA",
            "warehouse": {"fqdn": host},
            "reports_capacity": "fc" if slots else None,
            "front_door": {"cname": {}, "txt": {}, "private_links": []} if slots else None,
        },
    }
