"""Learn prototypes from a bounded sample of customer vectors, and name them.

Everybody is then assigned to the nearest prototype in SQL. A prototype is a row with
a centre; algorithms to come (mixtures, density, hierarchical) can add columns to that
row, such as a radius or whitening rows, without touching this form.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from strata.scaling import require_columns, stack_vectors
from strata.threads import single_threaded

CANDIDATE_COLUMNS = (
    "k",
    "silhouette",
    "standard_error",
    "inertia",
    "smallest_share",
    "is_chosen",
)

PROTOTYPE_COLUMNS = (
    "prototype_id",
    "centre",
    "size",
    "share",
    "k",
    "silhouette",
    "inertia",
)

# Restarts of k-means++. On simulated mixtures of 6,000 rows and k = 8 the inertia of
# the best of 1, 10, 30 and 100 was .86, .04, .01 and .00 % above the least known; a
# group of 1.5 % far from the others was missed by some of ten and by none of fifty.
N_INIT = 20

# Rows on which the candidates for k are fitted; the chosen k is fitted on all.
CHOICE_SAMPLE = 10_000


def choose_k(
    sample: pd.DataFrame,
    min_k: int,
    max_k: int,
    *,
    seed: int = 0,
    silhouette_sample: int = 5_000,
    min_size: int = 1,
    min_share: float = 0.0,
) -> pd.DataFrame:
    """Choose the number of clusters by silhouette on a sample of the sample.

    Parameters
    ----------
    sample : DataFrame, shape (n_rows, 2 or more columns)
        ``customer_id`` (unique) and ``vector`` (list of n_features floats, finite, all
        of one length). Row order does not matter.
    min_k, max_k : int, 2 <= min_k <= max_k
        Candidates, both included.
    seed : int, default 0
        Seed of the k-means++ starts.
    silhouette_sample : int of 2 or more, default 5000
        Rows on which the silhouette is computed: it costs their square, and on 5,000
        rows it agrees with the whole within .005.
    min_size : int of 1 or more, default 1
        Fewest rows a cluster should have: no more than n_rows / min_size candidates,
        and one cluster only where there are fewer than 10 x min_size rows.
    min_share : float in [0, 1), default 0
        Candidates with a smaller cluster than this share of the rows are passed over
        while another one is left.

    Returns
    -------
    DataFrame, one row per candidate, ordered by k
        ``k``, ``silhouette`` (mean over rows, -1 to 1, higher is better),
        ``standard_error`` (of that mean), ``inertia`` (sum of squared distances to the
        centres, squared vector units), ``smallest_share`` (0 to 1), ``is_chosen`` (true
        once: the best silhouette, the fewest clusters where it stands twice). Data that
        cannot be divided gives the one row k = 1 (k = 0 without rows) with a null
        silhouette.

    Raises
    ------
    ValueError
        If columns are missing, customers repeat, vectors are not finite or not of one
        length, or the bounds make no sense.

    Notes
    -----
    The best silhouette stops at the coarsest division where groups lie within groups.

    References
    ----------
    Rousseeuw, P. J. (1987). Silhouettes: a graphical aid to the interpretation and
    validation of cluster analysis. J. Comput. Appl. Math. 20, 53-65.
    """
    _check_bounds(min_k, max_k, silhouette_sample, min_size, min_share)
    vectors = _ordered_vectors(sample)
    candidates = _candidate_ks(vectors, min_k, max_k, min_size)
    if not candidates:
        return _undivided(vectors)

    fitted_on = vectors[:CHOICE_SAMPLE]
    judged_on = fitted_on[:silhouette_sample]
    with single_threaded():
        models = [_fit(fitted_on, k, seed) for k in candidates]
        labels = [model.labels_[: len(judged_on)] for model in models]
        silhouettes = _silhouettes(judged_on, labels)
    sizes = [
        np.bincount(model.labels_, minlength=k)
        for k, model in zip(candidates, models, strict=True)
    ]
    table = pd.DataFrame(
        {
            "k": candidates,
            "silhouette": silhouettes.mean(axis=1),
            "standard_error": silhouettes.std(axis=1) / np.sqrt(len(judged_on)),
            "inertia": [float(model.inertia_) for model in models],
            "smallest_share": [each.min() / len(fitted_on) for each in sizes],
        }
    )
    floor = max(min_share, min_size / len(vectors))
    table["is_chosen"] = table["k"] == _chosen(table, floor)
    return table[list(CANDIDATE_COLUMNS)]


def fit_kmeans(
    sample: pd.DataFrame,
    min_k: int,
    max_k: int,
    *,
    seed: int = 0,
    silhouette_sample: int = 5_000,
    min_size: int = 1,
    min_share: float = 0.0,
    candidates: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Fit k-means prototypes, with k chosen by :func:`choose_k`.

    Parameters
    ----------
    sample, min_k, max_k, seed, silhouette_sample, min_size, min_share
        As for :func:`choose_k`.
    candidates : DataFrame, optional
        What :func:`choose_k` returned for this sample, so as not to do it twice.

    Returns
    -------
    DataFrame, one row per prototype, empty without rows
        ``prototype_id`` (0 .. k-1, by size descending, then by centre), ``centre``
        (list of n_features floats, vector units), ``size`` (rows of the sample nearest
        to it), ``share`` (of the sample, sums to 1), and repeated on every row ``k``,
        ``silhouette`` and ``inertia`` (of the whole sample).

    Raises
    ------
    ValueError
        As for :func:`choose_k`.

    References
    ----------
    Lloyd, S. (1982). Least squares quantization in PCM. IEEE Trans. Inf. Theory 28(2),
    129-137. Arthur, D. & Vassilvitskii, S. (2007). k-means++: the advantages of careful
    seeding. SODA '07, 1027-1035.
    """
    if candidates is None:
        candidates = choose_k(
            sample,
            min_k,
            max_k,
            seed=seed,
            silhouette_sample=silhouette_sample,
            min_size=min_size,
            min_share=min_share,
        )
    require_columns(candidates, CANDIDATE_COLUMNS, "The table of candidates")
    chosen = candidates.loc[candidates["is_chosen"].astype(bool)]
    if len(chosen) != 1:
        raise ValueError(
            f"The table of candidates chooses {len(chosen)} values of k: give one."
        )
    k = int(chosen["k"].iloc[0])
    vectors = _ordered_vectors(sample)
    if k == 0 or len(vectors) == 0:
        return _empty_prototypes()
    if k == 1:
        centres = vectors.mean(axis=0, keepdims=True)
    else:
        with single_threaded():
            centres = _fit(vectors, k, seed).cluster_centers_
    nearest, squared = assign(vectors, centres)
    sizes = np.bincount(nearest, minlength=len(centres))
    # lexsort sorts by its last key first: size, then the centre's first feature, ...
    order = np.lexsort((*centres.T[::-1], -sizes))
    centres = centres[order[sizes[order] > 0]]
    # Once more: rows in the middle of two centres go to the lower of the final ids.
    nearest, squared = assign(vectors, centres)
    sizes = np.bincount(nearest, minlength=len(centres))
    return pd.DataFrame(
        {
            "prototype_id": np.arange(len(centres)),
            "centre": (centres + 0.0).tolist(),
            "size": sizes,
            "share": sizes / len(vectors),
            "k": len(centres),
            "silhouette": float(chosen["silhouette"].iloc[0]),
            "inertia": float(np.sort(squared).sum()),
        },
        columns=list(PROTOTYPE_COLUMNS),
    )


def assign(
    vectors: np.ndarray | Sequence, centres: np.ndarray | Sequence
) -> tuple[np.ndarray, np.ndarray]:
    """Assign vectors to their nearest prototype; the reference for the SQL.

    Parameters
    ----------
    vectors : array-like of float, shape (n_rows, n_features)
    centres : array-like of float, shape (n_prototypes, n_features)
        In order of ``prototype_id``.

    Returns
    -------
    nearest : ndarray of int, shape (n_rows,)
        ``prototype_id``; ties go to the lower one.
    squared : ndarray of float, shape (n_rows,)
        Squared Euclidean distance to it.
    """
    vectors = np.asarray(vectors, dtype=float)
    nearest = np.zeros(len(vectors), dtype=np.int64)
    squared = np.full(len(vectors), np.inf)
    # One prototype at a time: memory stays that of the vectors.
    for prototype, centre in enumerate(np.asarray(centres, dtype=float)):
        distance = ((vectors - centre) ** 2).sum(axis=1)
        closer = distance < squared
        nearest[closer] = prototype
        squared[closer] = distance[closer]
    return nearest, squared


def describe_prototypes(
    prototypes: pd.DataFrame,
    scaler: pd.DataFrame,
    catalog: pd.DataFrame,
    *,
    n_phrases: int = 3,
    min_deviation: float = 0.5,
) -> pd.DataFrame:
    """Name prototypes by what sets them apart from the average customer.

    Parameters
    ----------
    prototypes : DataFrame
        ``prototype_id``, ``centre``, ``share``, as from :func:`fit_kmeans`.
    scaler : DataFrame
        ``feature``, ``position``, ``weight``: the weights are taken out of the centres
        again, so that deviations are in standard deviations of each feature.
    catalog : DataFrame
        ``feature``, ``high_label``, ``low_label`` (short phrases such as "high basket";
        null where a direction says nothing) and optionally ``theme``: a name takes at
        most one phrase of a theme.
    n_phrases : int, default 3
        Phrases in a name; more only where two names would be equal.
    min_deviation : float, default 0.5
        Least deviation worth a phrase, in standard deviations: Cohen's medium effect.

    Returns
    -------
    DataFrame, one row per prototype, ordered by prototype_id
        ``prototype_id``, ``name`` (unique) and ``description`` (a sentence with the
        share and the deviations).

    Raises
    ------
    ValueError
        If columns are missing or centres are not of the scaler's length.

    References
    ----------
    Cohen, J. (1988). Statistical power analysis for the behavioral sciences, 2nd ed.,
    25-26.
    """
    require_columns(
        prototypes, ("prototype_id", "centre", "share"), "The table of prototypes"
    )
    require_columns(scaler, ("feature", "position", "weight"), "The scaler")
    require_columns(catalog, ("feature", "high_label", "low_label"), "The catalogue")
    prototypes = prototypes.sort_values("prototype_id", kind="stable")
    scaler = scaler.sort_values("position", kind="stable")
    centres = stack_vectors(prototypes["centre"], "The table of prototypes")
    if len(centres) and centres.shape[1] != len(scaler):
        raise ValueError(
            f"The prototypes have {centres.shape[1]} features and the scaler "
            f"{len(scaler)}: describe them with the scaler that they were fitted with."
        )
    shares = prototypes["share"].to_numpy(dtype=float)
    weights = scaler["weight"].to_numpy(dtype=float)
    if len(centres):
        average = shares @ centres / shares.sum()
        deviations = (centres - average) / np.where(weights > 0, weights, np.inf)
    else:
        deviations = centres

    labels = catalog.set_index("feature")
    ranked = [
        _ranked_phrases(row, scaler["feature"], labels, min_deviation)
        for row in deviations
    ]
    names = _unique_names([[phrase for phrase, _ in row] for row in ranked], n_phrases)
    return pd.DataFrame(
        {
            "prototype_id": prototypes["prototype_id"].astype("int64").to_numpy(),
            "name": names,
            "description": [
                _sentence(share, row) for share, row in zip(shares, ranked, strict=True)
            ],
        }
    ).astype({"name": "str", "description": "str"})


def _check_bounds(min_k, max_k, silhouette_sample, min_size, min_share) -> None:
    if min_k < 2:
        raise ValueError(f"min_k is {min_k}: set it to 2 or more.")
    if min_k > max_k:
        raise ValueError(f"min_k ({min_k}) is above max_k ({max_k}): swap or lower it.")
    if silhouette_sample < 2:
        raise ValueError(f"silhouette_sample is {silhouette_sample}: 2 rows at least.")
    if min_size < 1 or not 0 <= min_share < 1:
        raise ValueError(
            f"min_size is {min_size} and min_share {min_share}: they must be 1 or "
            "more, and in [0, 1)."
        )


def _ordered_vectors(sample: pd.DataFrame) -> np.ndarray:
    """Return the vectors in the order of the md5 of their customer.

    The order does not depend on that of the rows, and a prefix of it is a random
    sample that hardly changes when some customers come or go.
    """
    require_columns(sample, ("customer_id", "vector"), "The sample to cluster")
    repeated = sample.loc[sample["customer_id"].duplicated(), "customer_id"]
    if len(repeated):
        raise ValueError(
            f"The sample to cluster has {len(repeated)} customers twice, such as "
            f"{repeated.iloc[0]}: give one row per customer, at one date."
        )
    ids = sample["customer_id"].astype(str).tolist()
    keys = [(hashlib.md5(key.encode()).digest(), key) for key in ids]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    vectors = stack_vectors(sample["vector"], "The sample to cluster")
    return np.ascontiguousarray(vectors[order])


def _candidate_ks(
    vectors: np.ndarray, min_k: int, max_k: int, min_size: int
) -> list[int]:
    if len(vectors) < 10 * min_size:
        return []
    fitted_on = vectors[:CHOICE_SAMPLE]
    n_distinct = _n_distinct(fitted_on)
    if n_distinct < 2:
        return []
    # A cluster of one row has no silhouette: leave two rows for each.
    largest = min(
        max_k, n_distinct, len(fitted_on) // 2, len(vectors) // max(min_size, 2)
    )
    return list(range(min(min_k, largest), largest + 1))


def _n_distinct(vectors: np.ndarray) -> int:
    return len(np.unique(vectors, axis=0)) if vectors.size else 0


def _undivided(vectors: np.ndarray) -> pd.DataFrame:
    inertia = np.nan
    if len(vectors):
        inertia = float(((vectors - vectors.mean(axis=0)) ** 2).sum())
    k = min(len(vectors), 1)
    row = (k, np.nan, np.nan, inertia, float(k) or np.nan, True)
    return pd.DataFrame([row], columns=list(CANDIDATE_COLUMNS))


def _chosen(table: pd.DataFrame, min_share: float) -> int:
    """Return the k of the best silhouette, of those without too small a cluster."""
    large = table.loc[table["smallest_share"] >= min_share]
    table = large if len(large) else table
    return int(table.loc[table["silhouette"].idxmax(), "k"])


def _silhouettes(vectors: np.ndarray, labellings: list[np.ndarray]) -> np.ndarray:
    """Return the silhouettes of each labelling, shape (n_labellings, n_rows).

    scikit-learn's silhouette_samples does the same for one labelling in more time than
    this takes for seven: distances are computed once, a few rows at a time, and one
    matrix product sums them to the clusters of all labellings.
    """
    from sklearn.metrics import pairwise_distances_chunked

    members = [np.eye(labels.max() + 1)[labels] for labels in labellings]
    every = np.hstack(members)
    chunks = pairwise_distances_chunked(
        vectors, reduce_func=lambda chunk, _: chunk @ every, working_memory=16
    )
    sums = np.vstack(list(chunks))
    ends = np.cumsum([each.shape[1] for each in members])[:-1]
    return np.array(
        [
            _silhouettes_of(part, labels)
            for part, labels in zip(
                np.split(sums, ends, axis=1), labellings, strict=True
            )
        ]
    )


def _silhouettes_of(sums: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return silhouettes from each row's summed distances to each cluster.

    A row that is a cluster of its own, or has no other cluster beside it, has 0.
    """
    rows = np.arange(len(labels))
    sizes = np.bincount(labels, minlength=sums.shape[1])
    if (sizes > 0).sum() < 2:
        return np.zeros(len(labels))
    own = sums[rows, labels] / np.maximum(sizes[labels] - 1, 1)
    others = np.divide(sums, sizes, out=np.full_like(sums, np.inf), where=sizes > 0)
    others[rows, labels] = np.inf
    nearest = others.min(axis=1)
    larger = np.maximum(own, nearest)
    silhouettes = np.divide(
        nearest - own, larger, out=np.zeros(len(labels)), where=larger > 0
    )
    return np.where(sizes[labels] > 1, silhouettes, 0.0)


def _fit(vectors: np.ndarray, k: int, seed: int):
    """Fit k-means on the features that vary, return the model with whole centres."""
    from sklearn.cluster import KMeans

    # Features without weight are the same everywhere: most of a vector is passed over.
    varies = np.ptp(vectors, axis=0) > 0
    model = KMeans(n_clusters=k, n_init=N_INIT, random_state=seed)
    model.fit(np.ascontiguousarray(vectors[:, varies]))
    centres = np.tile(vectors[0], (k, 1))
    centres[:, varies] = model.cluster_centers_
    model.cluster_centers_ = centres
    return model


def _empty_prototypes() -> pd.DataFrame:
    # Without a value to tell it, a warehouse takes a column of objects for integers.
    centre = pd.ArrowDtype(pa.list_(pa.float64()))
    types = ("int64", centre, "int64", "float64", "int64", "float64", "float64")
    return pd.DataFrame(
        {
            column: pd.Series(dtype=dtype)
            for column, dtype in zip(PROTOTYPE_COLUMNS, types, strict=True)
        }
    )


def _ranked_phrases(
    deviations: np.ndarray,
    features: pd.Series,
    labels: pd.DataFrame,
    min_deviation: float,
) -> list[tuple[str, float]]:
    """Return (phrase, deviation) by falling deviation, one per theme and phrase."""
    # Equal deviations go to the lower position; rounded, so that noise decides nothing.
    order = np.argsort(-np.abs(np.round(deviations, 9)), kind="stable")
    ranked, phrases, themes = [], set(), set()
    for index in order:
        feature, deviation = features.iloc[index], float(deviations[index])
        if abs(deviation) < min_deviation or feature not in labels.index:
            continue
        phrase = labels.at[feature, "high_label" if deviation > 0 else "low_label"]
        theme = labels.at[feature, "theme"] if "theme" in labels else None
        if not isinstance(phrase, str) or not phrase.strip():
            continue
        if phrase.strip() in phrases or (isinstance(theme, str) and theme in themes):
            continue
        phrases.add(phrase.strip())
        themes.add(theme)
        ranked.append((phrase.strip(), deviation))
    return ranked


def _unique_names(phrases: list[list[str]], n_phrases: int) -> list[str]:
    lengths = [min(n_phrases, len(row)) for row in phrases]
    while True:
        names = [
            _capitalised(", ".join(row[:length])) if length else "Average customers"
            for row, length in zip(phrases, lengths, strict=True)
        ]
        longer = [
            length + 1 if names.count(name) > 1 and length < len(row) else length
            for name, row, length in zip(names, phrases, lengths, strict=True)
        ]
        if longer == lengths:
            break
        lengths = longer
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        candidate = name if seen[name] == 1 else f"{name} ({seen[name]})"
        while candidate in unique or (seen[name] > 1 and candidate in names):
            seen[name] += 1
            candidate = f"{name} ({seen[name]})"
        unique.append(candidate)
    return unique


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentence(share: float, ranked: list[tuple[str, float]]) -> str:
    start = f"{share:.1%} of customers"
    if not ranked:
        return f"{start}, close to the average in everything."
    parts = [f"{phrase} ({deviation:+.1f} sd)" for phrase, deviation in ranked[:5]]
    return f"{start}, set apart by: {', '.join(parts)}."
