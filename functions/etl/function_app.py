"""The ETL Function App: triggers only; the work is in `lonja.etl`."""

import azure.functions as func

from lonja.etl import function

app = func.FunctionApp()


@app.function_name("etl")
@app.queue_trigger(arg_name="message", queue_name="etl", connection="QueueStorage")
async def etl(message: func.QueueMessage) -> None:
    await function.take(message.get_body(), message.dequeue_count)


@app.function_name("run_etl")
@app.timer_trigger(arg_name="timer", schedule="0 */10 * * * *")
async def run_etl(timer: func.TimerRequest) -> None:
    await function.by_the_clock()
