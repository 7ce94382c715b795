"""When the records of a cluster became connected, by dated links."""

import pandas as pd
import pyarrow as pa

# Pandas has no types where there are no rows.
JOINED = pa.schema({"record_id": pa.string(), "joined_at": pa.timestamp("us")})


def joined_since(members: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Return when each record became connected with the first one of its cluster.

    Parameters
    ----------
    members : DataFrame
        ``record_id``, ``cluster_id`` and ``known_at`` of each record of some clusters.
    links : DataFrame
        ``record_id_l``, ``record_id_r`` and ``known_at`` of links; links of other
        records are ignored.

    Returns
    -------
    DataFrame
        ``record_id`` and ``joined_at``, a row per member: the earliest date at which
        known links connect it with the member that was known first (ties: the first by
        id). Without such links it is the latest date of the cluster.

    Notes
    -----
    Links are added in order of date, as in Kruskal's algorithm. When two groups join,
    the records of the group without the first record get that date.

    Examples
    --------
    >>> day = pd.Timestamp
    >>> members = pd.DataFrame({
    ...     "record_id": ["a", "b", "c"],
    ...     "cluster_id": ["a", "a", "a"],
    ...     "known_at": [day("2020-01-01"), day("2021-01-01"), day("2022-01-01")],
    ... })
    >>> links = pd.DataFrame({
    ...     "record_id_l": ["a", "b"],
    ...     "record_id_r": ["b", "c"],
    ...     "known_at": [day("2023-01-01"), day("2022-01-01")],
    ... })
    >>> joined_since(members, links).joined_at.dt.year.tolist()
    [2020, 2023, 2023]
    """
    ordered = members.sort_values(["cluster_id", "known_at", "record_id"])
    first = ordered.drop_duplicates("cluster_id")
    joined = dict(zip(first["record_id"], first["known_at"], strict=True))
    group = {record: [record] for record in members["record_id"]}
    kept = links[links["record_id_l"].isin(group) & links["record_id_r"].isin(group)]
    dated = kept.sort_values("known_at")
    for left, right, known_at in zip(
        dated["record_id_l"], dated["record_id_r"], dated["known_at"], strict=True
    ):
        one, other = group[left], group[right]
        if one is other:
            continue
        if other[0] in joined:
            one, other = other, one
        if one[0] in joined:
            joined.update(dict.fromkeys(other, known_at))
        one.extend(other)
        group.update(dict.fromkeys(other, one))
    latest = members.groupby("cluster_id")["known_at"].transform("max")
    since = members["record_id"].map(joined).fillna(latest)
    # Of no records at all it would be no date.
    since = since.astype(members["known_at"].dtype)
    return pd.DataFrame({"record_id": members["record_id"], "joined_at": since})
