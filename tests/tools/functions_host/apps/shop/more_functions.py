"""Functions of a second file, as a blueprint."""

import azure.functions as func

blueprint = func.Blueprint()  # type: ignore[no-untyped-call]


@blueprint.timer_trigger(arg_name="timer", schedule="0 */5 * * * *", use_monitor=True)
def reconcile(timer: func.TimerRequest, context: func.Context) -> None:
    pass
