"""Which kind of demand a series is. Pure.

By Syntetos, Boylan and Croston (2005): how many weeks lie between two with sales (ADI), and how much
the sizes of those that have some differ (squared coefficient of variation).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, pvariance
from typing import Final

MOST_ADI: Final = 1.32
MOST_CV2: Final = 0.49


class DemandKind(StrEnum):
    """Smooth and erratic sell nearly every week; short ones are too young to say."""

    SMOOTH = "smooth"
    ERRATIC = "erratic"
    INTERMITTENT = "intermittent"
    LUMPY = "lumpy"
    SHORT = "short"


OFTEN: Final = frozenset({DemandKind.SMOOTH, DemandKind.ERRATIC})
RARELY: Final = frozenset({DemandKind.INTERMITTENT, DemandKind.LUMPY})


@dataclass(frozen=True, slots=True)
class Classed:
    kind: DemandKind
    adi: float
    cv2: float


def class_of(weeks: Sequence[float], *, least_weeks: int) -> Classed:
    """Of units a week, from the first with sales on, weeks without any within."""
    sizes = [units for units in weeks if units > 0]
    if not sizes:
        return Classed(DemandKind.SHORT, float(len(weeks)), 0.0)
    adi = len(weeks) / len(sizes)
    cv2 = pvariance(sizes) / fmean(sizes) ** 2
    if len(weeks) < least_weeks:
        return Classed(DemandKind.SHORT, adi, cv2)
    if adi < MOST_ADI:
        kind = DemandKind.SMOOTH if cv2 < MOST_CV2 else DemandKind.ERRATIC
    else:
        kind = DemandKind.INTERMITTENT if cv2 < MOST_CV2 else DemandKind.LUMPY
    return Classed(kind, adi, cv2)
