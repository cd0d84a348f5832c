"""The background Function App: triggers only; the work is in `lonja.jobs`."""

import azure.functions as func

from lonja.jobs import background

app = func.FunctionApp()


@app.function_name("orders")
@app.queue_trigger(arg_name="message", queue_name="orders", connection="QueueStorage")
async def orders(message: func.QueueMessage) -> None:
    await background.take("orders", message.get_body(), message.dequeue_count)


@app.function_name("campaigns")
@app.queue_trigger(arg_name="message", queue_name="campaigns", connection="QueueStorage")
async def campaigns(message: func.QueueMessage) -> None:
    await background.take("campaigns", message.get_body(), message.dequeue_count)


@app.function_name("imports")
@app.queue_trigger(arg_name="message", queue_name="imports", connection="QueueStorage")
async def imports(message: func.QueueMessage) -> None:
    await background.take("imports", message.get_body(), message.dequeue_count)


@app.function_name("media")
@app.queue_trigger(arg_name="message", queue_name="media", connection="QueueStorage")
async def media(message: func.QueueMessage) -> None:
    await background.take("media", message.get_body(), message.dequeue_count)


@app.function_name("notifications")
@app.queue_trigger(arg_name="message", queue_name="notifications", connection="QueueStorage")
async def notifications(message: func.QueueMessage) -> None:
    await background.take("notifications", message.get_body(), message.dequeue_count)


@app.function_name("documents")
@app.queue_trigger(arg_name="message", queue_name="documents", connection="QueueStorage")
async def documents(message: func.QueueMessage) -> None:
    await background.take("documents", message.get_body(), message.dequeue_count)


@app.function_name("webhooks")
@app.queue_trigger(arg_name="message", queue_name="webhooks", connection="QueueStorage")
async def webhooks(message: func.QueueMessage) -> None:
    await background.take("webhooks", message.get_body(), message.dequeue_count)


@app.function_name("clocks")
@app.timer_trigger(arg_name="timer", schedule="*/30 * * * * *", use_monitor=False)
async def clocks(timer: func.TimerRequest) -> None:
    await background.clocks()


@app.function_name("prune")
@app.timer_trigger(arg_name="timer", schedule="0 20 3 * * *")
async def prune(timer: func.TimerRequest) -> None:
    await background.prune()
