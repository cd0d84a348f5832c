from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from lonja.imports._status import ImportStatus
from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata

imports = Table(
    "imports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),  # products, prices, stock, …, sales
    Column("file_name", Text, nullable=False),
    Column("blob", Text),  # name in the container `uploads`
    Column("digest", LargeBinary),  # SHA-256 of the file
    Column("status", Text, nullable=False),
    Column("rows_total", Integer, nullable=False, server_default="0"),
    Column("rows_done", Integer, nullable=False, server_default="0"),
    Column("rows_failed", Integer, nullable=False, server_default="0"),
    Column("facts", JSONB, nullable=False, server_default="{}"),
    Column("error", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("look_at", DateTime(timezone=True)),  # its progress is expected by then
    holds("status", ImportStatus),
    Index("ix_imports_created_at", "created_at", "id"),
    Index("ix_imports_look_at", "look_at", postgresql_where="look_at IS NOT NULL"),
    info={"shard": "local"},
)

import_errors = Table(
    "import_errors",
    metadata,
    Column("import_id", Uuid, primary_key=True),
    Column("row", Integer, primary_key=True),  # as the file counts: the header is row 1
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("is_error", Boolean, nullable=False, server_default="true"),  # else the row came in
    Column("values", JSONB, nullable=False, server_default="{}"),
    info={"shard": "local"},
)

import_chunks = Table(
    "import_chunks",
    metadata,
    Column("import_id", Uuid, primary_key=True),
    Column("chunk", Integer, primary_key=True),
    Column("rows_done", Integer, nullable=False, server_default="0"),
    Column("rows_failed", Integer, nullable=False, server_default="0"),
    Column("done_at", DateTime(timezone=True), nullable=False),
    Column("undone_at", DateTime(timezone=True)),
    # Things of the shop, each of one row or several: what the file makes of them.
    Column("things_new", Integer, nullable=False, server_default="0"),
    Column("things_changed", Integer, nullable=False, server_default="0"),
    Column("things_same", Integer, nullable=False, server_default="0"),
    info={"shard": "local"},
)

# What a file changes of a thing, or changed: of a dry run until it is for real.
import_changes = Table(
    "import_changes",
    metadata,
    Column("import_id", Uuid, primary_key=True),
    Column("row", Integer, primary_key=True),  # the first row of the thing
    Column("chunk", Integer, nullable=False),
    Column("key", Text, nullable=False),  # a handle, a SKU with its currency, an e-mail
    Column("is_new", Boolean, nullable=False),
    Column("changes", JSONB, nullable=False),  # [[field, before, after], …]
    Column("kept", JSONB),  # fields that an undo left, as they were changed since
    Index("ix_import_changes_chunk", "import_id", "chunk", "row"),
    info={"shard": "local"},
)

# How people matched the columns of files like this one.
import_mappings = Table(
    "import_mappings",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("headings", LargeBinary, primary_key=True),  # SHA-256 of the row of headings
    Column("columns", JSONB, nullable=False),
    Column("used_at", DateTime(timezone=True), nullable=False),
    info={"shard": "local"},
)
