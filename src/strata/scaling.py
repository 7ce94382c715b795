"""Scale features to comparable units: learnt here, applied in SQL.

A scaler is a small table, one row per feature of the catalogue. SQL applies it to all
rows, in this order (:func:`apply_scaler` is the reference)::

    transformed = transform(raw)
    filled      = coalesce(transformed, fill_value)
    winsorised  = least(greatest(filled, lower_bound), upper_bound)
    value       = (winsorised - centre) / scale * weight

so that a vector has no null, NaN or infinity, and exactly one value per feature.
"""

import hashlib
from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

TRANSFORMS = ("none", "log1p", "sqrt")

IMPUTATIONS = ("median", "zero")

SCALER_COLUMNS = (
    "scaler_id",
    "feature",
    "position",
    "transform",
    "fill_value",
    "lower_bound",
    "upper_bound",
    "centre",
    "scale",
    "weight",
)

# A smaller spread, relative to the values, is rounding and not variation.
_RELATIVE_NOISE = 1e-12


def transform_values(values: np.ndarray, transform: str) -> np.ndarray:
    """Transform raw values of one feature, keeping their sign and order.

    Parameters
    ----------
    values : ndarray of float, any shape
        Raw values in the feature's own unit; NaN for unknown.
    transform : {'none', 'log1p', 'sqrt'}
        ``log1p`` is ``sign(x) * ln(1 + |x|)`` and ``sqrt`` is ``sign(x) * sqrt(|x|)``:
        net amounts can be negative, and a refund should count as much as a purchase of
        the same size. For values of 0 or more they are the usual functions.

    Returns
    -------
    ndarray of float, same shape
        NaN stays NaN.

    Raises
    ------
    ValueError
        If the transform is unknown.

    Examples
    --------
    >>> transform_values(np.array([0.0, 16.0, -16.0]), "sqrt").tolist()
    [0.0, 4.0, -4.0]
    """
    if transform == "none":
        return values.astype(float, copy=True)
    if transform == "log1p":
        return np.sign(values) * np.log(1.0 + np.abs(values))
    if transform == "sqrt":
        return np.sign(values) * np.sqrt(np.abs(values))
    raise ValueError(
        f"Unknown transform {transform!r}: use one of {', '.join(TRANSFORMS)}."
    )


def fit_scaler(
    sample: pd.DataFrame, catalog: pd.DataFrame, tail_share: float = 0.005
) -> pd.DataFrame:
    """Learn how to impute, winsorise, scale and weight each feature.

    Parameters
    ----------
    sample : DataFrame, shape (n_rows, at least n_features columns)
        One column per feature of the catalogue in raw units, null if unknown; other
        columns are ignored. Row order does not matter.
    catalog : DataFrame, shape (n_features, ...)
        ``feature`` (unique), ``position`` (unique int), ``transform`` (see
        :func:`transform_values`), ``imputation`` (``median`` of the known values, or
        ``zero``), ``weight`` (finite, 0 or more).
    tail_share : float in [0, 0.5), default 0.005
        Share of the known values that is winsorised at either end before the scale is
        computed, so that one huge amount does not dominate it. Half a per cent is half
        of the smallest useful segment (1 %): a segment of that size is not flattened.

    Returns
    -------
    DataFrame, shape (n_features, 10), ordered by position
        ``scaler_id`` (str, hash of the content), ``feature``, ``position``,
        ``transform``, and in transformed units ``fill_value`` (replaces an unknown
        value), ``lower_bound`` and ``upper_bound`` (winsor quantiles), ``centre`` and
        ``scale`` (mean and standard deviation of the known, winsorised values; scale >
        0), and ``weight``. A feature that is constant or never known has scale 1 and
        weight 0, so it is a constant 0.

    Raises
    ------
    ValueError
        If columns are missing, features or positions repeat, a weight or transform
        is not allowed, or a value is not a finite number.

    Notes
    -----
    Mean and deviation are those of the known values, not of the filled ones. A feature
    that is known for few customers then has a proportionally small variance, instead of
    a full unit of variance from few values. Numbers are kept to 12 significant digits,
    so that the same data gives the same ``scaler_id`` on another machine.

    References
    ----------
    Winsorising: Tukey, J. W. (1962). The future of data analysis. Annals of
    Mathematical Statistics 33(1), 1-67.

    Examples
    --------
    >>> sample = pd.DataFrame({"orders": [1, 2, 3, None]})
    >>> catalog = pd.DataFrame(
    ...     {"feature": ["orders"], "position": 1, "transform": "none", "weight": 1.0}
    ... ).assign(imputation="median")
    >>> scaler = fit_scaler(sample, catalog, tail_share=0.0)
    >>> scaler[["feature", "fill_value", "lower_bound", "upper_bound", "centre"]]
      feature  fill_value  lower_bound  upper_bound  centre
    0  orders         2.0          1.0          3.0     2.0
    >>> apply_scaler(sample, scaler).round(2).tolist()
    [[-1.22], [0.0], [1.22], [0.0]]
    """
    catalog = _checked_catalog(catalog)
    require_columns(sample, catalog["feature"], "The sample to learn a scaler from")
    if not 0 <= tail_share < 0.5:
        raise ValueError(f"tail_share is {tail_share}: it must lie in [0, 0.5).")

    rows = []
    for entry in catalog.itertuples(index=False):
        raw = _as_floats(sample[entry.feature], entry.feature)
        # Sorted, because the sum of doubles depends on the order of the rows.
        known = np.sort(transform_values(raw[~np.isnan(raw)], entry.transform))
        learnt = _fit_feature(known, tail_share, entry.imputation)
        weight = float(entry.weight) if learnt.pop("varies") else 0.0
        rows.append(
            {
                "feature": str(entry.feature),
                "position": int(entry.position),
                "transform": str(entry.transform),
                **learnt,
                "weight": weight,
            }
        )
    scaler = pd.DataFrame(rows, columns=list(SCALER_COLUMNS[1:]))
    scaler.insert(0, "scaler_id", content_id(scaler))
    return scaler


def apply_scaler(frame: pd.DataFrame, scaler: pd.DataFrame) -> np.ndarray:
    """Scale raw features; the reference for the SQL macro.

    Parameters
    ----------
    frame : DataFrame, shape (n_rows, at least n_features columns)
        Raw features, null if unknown.
    scaler : DataFrame
        As returned by :func:`fit_scaler`.

    Returns
    -------
    ndarray of float, shape (n_rows, n_features)
        Weighted standard deviations from the mean, columns in order of position,
        always finite.

    Raises
    ------
    ValueError
        If columns are missing or a value is not a finite number.
    """
    require_columns(scaler, SCALER_COLUMNS, "The scaler")
    scaler = scaler.sort_values("position", kind="stable")
    require_columns(frame, scaler["feature"], "The features to scale")
    scaled = np.empty((len(frame), len(scaler)))
    for column, entry in enumerate(scaler.itertuples(index=False)):
        raw = _as_floats(frame[entry.feature], entry.feature)
        values = transform_values(raw, entry.transform)
        values = np.where(np.isnan(values), entry.fill_value, values)
        values = np.clip(values, entry.lower_bound, entry.upper_bound)
        scaled[:, column] = (values - entry.centre) / entry.scale * entry.weight
    return scaled + 0.0  # no negative zeros


def as_frame(table: pa.Table) -> pd.DataFrame:
    """Return a table as a DataFrame with lists kept in Arrow.

    Parameters
    ----------
    table : pyarrow.Table

    Returns
    -------
    DataFrame
        Dates as datetimes. A column of lists is one block of memory instead of an
        object per row, and :func:`stack_vectors` uses it without a copy.
    """

    def arrow_lists(arrow_type: pa.DataType) -> pd.ArrowDtype | None:
        return pd.ArrowDtype(arrow_type) if pa.types.is_list(arrow_type) else None

    return table.to_pandas(types_mapper=arrow_lists, date_as_object=False)


def stack_vectors(vectors: Iterable, what: str = "The sample") -> np.ndarray:
    """Stack a column of vectors into a matrix; reject invalid values.

    Parameters
    ----------
    vectors : iterable of sequences of float, all of one length
        Fastest as a column of :func:`as_frame`.
    what : str
        Name of the input for messages.

    Returns
    -------
    ndarray of float, shape (n_rows, n_features); (0, 0) without rows

    Raises
    ------
    ValueError
        If a vector is null, lengths differ, or a value is null, NaN or infinite.
    """
    if isinstance(getattr(vectors, "dtype", None), pd.ArrowDtype):
        lengths, values = _arrow_lists(vectors)
    else:
        vectors = values = list(vectors)
        lengths = {
            len(vector) if hasattr(vector, "__len__") else None for vector in vectors
        }
    if not lengths:
        return np.empty((0, 0))
    if len(lengths) != 1 or None in lengths:
        raise ValueError(
            f"{what} has vectors of different lengths ({_listed(lengths)}): build all "
            "of them with one scaler, one value per feature of the catalogue."
        )
    matrix = np.array(values, dtype=float).reshape(len(vectors), *lengths)
    if not np.isfinite(matrix).all():
        bad = int((~np.isfinite(matrix).all(axis=1)).sum())
        raise ValueError(
            f"{what} has {bad} vectors with a null, NaN or infinite value: impute "
            "them with the scaler's fill_value before learning."
        )
    return matrix


def require_columns(frame: pd.DataFrame, columns: Iterable[str], what: str) -> None:
    """Raise ValueError naming the columns that `frame` lacks."""
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise ValueError(
            f"{what} lacks the columns {', '.join(missing)}: add them (null where "
            "unknown) or take them out of the catalogue."
        )


def content_id(*frames: pd.DataFrame) -> str:
    """Return a short hash (12 hex digits) of frames: same content, same id."""
    digest = hashlib.sha256()
    for frame in frames:
        digest.update(repr(list(frame.columns)).encode())
        for row in frame.itertuples(index=False):
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()[:12]


def significant(number: float, digits: int = 12) -> float:
    """Round to the significant digits that are equal on all machines.

    Examples
    --------
    >>> significant(0.1 + 0.2)
    0.3
    """
    return float(f"{number:.{digits - 1}e}") + 0.0


def _fit_feature(known: np.ndarray, tail_share: float, imputation: str) -> dict:
    """Learn one feature from its known, transformed values in ascending order."""
    if known.size == 0:
        constant = {"fill_value": 0.0, "lower_bound": 0.0, "upper_bound": 0.0}
        return {**constant, "centre": 0.0, "scale": 1.0, "varies": False}
    fill, lower, upper = np.quantile(known, [0.5, tail_share, 1.0 - tail_share])
    winsorised = np.clip(known, lower, upper)
    centre = winsorised.mean()
    with np.errstate(over="ignore"):
        scale = winsorised.std()
    varies = np.isfinite(scale) and scale > _RELATIVE_NOISE * max(
        abs(lower), abs(upper)
    )
    return {
        "fill_value": 0.0 if imputation == "zero" else significant(fill),
        "lower_bound": significant(lower),
        "upper_bound": significant(upper),
        "centre": significant(centre),
        "scale": significant(scale) if varies else 1.0,
        "varies": bool(varies),
    }


def _checked_catalog(catalog: pd.DataFrame) -> pd.DataFrame:
    require_columns(
        catalog,
        ("feature", "position", "transform", "imputation", "weight"),
        "The catalogue",
    )
    for column in ("feature", "position"):
        repeated = catalog.loc[catalog[column].duplicated(), column]
        if len(repeated):
            raise ValueError(
                f"The catalogue repeats {column} {_listed(repeated)}: keep one row."
            )
    weights = catalog["weight"].to_numpy(dtype=float, na_value=np.nan)
    if not (np.isfinite(weights) & (weights >= 0)).all():
        wrong = catalog.loc[~(np.isfinite(weights) & (weights >= 0)), "feature"]
        raise ValueError(
            f"The catalogue's weight of {_listed(wrong)} is not a finite number of 0 "
            "or more: correct it (0 takes a feature out)."
        )
    for column, known in (("transform", TRANSFORMS), ("imputation", IMPUTATIONS)):
        unknown = set(catalog[column]) - set(known)
        if unknown:
            raise ValueError(
                f"The catalogue has {column}s {_listed(unknown)}: use one of "
                f"{', '.join(known)}."
            )
    return catalog.sort_values("position", kind="stable")


def _as_floats(column: pd.Series, feature: str) -> np.ndarray:
    """Return a raw column (numbers, decimals, booleans, nulls) as floats."""
    try:
        values = column.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"Feature {feature} holds something that is not a number: {error}."
        ) from error
    if np.isinf(values).any():
        raise ValueError(
            f"Feature {feature} holds an infinite value: make it null in SQL."
        )
    return values


def _arrow_lists(column: pd.Series) -> tuple[set, np.ndarray]:
    """Return the lengths of lists, None for null, and their concatenated values."""
    lists = pa.chunked_array(pa.array(column))
    lengths = set(pc.list_value_length(lists).unique().to_pylist())
    values = pc.list_flatten(lists).cast(pa.float64())
    return lengths, values.to_numpy()


def _listed(items: Iterable) -> str:
    return ", ".join(sorted(map(str, items)))
