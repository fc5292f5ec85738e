"""The FinOps Foundation's validator over the FOCUS table. Arguments: folder of the table. Prints {"rows", "checked", "findings": [[rule, violations, words]]}."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from urllib.parse import unquote

import duckdb

import focus_validator

table = pathlib.Path(sys.argv[1])
live: dict[str, None] = {}
for log in sorted((table / "_delta_log").glob("*.json")):
    for line in log.read_text().splitlines():
        entry = json.loads(line)
        if "add" in entry:
            live[unquote(entry["add"]["path"])] = None
        if "remove" in entry:
            live.pop(unquote(entry["remove"]["path"]), None)
files = [str(table / path) for path in live]

with tempfile.TemporaryDirectory() as folder:
    month = f"{folder}/month.parquet"
    source = duckdb.sql("select * from read_parquet(?, union_by_name = true)", params=[files])
    source.write_parquet(month)
    rows = duckdb.sql(f"select count(*) from '{month}'").fetchone()[0]
    # It looks for its lists of codes from where packages lie, and must not ask the network for newer rules.
    home = pathlib.Path(focus_validator.__file__).parent.parent
    command = [
        *[sys.executable, "-m", "focus_validator.main", "--block-download", "--validate-version", "1.2.0.1"],
        *["--focus-dataset", "CostAndUsage", "--data-file", month, "--show-violations"],
        *["--applicability-criteria", "ALL"],
    ]
    run = subprocess.run(command, cwd=home, capture_output=True, text=True, env={**os.environ, "PYTHONUTF8": "1"})

checked = len(re.findall(r"^✅", run.stdout, re.M))
if checked == 0:
    sys.exit((run.stderr or run.stdout)[-1500:])
findings = re.findall(r"^- ([\w-]+): violations=(\d+); (.*)$", run.stdout, re.M)
print(json.dumps({"rows": rows, "checked": checked, "findings": findings}))
