"""The checks themselves: each takes what it looks at and returns what is wrong with it, in words."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

from django.db import connection

OUTSIDE_THE_WALL = {
    # identity: a person belongs to no tenant until they have chosen one
    "accounts_apikey",
    "accounts_invitation",
    "accounts_membership",
    # ids only, or raw bytes for moments: what one worker does for all tenants
    "messaging_outboundticket",
    "messaging_channelpace",
    "pipeline_ingestedwebhook",
    "pipeline_deadletter",
    "analytics_staleslot",
    "retention_erasedtenant",
}
MOST_LINES = {".py": 400, ".ts": 250, ".tsx": 250}
MOST_FUNCTION_LINES = 60
MOST_ARGUMENTS = 7
EMPTY_NAMES = {"utils", "helpers", "common", "misc", "manager", "managers", "service", "services", "base"}


def unwalled_tables() -> list[str]:
    """Tables with a tenant_id that row level security does not close, or whose keys could cross tenants."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select c.relname,
                      c.relrowsecurity and c.relforcerowsecurity,
                      exists (select 1 from pg_policy p where p.polrelid = c.oid
                              and p.polname = 'tenant_isolation'
                              and pg_get_expr(p.polqual, c.oid) like '%%waypost.tenant_id%%'),
                      (select array_agg(a.attname::text order by k.ord)
                       from pg_index i, unnest(i.indkey) with ordinality k (attnum, ord)
                       join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
                       where i.indrelid = c.oid and i.indisprimary)
               from pg_class c join pg_namespace n on n.oid = c.relnamespace
               join pg_attribute t on t.attrelid = c.oid and t.attname = 'tenant_id' and not t.attisdropped
               where c.relkind in ('r', 'p') and n.nspname = 'public' and not c.relispartition"""
        )
        rows = cursor.fetchall()
    wrong = []
    for table, forced, policy, key in rows:
        if table in OUTSIDE_THE_WALL:
            continue
        if not forced or not policy:
            wrong.append(f"{table}: no forced row level security with the policy tenant_isolation")
        elif key is not None and key[0] != "tenant_id" and "tenant_id" not in key:
            wrong.append(f"{table}: its primary key does not hold tenant_id")
    return sorted(wrong)


def crossing_keys() -> list[str]:
    """Foreign keys between walled tables that do not carry tenant_id: the check of a key looks past the wall."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select con.conname from pg_constraint con
               where con.contype = 'f'
                 and exists (select 1 from pg_policy where polrelid = con.conrelid and polname = 'tenant_isolation')
                 and exists (select 1 from pg_policy where polrelid = con.confrelid and polname = 'tenant_isolation')
                 and not exists (
                     select 1 from unnest(con.conkey) k
                     join pg_attribute a on a.attrelid = con.conrelid and a.attnum = k and a.attname = 'tenant_id')"""
        )
        return sorted(row[0] for row in cursor.fetchall())


def unguarded_functions(modules: Iterable[ModuleType]) -> list[str]:
    """Public functions of actions and queries that name no permission."""
    return [
        f"{module.__name__}.{name}"
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and not hasattr(function, "permission")
        and "actor" in inspect.signature(function).parameters | {"actor": None}
        and not _is_shape(function)
    ]


def _is_shape(function: object) -> bool:
    """`conversation_out(row)`: turns a loaded row into its shape, reads and writes nothing."""
    return getattr(function, "__name__", "").endswith(("_out", "_outs"))


def actions_and_queries(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        parts = found.name.split(".")
        if "actions" in parts or parts[-1] == "queries":
            yield importlib.import_module(found.name)


def oversized_files(paths: Iterable[Path]) -> list[str]:
    wrong = []
    for path in paths:
        most = MOST_LINES.get(path.suffix)
        lines = len(path.read_text().splitlines())
        if most and lines > most and not path.name.endswith(".d.ts"):
            wrong.append(f"{path.name}: {lines} lines, {most} are allowed")
    return wrong


def oversized_functions(paths: Iterable[Path]) -> list[str]:
    wrong = []
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            arguments = len(node.args.posonlyargs + node.args.args + node.args.kwonlyargs)
            if lines > MOST_FUNCTION_LINES:
                wrong.append(f"{path.name}: {node.name} has {lines} lines")
            if arguments > MOST_ARGUMENTS and not node.decorator_list:
                wrong.append(f"{path.name}: {node.name} takes {arguments} arguments")
    return wrong


def empty_names(paths: Iterable[Path]) -> list[str]:
    return [path.name for path in paths if path.stem.lower() in EMPTY_NAMES]


def unknown_jobs(sources: Iterable[str], known: Iterable[str]) -> list[str]:
    """Names given to `enqueue` that no `@job` has."""
    names = set(known)
    return [
        node.args[1].value
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("enqueue")
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
        and node.args[1].value not in names
    ]
