"""delta-rs: table, amount column, partition column, and an older version to look at."""
import sys
from collections import defaultdict
from decimal import Decimal

import pyarrow as pa
from answer import answer, text
from deltalake import DeltaTable

table, amount, partition, older = sys.argv[1:5]


def look(version):
    found = pa.table(DeltaTable(table, version=version).to_pyarrow_table(columns=[amount, partition]))
    sums, rows = defaultdict(Decimal), defaultdict(int)
    for value, key in zip(found[amount].to_pylist(), found[partition].to_pylist()):
        rows[key] += 1
        sums[key] += value or 0
    return {"rows": dict(rows), "sums": {key: text(value) for key, value in sums.items()}}


newest = DeltaTable(table)
types = {field.name: str(field.type) for field in pa.schema(newest.schema().to_arrow())}
answer({"version": newest.version(), "types": types, "newest": look(None), "older": look(int(older))})
