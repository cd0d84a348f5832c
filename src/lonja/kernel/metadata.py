"""Where every noun declares its tables, for migrations: a running shop imports none of them."""

from typing import Literal

from sqlalchemy import MetaData

ShardGroup = Literal["orders", "stock", "customers", "codes", "reference", "local"]
"""Which key a table would be distributed by; `info={"shard": …}` of each table says it."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
