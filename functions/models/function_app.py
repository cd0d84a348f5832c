"""The models' Function App: triggers only; the work is in `lonja.etl.models_function`."""

import azure.functions as func

from lonja.etl import models_function

app = func.FunctionApp()


@app.function_name("models")
@app.queue_trigger(arg_name="message", queue_name="models", connection="QueueStorage")
async def models(message: func.QueueMessage) -> None:
    await models_function.take(message.get_body(), message.dequeue_count)
