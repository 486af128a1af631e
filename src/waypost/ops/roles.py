"""The database roles and what each may do: one per process, none of them a superuser.

`waypost roles` runs this as an administrator of the server, before the first migration and again whenever
it changes; it may run any number of times.
"""

import psycopg
from psycopg import sql

LOGIN_ROLES = ("waypost_owner", "waypost_app", "waypost_ingest", "waypost_relay", "waypost_operator")
DEFINER_ROLE = "waypost_search"
"""Owns the few functions that look past the wall on purpose; nobody can sign in as it."""


def create_roles(admin_url: str, database: str, passwords: dict[str, str] | None = None) -> None:
    """Create or update the roles, the database, and the rights that later tables are born with.

    A role that is missing from `passwords` gets none: it can then sign in only where the server trusts
    the connection (a local socket).
    """
    with psycopg.connect(admin_url, autocommit=True) as admin:
        for role in (*LOGIN_ROLES, DEFINER_ROLE):
            _create_role(admin, role, (passwords or {}).get(role))
        admin.execute(sql.SQL("grant waypost_search to waypost_owner"))
        owned = admin.execute("select 1 from pg_database where datname = %s", [database]).fetchone()
        if not owned:
            admin.execute(sql.SQL("grant waypost_owner to current_user"))
            admin.execute(
                sql.SQL("create database {} owner waypost_owner template template0 encoding 'UTF8'").format(
                    sql.Identifier(database)
                )
            )
    with psycopg.connect(admin_url, dbname=database, autocommit=True) as admin:
        admin.execute(
            """
            revoke all on schema public from public;
            grant usage, create on schema public to waypost_owner;
            grant usage on schema public to waypost_app, waypost_ingest, waypost_relay, waypost_operator;
            grant usage, create on schema public to waypost_search;
            alter default privileges for role waypost_owner in schema public
                grant select, insert, update, delete on tables to waypost_app, waypost_operator;
            alter default privileges for role waypost_owner in schema public
                grant usage, select on sequences to waypost_app, waypost_operator;
            alter default privileges for role waypost_owner in schema public
                revoke execute on functions from public;
            alter default privileges for role waypost_owner in schema public
                grant execute on functions to waypost_app, waypost_operator;
            """
        )
        for role in ("waypost_app", "waypost_ingest", "waypost_relay"):
            admin.execute(sql.SQL("alter role {} set statement_timeout = '30s'").format(sql.Identifier(role)))


def _create_role(admin: psycopg.Connection, role: str, password: str | None) -> None:
    exists = admin.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
    verb = "alter" if exists else "create"
    login = "nologin" if role == DEFINER_ROLE else "login"
    admin.execute(
        sql.SQL(f"{verb} role {{}} {login} nosuperuser nocreatedb nocreaterole nobypassrls").format(
            sql.Identifier(role)
        )
    )
    if password:
        admin.execute(
            sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(password))
        )
