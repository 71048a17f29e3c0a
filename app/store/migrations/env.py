"""Runs the numbered migrations on the engine that the store hands over."""

from __future__ import annotations

from alembic import context

engine = context.config.attributes["engine"]
with engine.connect() as connection:
    context.configure(connection=connection, transactional_ddl=True)
    with connection.begin() if not connection.in_transaction() else connection.get_transaction():
        context.run_migrations()
