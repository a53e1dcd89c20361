"""How Alembic runs a migration here: on the connection it is given, inside the transaction that holds the lock."""

from alembic import context

from intake.store import clinic_models, models
from intake.store.base import Base

# Importing a module hangs its tables on the base.
TABLES = (models, clinic_models)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite does roll tables back once the driver leaves transactions alone.
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
