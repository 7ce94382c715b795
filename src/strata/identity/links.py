"""Say since when the records of a cluster have been joined, by links with dates."""

import pandas as pd
import pyarrow as pa

# Pandas has no types where there are no rows.
JOINED = pa.schema({"record_id": pa.string(), "joined_at": pa.timestamp("us")})


def joined_since(members: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Return since when each record is joined with the first one of its cluster.

    Parameters
    ----------
    members : DataFrame
        ``record_id``, ``cluster_id`` and ``known_at`` of each record of some clusters.
    links : DataFrame
        ``record_id_l``, ``record_id_r`` and ``known_at`` of links; those of other
        records do not matter.

    Returns
    -------
    DataFrame
        ``record_id`` and ``joined_at``, a row per member: the earliest date by which
        links that are known then lead from it to the member that was known first (of
        several the first by its id). Without such links it is the last date that
        anything of the cluster was known.

    Notes
    -----
    Links are taken by their dates, as by Kruskal: where two groups become one, those
    of the group without the first record are joined on that date.

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
