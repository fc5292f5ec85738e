"""Spark with Delta Lake's own library, the reference of all readers; ends with an OPTIMIZE of the table's owner."""
import shutil
import sys

from answer import answer, cannot, text

table, amount, partition, older = sys.argv[1:5]
if shutil.which("java") is None:
    cannot("Java is not here")

from delta import configure_spark_with_delta_pip  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402
from pyspark.sql import functions as f  # noqa: E402

builder = (
    SparkSession.builder.appName("readers")
    .master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.ui.showConsoleProgress", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.databricks.delta.snapshotPartitions", "2")
    .config("spark.driver.memory", "1g")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
    .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
)
try:
    spark = configure_spark_with_delta_pip(builder).getOrCreate()
except Exception as failure:  # the gateway's own error says only that it ended
    cannot(f"Spark or its Delta jars cannot be had: {str(failure).splitlines()[0]}")


def look(version):
    reader = spark.read.format("delta")
    if version is not None:
        reader = reader.option("versionAsOf", version)
    by = reader.load(table).groupBy(partition).agg(f.count(f.lit(1)).alias("rows"), f.sum(amount).alias("sum")).collect()
    return {"rows": {r[partition]: r["rows"] for r in by}, "sums": {r[partition]: text(r["sum"]) for r in by}}


types = dict(spark.read.format("delta").load(table).dtypes)
found = {"types": types, "newest": look(None), "older": look(int(older))}
spark.sql(f"OPTIMIZE delta.`{table}`").collect()
found["optimized"] = look(None)
answer(found)
