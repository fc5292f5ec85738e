"""The Python SDK's samples put together: readall, gzip.decompress, upload_blob."""

import gzip
import json
import resource
import sys

from azure.storage.blob import BlobClient

origin, *names = sys.argv[1:]
for name in names:
    source = BlobClient.from_blob_url(f"{origin}/account/source/{name}?sig=none")
    target = BlobClient.from_blob_url(f"{origin}/account/landing/{name.removesuffix('.gz')}?sig=none")
    target.upload_blob(gzip.decompress(source.download_blob().readall()), overwrite=True)
print(json.dumps({"rssMib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
