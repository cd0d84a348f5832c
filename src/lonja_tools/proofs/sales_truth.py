"""The expected totals of a sales file: computed from its rows, or of the published data set.

Chen, D. Online Retail II [Dataset]. UCI Machine Learning Repository.
https://doi.org/10.24432/C5CG6D, CC BY 4.0. The figures below were computed from that set (two sheets
joined, the 22,523 lines that stand in both counted once); the set itself is not part of Lonja.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

PUBLISHED_ROWS: Final = 1_067_371


@dataclass(frozen=True, slots=True)
class Month:
    gross: Decimal
    cancelled: Decimal
    net: Decimal

    @property
    def adjusted(self) -> Decimal:
        """Bad debt that was written off; what was written back counts as gross."""
        return self.net - self.gross - self.cancelled


@dataclass(frozen=True, slots=True)
class Truth:
    months: dict[str, Month]
    overlap: int
    repeated: int


_TABLE: Final = """
2009-12 825685.760 -25838.650 799847.110
2010-01 652708.502 -28675.610 624032.892
2010-02 553339.736 -20248.310 533091.426
2010-03 833570.131 -67721.370 765848.761
2010-04 681528.992 -37354.200 590580.432
2010-05 659858.860 -44536.030 615322.830
2010-06 752270.140 -72483.530 679786.610
2010-07 650712.940 -31444.790 575236.360
2010-08 697274.910 -40498.570 656776.340
2010-09 924333.011 -70682.580 853650.431
2010-10 1165483.910 -81389.690 1045168.350
2010-11 1470272.482 -47617.840 1422654.642
2010-12 823746.140 -74789.120 748957.020
2011-01 691364.560 -131364.300 560000.260
2011-02 523631.890 -25569.240 498062.650
2011-03 717639.360 -34372.280 683267.080
2011-04 537808.621 -44601.500 493207.121
2011-05 770536.020 -47202.510 723333.510
2011-06 761739.900 -70616.780 691123.120
2011-07 719221.191 -37921.080 681300.111
2011-08 759138.380 -54333.750 682680.510
2011-09 1058590.172 -38902.550 1019687.622
2011-10 1154979.300 -84274.630 1070704.670
2011-11 1509496.330 -47740.080 1461756.250
2011-12 638810.680 -205124.670 433686.010
"""
PUBLISHED: Final = Truth(
    months={
        name: Month(Decimal(gross), Decimal(cancelled), Decimal(net))
        for name, gross, cancelled, net in map(str.split, _TABLE.strip().splitlines())
    },
    overlap=22_523,
    repeated=11_812,
)
PUBLISHED_GROSS: Final = Decimal("20533741.918")
PUBLISHED_NET: Final = Decimal("18909762.118")
assert sum(month.gross for month in PUBLISHED.months.values()) == PUBLISHED_GROSS
assert sum(month.net for month in PUBLISHED.months.values()) == PUBLISHED_NET
