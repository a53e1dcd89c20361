"""How Alembic runs a migration here: on the connection it is given, inside the transaction that holds the lock."""

from alembic import context

from intake.store import clinic_models, models

# Both modules hang their tables on the same base.
METADATA = models.Base.metadata
assert METADATA is clinic_models.Base.metadata  # noqa: S101 - keeps the import of the second

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    # SQLite does roll tables back once the driver leaves transactions alone.
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
