"""Learn scalers, segments and scores: the functions of the dbt Python models.

An entity is a customer, a lead or a company. Learnt tables are small and shared by all
entities, with a column `entity`. Samples are read per entity, because their features
differ.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from strata.clustering import (
    Clusterer,
    ClusterSearch,
    KMeans,
    candidate_ks,
    describe_prototypes,
    ordered_vectors,
)
from strata.propensity import fit_propensity
from strata.scaling import content_id, fit_scaler, require_columns

USE_COLUMNS = (
    "entity",
    "use",
    "feature",
    "position",
    "weight",
    "eligible_when",
    "transform",
    "imputation",
)

# Names of the individuals of an entity in descriptions.
NOUNS = {"customer": "customers", "lead": "leads", "company": "companies"}

# The candidates of an algorithm, given the numbers of clusters that the data allow.
CANDIDATES: dict[str, Callable[[list[int]], list[Clusterer]]] = {
    "kmeans": lambda ks: [KMeans(k) for k in ks],
}


def fit_scalers(
    samples: Mapping[str, pd.DataFrame], uses: pd.DataFrame
) -> pd.DataFrame:
    """Learn one scaler per entity and use, each from the eligible individuals.

    Parameters
    ----------
    samples : mapping of entity to DataFrame, one row per individual
        One column per feature of the entity's uses, raw, and the flag of eligibility.
    uses : DataFrame, one row per entity, use and feature
        As int_feature_uses: ``entity``, ``use``, ``feature``, ``position``, ``weight``,
        ``eligible_when`` (a boolean column of the sample; null if all are eligible),
        ``transform``, ``imputation``.

    Returns
    -------
    DataFrame, one row per entity, use and feature
        ``entity``, ``use`` and the columns of :func:`strata.scaling.fit_scaler`.

    Raises
    ------
    ValueError
        If an entity of the uses has no sample or the sample lacks the flag, and as for
        :func:`strata.scaling.fit_scaler`.
    """
    require_columns(uses, USE_COLUMNS, "The table of feature uses")
    scalers = []
    for (entity, use), features in uses.groupby(["entity", "use"], sort=True):
        if entity not in samples:
            raise ValueError(
                f"There is no sample of the entity {entity}: give one, or take its "
                "rows out of the seed feature_uses."
            )
        sample = _eligible(samples[entity], features["eligible_when"].iloc[0], use)
        scaler = fit_scaler(sample, features)
        scaler.insert(0, "use", use)
        scaler.insert(0, "entity", entity)
        scalers.append(scaler)
    return pd.concat(scalers, ignore_index=True)


def fit_segments(
    sample: pd.DataFrame,
    scalers: pd.DataFrame,
    uses: pd.DataFrame,
    schemes: pd.DataFrame,
    *,
    algorithm: str,
    min_k: int,
    max_k: int,
    min_size: int,
    min_share: float,
) -> pd.DataFrame:
    """Learn and name the segments of every scheme of one algorithm.

    Parameters
    ----------
    sample : DataFrame, one row per entity, use and individual
        ``entity``, ``use``, ``entity_id`` and ``vector``.
    scalers : DataFrame
        As from :func:`fit_scalers`.
    uses : DataFrame, one row per entity, use and feature
        ``entity``, ``use``, ``feature``, ``theme``, ``high_en``, ``low_en``.
    schemes : DataFrame, one row per entity and scheme
        ``entity``, ``scheme``, ``algorithm``, ``use``: the seed segment_schemes.
    algorithm : str
        A key of :data:`CANDIDATES`: only schemes of this algorithm are learnt.
    min_k, max_k : int
        Minimum and maximum number of segments.
    min_size : int
        Minimum number of individuals in a segment. There is one segment if the sample
        has fewer than ten times that, or if every division has a smaller segment. A
        division into segments of at least twice that comes first: at later dates a
        segment may be smaller.
    min_share : float
        Minimum share of the sample in a segment, 0 to 1.

    Returns
    -------
    DataFrame, one row per entity, scheme and segment
        ``entity``, ``scheme``, ``use``, ``model_id`` (hash of the prototypes), the
        columns of :func:`strata.clustering.prototype_table`, ``silhouette`` (the
        criterion for the number of segments), ``status`` (``fitted``, or why there is
        one segment only), ``name`` (unique in the scheme) and ``description``. A scheme
        without a sample has no rows.

    Raises
    ------
    ValueError
        As :func:`strata.clustering.ordered_vectors` and
        :func:`strata.clustering.candidate_ks`.
    """
    of_algorithm = schemes.loc[schemes["algorithm"] == algorithm]
    if of_algorithm.empty:
        # Without a scheme: an empty table with all columns.
        of_algorithm = pd.DataFrame([{"entity": "", "scheme": "", "use": ""}])
    learnt = [
        _fit_scheme(
            _of(sample, scheme),
            _of(scalers, scheme),
            _of(uses, scheme),
            scheme,
            algorithm=algorithm,
            min_k=min_k,
            max_k=max_k,
            min_size=min_size,
            min_share=min_share,
        )
        for scheme in of_algorithm.itertuples()
    ]
    # An empty table has no types; those with rows decide.
    return pd.concat(
        [each for each in learnt if len(each)] or learnt[:1], ignore_index=True
    )


def fit_score(
    training: pd.DataFrame,
    uses: pd.DataFrame,
    *,
    entity: str,
    use: str,
    score: str,
) -> pd.DataFrame:
    """Learn one propensity model as a row with which SQL scores all individuals.

    Parameters
    ----------
    training : DataFrame, one row per individual and as-of date
        As for :func:`strata.propensity.fit_propensity`.
    uses : DataFrame, one row per entity, use and feature
        Gives the length of the vectors if there are no rows.
    entity, use, score : str
        The entity, the use of its vectors, and the name of the score.

    Returns
    -------
    DataFrame, one row
        ``entity``, ``use``, ``score`` and the columns of
        :meth:`strata.propensity.PropensityModel.to_frame`.
    """
    n_features = int(((uses["entity"] == entity) & (uses["use"] == use)).sum())
    model = fit_propensity(training, n_features=n_features).to_frame()
    for place, (name, value) in enumerate(
        {"entity": entity, "use": use, "score": score}.items()
    ):
        model.insert(place, name, value)
    return model


def _fit_scheme(
    sample: pd.DataFrame,
    scaler: pd.DataFrame,
    features: pd.DataFrame,
    scheme: Any,
    *,
    algorithm: str,
    min_k: int,
    max_k: int,
    min_size: int,
    min_share: float,
) -> pd.DataFrame:
    """Learn and name the segments of one scheme."""
    vectors = ordered_vectors(sample)
    ks = candidate_ks(vectors, min_k, max_k, min_cluster_size=min_size)
    # Rather twice the size: at the date that the gate judges a segment may be smaller.
    twice = min(2 * min_size / max(len(vectors), 1), 0.5)
    search = ClusterSearch(
        CANDIDATES[algorithm](ks),
        min_cluster_size=min_size,
        min_share=max(min_share, twice),
        fallbacks=CANDIDATES[algorithm]([1]),
    ).fit(vectors)
    prototypes = search.best_estimator_.prototypes()
    chosen = search.results_.loc[search.results_["is_chosen"]]
    prototypes["silhouette"] = chosen["silhouette"].iloc[0]
    names = describe_prototypes(
        prototypes,
        scaler,
        features.rename(columns={"high_en": "high_label", "low_en": "low_label"}),
        noun=NOUNS.get(scheme.entity, "individuals"),
    )
    prototypes = prototypes.merge(names, on="segment", validate="many_to_one")
    status = "fitted"
    if search.is_fallback_ and ks != [1]:
        status = f"one segment: each division has one of fewer than {min_size}"
        prototypes["description"] += f" There is {status}."
    for place, column in enumerate(("entity", "scheme", "use")):
        prototypes.insert(place, column, getattr(scheme, column))
    prototypes.insert(3, "model_id", content_id(prototypes))
    prototypes["status"] = status
    return prototypes


def _eligible(sample: pd.DataFrame, flag: str | None, use: str) -> pd.DataFrame:
    """Return the rows of individuals who are eligible for a use."""
    if not isinstance(flag, str):
        return sample
    require_columns(sample, [flag], f"The sample for the use {use}")
    return sample.loc[sample[flag].astype(bool)]


def _of(frame: pd.DataFrame, scheme: Any) -> pd.DataFrame:
    """Return the rows of the entity and use that a scheme is learnt from."""
    return frame.loc[(frame["entity"] == scheme.entity) & (frame["use"] == scheme.use)]
