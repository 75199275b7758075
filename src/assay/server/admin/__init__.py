"""The operations of the admin API: one declaration each routes it, checks its input and describes it (OpenAPI)."""

from assay.server.admin import clients, keys, records, resources, users
from assay.server.admin.operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    *users.OPERATIONS,
    *clients.OPERATIONS,
    *resources.OPERATIONS,
    *keys.OPERATIONS,
    *records.OPERATIONS,
)
