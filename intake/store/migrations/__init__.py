"""The history of the tables, one module a step; `intake.store.migrating` runs it."""
