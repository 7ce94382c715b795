"""From a sample of customers to named segments: what the dbt Python models call."""

import pandas as pd

from strata.clustering import (
    ClusterSearch,
    KMeans,
    candidate_ks,
    describe_prototypes,
    ordered_vectors,
)
from strata.scaling import content_id, fit_scaler


def fit_scalers(sample: pd.DataFrame, catalog: pd.DataFrame) -> pd.DataFrame:
    """Learn one scaler per purpose from one sample.

    Segments are made of buyers, so their scaler knows buyers only; the propensity is
    everybody's.

    Parameters
    ----------
    sample : DataFrame, one row per customer
        ``has_ordered`` (bool) and one column per feature of the catalogue, raw.
    catalog : DataFrame, one row per feature
        ``feature``, ``position``, ``transform`` and one weight per purpose:
        ``segmentation_weight``, ``propensity_weight``.

    Returns
    -------
    DataFrame, one row per purpose and feature
        ``purpose`` and the columns of :func:`strata.scaling.fit_scaler`.

    Raises
    ------
    ValueError
        As :func:`strata.scaling.fit_scaler`.
    """
    populations = {
        "segmentation": sample.loc[sample["has_ordered"].astype(bool)],
        "propensity": sample,
    }
    scalers = [
        fit_scaler(
            population, catalog.assign(weight=catalog[f"{purpose}_weight"])
        ).assign(purpose=purpose)
        for purpose, population in populations.items()
    ]
    return pd.concat(scalers, ignore_index=True)


def fit_segments(
    sample: pd.DataFrame,
    scalers: pd.DataFrame,
    catalog: pd.DataFrame,
    *,
    min_k: int,
    max_k: int,
    min_size: int,
    min_share: float,
) -> pd.DataFrame:
    """Learn and name the k-means segments of a sample of vectors.

    Parameters
    ----------
    sample : DataFrame, one row per customer
        ``customer_id`` and ``vector``, built for the purpose of segmentation.
    scalers : DataFrame
        As from :func:`fit_scalers`.
    catalog : DataFrame, one row per feature
        ``feature``, ``theme``, ``high_label``, ``low_label``.
    min_k, max_k : int
        Fewest and most segments.
    min_size : int
        Fewest customers in a segment. A sample of fewer than ten times that stays
        in one segment.
    min_share : float
        Least share of the sample in a segment, 0 to 1.

    Returns
    -------
    DataFrame, one row per segment
        ``model_id`` (hash of the centres), the columns of
        :func:`strata.clustering.prototype_table`, ``name`` (unique),
        ``description`` and, on every row, the ``silhouette`` by which the number of
        segments was chosen. Empty without customers.

    Raises
    ------
    ValueError
        As :func:`strata.clustering.ordered_vectors` and
        :func:`strata.clustering.candidate_ks`.
    """
    vectors = ordered_vectors(sample.rename(columns={"customer_id": "entity_id"}))
    ks = candidate_ks(vectors, min_k, max_k, min_cluster_size=min_size)
    search = ClusterSearch(
        [KMeans(k) for k in ks], min_cluster_size=min_size, min_share=min_share
    ).fit(vectors)
    prototypes = search.best_estimator_.prototypes()
    chosen = search.results_.loc[search.results_["is_chosen"]]
    prototypes["silhouette"] = chosen["silhouette"].iloc[0]
    scaler = scalers.loc[scalers["purpose"] == "segmentation"]
    names = describe_prototypes(prototypes, scaler, catalog)
    prototypes = prototypes.merge(names, on="segment", validate="many_to_one")
    prototypes.insert(0, "model_id", content_id(prototypes))
    return prototypes
