"""What writing something down came to: made, changed, or there already just as it was."""

from typing import Literal

type Outcome = Literal["created", "updated", "unchanged"]
