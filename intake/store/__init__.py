"""The database: tables, named queries, migrations, and the two ways into a transaction."""
