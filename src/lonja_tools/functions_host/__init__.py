"""A development host for Azure Functions v2 Python apps: the same `function_app.py`, without Azure.

`python -m lonja_tools.functions_host functions/background` loads the app as Microsoft's Python
worker does and runs its queue and timer triggers with the semantics of the storage extension
(batch, threshold, lease, back-off, poison queue, singleton timers), against Azurite or a real
storage account. It is a development tool: in Azure, Microsoft's host does this work.

    loader       function_app.py -> what is to be run, refused as the worker refuses
    host_json    host.json and its overrides from app settings
    settings     `%NAME%`, connections, clients
    queues       one storage queue, its failures in our words
    listener     when to fetch: threshold, back-off, wake
    processor    what becomes of one message: lease, delete, release, poison
    timers       past due, never overlapping
    timer_store  the blob lease that makes a timer a singleton, and its status
    ncrontab     when a timer is due
    invocation   calling the function: context, threads, one log line
    http_triggers  the app's HTTP functions under /api
    status       /healthz, /readyz, /status, /wake
    log, clock   JSON lines; time that a test may hold
    host         all of it joined, started and stopped

It knows nothing of the shop: only the standard library, azure-functions, azure-storage-* and
their transport, aiohttp.
"""
