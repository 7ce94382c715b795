import os
import subprocess
import sys

LEARN = """
import numpy as np
import pandas as pd

from strata.clustering import ClusterSearch, KMeans
from strata.propensity import fit_propensity

vectors = np.random.default_rng(0).normal(size=(6_000, 12))
training = pd.DataFrame(
    {"entity_id": range(6_000), "vector": list(vectors)}
).assign(
    as_of_date="2025-01-01",
    label=vectors[:, 0] + vectors[:, 1] ** 2 > 1,
    sample_weight=1.0,
    role="train",
)
search = ClusterSearch([KMeans(4), KMeans(5)]).fit(vectors)
print(search.results_.to_dict(), search.best_estimator_.prototypes().to_dict())
print(fit_propensity(training).to_frame().to_dict())
"""


def test_the_same_bits():
    outputs = set()
    for threads in ("1", "4"):
        counts = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), threads)
        run = subprocess.run(
            [sys.executable, "-c", LEARN],
            env=os.environ | counts,
            capture_output=True,
            check=True,
        )
        outputs.add(run.stdout)
    assert len(outputs) == 1
