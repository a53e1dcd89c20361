"""What all tables share: moments with their zone, and names for constraints."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, MetaData, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

_IN_ONE_STATEMENT = 500
Selected = TypeVar("Selected", bound=Select[Any])


class UtcTime(TypeDecorator[datetime]):
    """A moment. SQLite forgets the zone, so every moment is stored as UTC and comes back as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    # Named constraints: a migration cannot change on every database what has no name.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcTime, bytes: LargeBinary}


def batched(ids: Iterable[UUID]) -> Iterator[tuple[UUID, ...]]:
    """As many as one statement may name, on either database."""
    left = iter(ids)
    while some := tuple(islice(left, _IN_ONE_STATEMENT)):
        yield some


def locked(found: Selected) -> Selected:
    """The same rows, held until the transaction ends and read as they are now, whatever was read of them before.

    Others may still add rows that refer to them. SQLite's write lock is held in any case.
    """
    return found.with_for_update(key_share=True).execution_options(populate_existing=True)
