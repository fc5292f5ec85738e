"""Polars, lazily, as its users read a table."""
import sys

import polars as pl
from answer import answer, text

table, amount, partition, older = sys.argv[1:5]


def look(version):
    by = pl.scan_delta(table, version=version).group_by(partition).agg(pl.len(), pl.col(amount).sum()).collect()
    return {
        "rows": {row[partition]: row["len"] for row in by.to_dicts()},
        "sums": {row[partition]: text(row[amount]) for row in by.to_dicts()},
    }


types = {name: str(kind) for name, kind in pl.scan_delta(table).collect_schema().items()}
answer({"types": types, "newest": look(None), "older": look(int(older))})
