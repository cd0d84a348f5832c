"""The apps: packaged, deployed to a slot without traffic, tested, swapped, watched, rolled back."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from lonja.kernel import clock
from lonja_tools.deployment import smoke
from lonja_tools.deployment.environment import App, reaches_api
from lonja_tools.deployment.journal import BeginAnewError
from lonja_tools.deployment.packaging.deployables import Deployable
from lonja_tools.deployment.programs import Call, az
from lonja_tools.deployment.steps.step import Deployment, Step, TakenBackError
from lonja_tools.user_error import UserError

# Answered by the host itself, through Azure's management: no key, and no way into its network.
HOST_STATUS: Final = "/hostruntime/admin/host/status?api-version=2022-03-01"
LOOK_EVERY_S: Final = 60.0
# A page that fails once more than it did is no reason; a tenth of the requests for minutes is.
ERRORS_AT_LEAST: Final = 10
ERRORS_PERCENT: Final = 2.0


def packaging() -> Step:
    return Step("package", "Pack the apps", _pack)


def steps(deployment: Deployment) -> Iterator[Step]:
    web = deployment.deployables(functions=False)
    for one in web:
        title = f"Roll out {one.title}, without traffic yet"
        yield Step(f"roll:{one.name}", title, partial(_roll, one), partial(_roll_calls, one))
    for one in web:
        yield Step(f"smoke:{one.name}", f"{one.title} responds as Lonja", partial(_smoke, one))
    for one in deployment.deployables(functions=True):
        title = f"Roll out {one.title}"
        yield Step(f"roll:{one.name}", title, partial(_roll, one), partial(_roll_calls, one))
        title = f"{one.title} runs and lists our functions"
        yield Step(f"functions:{one.name}", title, partial(_list, one))
    for one in web:
        title = f"Swap {one.title} in"
        yield Step(f"swap:{one.name}", title, partial(_swap, one), partial(_swap_calls, one))
    yield Step("watch", "Watch the new version", partial(_watch, web))


def _pack(deployment: Deployment) -> str:
    from lonja_tools.deployment.packaging import zips

    folder = deployment.journal.folder / "packages"
    for one in (*deployment.deployables(functions=False), *deployment.deployables(functions=True)):
        package = zips.write(one, checkout=deployment.checkout, folder=folder)
        deployment.record.packages[one.name] = {"path": package.path, "release": package.release}
    return ", ".join(f"{name} {one['release']}" for name, one in deployment.record.packages.items())


def _roll_calls(deployable: Deployable, deployment: Deployment) -> list[Call]:
    app = deployment.app(deployable)
    path, _ = deployment.package(deployable.name)
    where = ("--resource-group", app.group, "--name", app.azure_name)
    if deployable.is_function_app:
        # Azure builds it from requirements.txt, on the machine that it will run on.
        words = ("deployment", "source", "config-zip", *where, "--src", path)
        return [az("functionapp", *words, "--build-remote", "true", "--timeout", "1800")]
    slot = ("--slot", "staging") if app.staging_host else ()
    words = ("deploy", *where, *slot, "--src-path", path, "--type", "zip", "--clean", "true")
    return [az("webapp", *words, "--track-status", "false")]


def _roll(deployable: Deployable, deployment: Deployment) -> str:
    path, release = deployment.package(deployable.name)
    if not Path(path).is_file():
        raise BeginAnewError(
            f"The package {path} is missing.",
            todo="Begin a new one: ./lonja deploy without --resume.",
        )
    for call in _roll_calls(deployable, deployment):
        deployment.programs.run(call)
    return f"release {release}"


def _smoke(deployable: Deployable, deployment: Deployment) -> str:
    """Of the slot; without one, of the app itself."""
    _, release = deployment.package(deployable.name)
    slot = deployment.app(deployable).staging_host

    def look() -> list[str]:
        if slot:
            return smoke.wrong(deployable.name, deployment.url_of(slot), release, alone=True)
        return _wrong(deployable, deployment)

    problems = smoke.until_right(look, within_s=deployment.start_within_s, pause=deployment.pause)
    if problems:
        where = "the slot, without traffic" if slot else "the app itself: it has no slot"
        raise UserError("\n".join(problems), todo=f"This is {where}. Its log: az webapp log tail.")
    return f"release {release} serves"


def _place(deployable: Deployable, deployment: Deployment) -> tuple[str, bool]:
    """Where the app answers once it is in, and whether that is the host of the SPA."""
    app = deployment.app(deployable)
    if deployable.name != "backoffice":
        return app.address, False
    if reaches_api(deployment.outputs):
        return deployment.url_of(app.host), False
    return deployment.outputs.at("backoffice", "address"), True


def _wrong(deployable: Deployable, deployment: Deployment) -> list[str]:
    address, through_spa = _place(deployable, deployment)
    _, release = deployment.package(deployable.name)
    return smoke.wrong(deployable.name, address, release, through_spa=through_spa)


def _list(deployable: Deployable, deployment: Deployment) -> str:
    """Flex Consumption has no slots, so we check that the host runs and lists every function.

    Functions are listed from the package: also by a host that cannot reach its own storage.
    """
    app = deployment.app(deployable)
    source = deployment.checkout / deployable.entry / "function_app.py"
    wanted = set(re.findall(r'@app\.function_name\("(\w+)"\)', source.read_text()))
    words = ("--resource-group", app.group, "--name", app.azure_name, "--query", "[].name")
    call = az("functionapp", "function", "list", *words, "--output", "json", changes=False)
    listed: set[str] = set()
    for _ in range(max(1, int(deployment.start_within_s // 15))):
        listed = {name.rpartition("/")[2] for name in deployment.programs.json(call) or []}
        if listed == wanted:
            break
        deployment.pause(15)
    else:
        raise _lists_others(app, listed, wanted)
    status = az(
        "rest", "--method", "get", "--url", deployment.site(app) + HOST_STATUS,
        "--output", "json", changes=False,
    )  # fmt: skip
    host: dict[str, Any] = {}
    for _ in range(max(1, int(deployment.start_within_s // 15))):
        try:
            host = deployment.programs.json(status) or {}
        except UserError as error:  # a host that just starts answers nothing yet
            host = {"errors": [error.what]}
        if host.get("state") == "Running" and not host.get("errors"):
            return f"{len(listed)} functions"
        deployment.pause(15)
    raise UserError(
        f"The host of {app.azure_name} is {host.get('state', 'silent')}:"
        f" {'; '.join(host.get('errors') or ['it says no error'])}",
        todo="Its log: az webapp log tail. A host that reaches its storage no more says so there.",
    )


def _lists_others(app: App, listed: set[str], wanted: set[str]) -> UserError:
    return UserError(
        f"{app.azure_name} lists {', '.join(sorted(listed)) or 'no function'};"
        f" missing: {', '.join(sorted(wanted - listed)) or 'none'}, not ours:"
        f" {', '.join(sorted(listed - wanted)) or 'none'}."
    )


def _swap_call(app: App) -> Call:
    where = ("--resource-group", app.group, "--name", app.azure_name)
    words = ("deployment", "slot", "swap", *where, "--slot", "staging")
    return az("webapp", *words, "--target-slot", "production")


def _swap_calls(deployable: Deployable, deployment: Deployment) -> list[Call]:
    app = deployment.app(deployable)
    return [_swap_call(app)] if app.staging_host else []


def _swap(deployable: Deployable, deployment: Deployment) -> str:
    app = deployment.app(deployable)
    if not app.staging_host:
        return "there is no slot: it was rolled out in place"
    _, release = deployment.package(deployable.name)
    # A crash may have come between the swap and its record; a second swap would undo it.
    if smoke.release_of(deployment.url_of(app.staging_host)) != release:
        address, through_spa = _place(deployable, deployment)
        if smoke.release_of(address, through_spa=through_spa) == release:
            return "was in already"
        raise BeginAnewError(
            f"The slot of {app.azure_name} does not run release {release} any more.",
            todo="Another deployment ran meanwhile: begin a new one.",
        )
    deployment.programs.run(_swap_call(app))
    return "in"


def _watch(web: list[Deployable], deployment: Deployment) -> str:
    if deployment.record.taking_back:  # broken off on the way
        _take_back(web, deployment)
    began = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    looks = max(1, int(deployment.watch_s // LOOK_EVERY_S))
    for _ in range(looks):
        for one in web:
            look = partial(_wrong, one, deployment)
            bad = [
                *smoke.until_right(look, within_s=LOOK_EVERY_S, pause=deployment.pause),
                *_failing(deployment.app(one), deployment, since=began),
            ]
            if bad:
                deployment.record.taking_back = bad
                deployment.save()
                _take_back(web, deployment)
        deployment.pause(LOOK_EVERY_S)
    return f"{looks} looks, nothing wrong"


def _failing(app: App, deployment: Deployment, *, since: str) -> list[str]:
    words = ("--resource", app.id, "--metrics", "Http5xx", "Requests", "--interval", "PT1M")
    call = az(
        "monitor", "metrics", "list", *words, "--aggregation", "Total", "--start-time", since,
        "--output", "json", changes=False,
    )  # fmt: skip
    totals = _totals(deployment.programs.json(call) or {"value": []})
    errors, requests = totals.get("Http5xx", 0), totals.get("Requests", 0)
    if errors >= ERRORS_AT_LEAST and errors * 100 > ERRORS_PERCENT * requests:
        return [f"{app.azure_name} failed {errors:.0f} of {requests:.0f} requests since {since}"]
    return []


def _totals(metrics: dict[str, Any]) -> dict[str, float]:
    return {
        metric["name"]["value"]: sum(
            point.get("total") or 0 for series in metric["timeseries"] for point in series["data"]
        )
        for metric in metrics["value"]
    }


def _take_back(web: list[Deployable], deployment: Deployment) -> None:
    """Swap back, last first, where our former version is in the slot."""
    stayed: list[str] = []
    went: list[str] = []
    for one in reversed(web):
        app = deployment.app(one)
        _, release = deployment.package(one.name)
        waits = smoke.release_of(deployment.url_of(app.staging_host)) if app.staging_host else None
        # The new one in the slot: it was swapped back before this broke off.
        if waits and waits != release:
            deployment.programs.run(_swap_call(app))
        (went if waits else stayed).append(one.name)
    what = "The new version does badly:\n" + "\n".join(deployment.record.taking_back)
    if not went:
        names = ", ".join(stayed)
        deployment.record.taking_back = []
        raise UserError(
            what,
            todo=f"There is no version before of {names} to swap back to: mend it, or deploy it.",
        )
    todo = (
        "The version before serves again; the new one is in the slots, where it can be looked at."
    )
    if stayed:
        todo += f" {', '.join(stayed)} had no version before, and stayed."
    raise TakenBackError(what, todo=todo)
