"""Creates the queues and containers of the topology on Azurite: `python -m lonja_tools.laptop.storage BASE`.

A program of its own, because the SDK is heavy and the supervisor stays small.
"""

import sys

from azure.core.exceptions import ResourceExistsError
from azure.storage.blob import BlobServiceClient, CorsRule
from azure.storage.queue import QueueServiceClient

from lonja.kernel.queues import POISON_QUEUES, QUEUES
from lonja_tools.laptop import topology


def make(connection: str, *, origins: list[str]) -> None:
    """Create every queue and container, and allow uploads from a browser (CORS)."""
    with QueueServiceClient.from_connection_string(connection) as queues:
        there = {queue.name for queue in queues.list_queues()}
        for name in (*QUEUES, *POISON_QUEUES):
            if name not in there:
                queues.create_queue(name)
    with BlobServiceClient.from_connection_string(connection) as blobs:
        for name, is_public in topology.CONTAINERS.items():
            try:
                blobs.create_container(name, public_access="blob" if is_public else None)
            except ResourceExistsError:
                continue
        rule = CorsRule(
            allowed_origins=origins,
            allowed_methods=["GET", "PUT", "OPTIONS"],
            allowed_headers=["*"],
            exposed_headers=["*"],
            max_age_in_seconds=3600,
        )
        blobs.set_service_properties(cors=[rule])


def main() -> None:
    base = int(sys.argv[1])
    origins = [topology.address(name, base) for name in ("front-office", "back-office")]
    origins += [origin.replace(topology.HOST, "localhost") for origin in origins]
    make(topology.storage_connection(base), origins=origins)


if __name__ == "__main__":
    main()
