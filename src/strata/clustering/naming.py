"""Name segments by their deviations from the average."""

import numpy as np
import pandas as pd

from strata.scaling import require_columns, stack_vectors


def describe_prototypes(
    prototypes: pd.DataFrame,
    scaler: pd.DataFrame,
    catalog: pd.DataFrame,
    *,
    noun: str = "customers",
    n_phrases: int = 3,
    min_deviation: float = 0.5,
) -> pd.DataFrame:
    """Name segments by the deviations of their prototypes from the average.

    Parameters
    ----------
    prototypes : DataFrame, one row per prototype
        ``prototype_id``, ``segment``, ``centre``, ``share``, as from
        :func:`strata.clustering.prototype_table`.
    scaler : DataFrame
        ``feature``, ``position``, ``weight``: the centres are divided by the weights,
        so that deviations are in standard deviations of each feature.
    catalog : DataFrame
        ``feature``, ``high_label``, ``low_label`` (short phrases such as "high basket";
        null if a direction has no phrase) and optionally ``theme``: a name takes at
        most one phrase of a theme.
    noun : str, default 'customers'
        Name of the entities, in the plural.
    n_phrases : int, default 3
        Phrases in a name; more only if two names would be equal.
    min_deviation : float, default 0.5
        Minimum deviation for a phrase, in standard deviations: Cohen's medium effect.

    Returns
    -------
    DataFrame, one row per segment, ordered by its first prototype_id
        ``segment``, ``name`` (unique) and ``description`` (a sentence with the share
        and the deviations).

    Raises
    ------
    ValueError
        If columns are missing or centres are not of the scaler's length.

    References
    ----------
    Cohen, J. (1988). Statistical power analysis for the behavioral sciences, 2nd ed.,
    25-26.

    Examples
    --------
    >>> from strata.clustering import prototype_table
    >>> prototypes = prototype_table([[1.0, 0.1], [-1.0, -0.1]], sizes=[50, 50])
    >>> scaler = pd.DataFrame(
    ...     {"feature": ["orders", "basket"], "position": [1, 2], "weight": 1.0}
    ... )
    >>> catalog = pd.DataFrame(
    ...     {
    ...         "feature": ["orders", "basket"],
    ...         "high_label": ["frequent", "high basket"],
    ...         "low_label": ["rare", "small basket"],
    ...     }
    ... )
    >>> described = describe_prototypes(prototypes, scaler, catalog)
    >>> described["name"].tolist()
    ['Frequent', 'Rare']
    >>> described["description"][0]
    '50.0% of customers, set apart by: frequent (+1.0 sd).'
    """
    require_columns(
        prototypes,
        ("prototype_id", "segment", "centre", "share"),
        "The table of prototypes",
    )
    require_columns(scaler, ("feature", "position", "weight"), "The scaler")
    require_columns(catalog, ("feature", "high_label", "low_label"), "The catalogue")
    scaler = scaler.sort_values("position", kind="stable")
    segments, shares, centres = _segment_means(prototypes)
    if len(centres) and centres.shape[1] != len(scaler):
        raise ValueError(
            f"The prototypes have {centres.shape[1]} features and the scaler "
            f"{len(scaler)}: describe them with the scaler that they were fitted with."
        )
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
    phrases = [[phrase for phrase, _ in row] for row in ranked]
    return pd.DataFrame(
        {
            "segment": segments,
            "name": _unique_names(phrases, n_phrases, f"Average {noun}"),
            "description": [
                _sentence(share, noun, row)
                for share, row in zip(shares, ranked, strict=True)
            ],
        }
    ).astype("str")


def _segment_means(
    prototypes: pd.DataFrame,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the segments, their shares and the means of their prototypes."""
    prototypes = prototypes.sort_values("prototype_id", kind="stable")
    centres = stack_vectors(prototypes["centre"], "The table of prototypes")
    shares = prototypes["share"].to_numpy(dtype=float)
    codes, segments = pd.factorize(prototypes["segment"])
    members = np.eye(len(segments))[codes].T
    of_segments = members @ shares
    means = (members * shares) @ centres / of_segments[:, None]
    return np.asarray(segments), of_segments, means


def _ranked_phrases(
    deviations: np.ndarray,
    features: pd.Series,
    labels: pd.DataFrame,
    min_deviation: float,
) -> list[tuple[str, float]]:
    """Return (phrase, deviation) by falling deviation, one per theme and phrase."""
    # The lower position wins a tie. Rounded, so that numerical noise has no effect.
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


def _unique_names(
    phrases: list[list[str]], n_phrases: int, without_phrase: str
) -> list[str]:
    lengths = [min(n_phrases, len(row)) for row in phrases]
    while True:
        names = [
            _capitalised(", ".join(row[:length])) if length else without_phrase
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


def _sentence(share: float, noun: str, ranked: list[tuple[str, float]]) -> str:
    start = f"{share:.1%} of {noun}"
    if not ranked:
        return f"{start}, close to the average in everything."
    parts = [f"{phrase} ({deviation:+.1f} sd)" for phrase, deviation in ranked[:5]]
    return f"{start}, set apart by: {', '.join(parts)}."
