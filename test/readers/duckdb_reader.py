"""DuckDB: by its delta extension where that can be had, else over the files that delta-rs says the table shows."""
import sys

import duckdb
from answer import answer, text
from deltalake import DeltaTable

table, amount, partition, older = sys.argv[1:5]
connection = duckdb.connect()
try:
    connection.execute("INSTALL delta; LOAD delta;")
    way, scan = "delta_scan", lambda version: f"delta_scan('{table}')" if version is None else None
except duckdb.Error:
    way = "read_parquet over the files of the table's state"

    def scan(version):
        files = DeltaTable(table, version=version).file_uris()
        return f"read_parquet({[uri.removeprefix('file://') for uri in files]!r}, hive_partitioning = true)"


def look(version):
    source = scan(version)
    if source is None:
        return None
    query = f'SELECT "{partition}", count(*), sum("{amount}")::VARCHAR FROM {source} GROUP BY 1'
    rows = connection.execute(query).fetchall()
    return {"rows": {str(key): many for key, many, _ in rows}, "sums": {str(key): text(total) for key, _, total in rows}}


described = connection.execute(f"DESCRIBE SELECT * FROM {scan(None)}").fetchall()
answer({"way": way, "types": {row[0]: row[1] for row in described}, "newest": look(None), "older": look(int(older))})
