"""The storefront with 2, 4 and 8 workers, beside what the model says of it: `./lonja bench processes`.

The model knows what an order takes from the run with two workers, and has to say the rest.
"""

from typing import Any, Final

from bench.rig import running_rig
from bench.scenarios import checkout
from bench.scenarios import pages as pages_of
from lonja_tools.simulation.laptop import Laptop
from lonja_tools.simulation.work import of_run

type Figures = dict[str, Any]

WORKERS: Final = (2, 4, 8)
SHOPPERS: Final = 16


def processes(cores: int, at: str) -> Figures:
    runs: dict[int, Figures] = {}
    pages: Figures = {}
    for workers in WORKERS:
        with running_rig(workers=workers) as rig:
            rig.await_idle()
            if not pages:
                pages = pages_of(rig)
                rig.await_idle()
            runs[workers] = checkout(rig, shoppers=SHOPPERS)
    first = runs[WORKERS[0]]
    work = of_run({"at": at, "scenarios": {"checkout": first, "pages": pages}})
    return {
        str(workers): _beside(
            run["spread"], Laptop(work, cores=cores, workers=workers, shoppers=SHOPPERS)
        )
        for workers, run in runs.items()
    }


def _beside(measured: Figures, laptop: Laptop) -> Figures:
    said = laptop.run()
    return {
        "orders_per_second": measured["orders_per_second"],
        "model_orders_per_second": round(said.orders_per_second, 1),
        "model_of_measured": round(said.orders_per_second / measured["orders_per_second"], 2),
        "post_p50_ms": measured["post_p50_ms"],
        "model_post_p50_ms": round(said.post_p50_ms, 1),
    }
