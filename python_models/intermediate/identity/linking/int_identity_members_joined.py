"""One row per record of a cluster with indirect links. Logic: strata.identity.links."""

import pyarrow as pa

from strata.identity.links import JOINED, joined_since


def model(dbt, session):
    links = dbt.ref("int_identity_links_dated")
    clusters = dbt.ref("int_identity_clusters")
    records = dbt.ref("int_person_records_standardised")
    through_others = links.filter("link_kind = 'through_others'")
    concerned = (
        through_others.project("record_id_l as record_id")
        .join(clusters, "record_id")
        .project("cluster_id")
        .distinct()
    )
    members = (
        concerned.join(clusters.project("record_id, cluster_id"), "cluster_id")
        .join(records.project("record_id, known_at"), "record_id")
        .project("record_id, cluster_id, known_at")
    )
    direct = (
        links.filter("link_kind != 'through_others'")
        .join(members.project("record_id as record_id_l"), "record_id_l", how="semi")
        .project("record_id_l, record_id_r, known_at")
    )
    joined = joined_since(members.df(), direct.df())
    return pa.Table.from_pandas(joined, JOINED, preserve_index=False)
