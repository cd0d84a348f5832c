"""An app with one of everything that the host runs; what it does goes to the file `DIARY`."""

import asyncio
import os
import threading
from pathlib import Path

import azure.functions as func
from more_functions import blueprint  # type: ignore[import-not-found]

app = func.FunctionApp()
app.register_functions(blueprint)


def write(*words: object) -> None:
    with Path(os.environ["DIARY"]).open("a") as diary:
        diary.write(" ".join(str(word) for word in words) + "\n")


@app.queue_trigger(arg_name="message", queue_name="%ORDERS%", connection="SHOP_STORAGE")
async def confirm_order(message: func.QueueMessage, context: func.Context) -> None:
    body = message.get_body().decode()
    write("began", body, message.dequeue_count)
    if body.startswith("for ever"):
        await asyncio.Event().wait()
    if body.startswith("until the file"):
        # Another process lets it end.
        while not Path(os.environ["DIARY"] + ".go").exists():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    write("ended", body, message.dequeue_count)


@app.function_name("make_picture")
@app.queue_trigger(arg_name="message", queue_name="%ORDERS%-media", connection="SHOP_STORAGE")
def picture(message: func.QueueMessage) -> None:
    write("picture", threading.current_thread() is not threading.main_thread())


@app.timer_trigger(arg_name="timer", schedule="%NIGHTLY%", run_on_startup=False)
async def sweep(timer: func.TimerRequest) -> None:
    write("swept", timer.past_due)


@app.route(route="orders/{number:int?}", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
async def order(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(f"order {req.route_params.get('number')}", status_code=203)
