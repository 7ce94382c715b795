"""The k-means segments recover the planted groups as well as an oracle allows."""

import duckdb
import numpy as np
import pytest
from planted import truth, write_planted
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

# None of these seeds was used for any choice.
SEEDS = (101, 102, 103)
# Segments are learnt at every third date, so the last three have the learning date.
FEW_DATES = ("--vars", "{history_periods: 3}")


def current_buyers(warehouse):
    """Segment, vector and ground truth of customers who bought within the oracle's
    year."""
    with duckdb.connect(str(warehouse.database)) as connection:
        return connection.sql(
            f"""
            select
                segments.segment_id,
                vectors.vector,
                persons.group_id,
                persons.oracle_group_id
            from intermediate.int_customer_prototype_segments as segments
            inner join intermediate.int_as_of_dates as dates
                on
                    segments.as_of_date = dates.as_of_date
                    and dates.is_scoring_date
            inner join intermediate.int_customer_vectors as vectors
                on
                    segments.customer_id = vectors.customer_id
                    and segments.as_of_date = vectors.as_of_date
                    and vectors.use = 'segmentation'
            -- By the record that the customer was first known by.
            inner join intermediate.int_customer_ids as ids
                on
                    segments.customer_id = ids.customer_id
                    and ids.anchored_at is not null
            inner join {truth(warehouse, "records")} as records
                on
                    ids.record_key = records.key
                    and ids.record_source = records.table
            inner join {truth(warehouse, "persons")} as persons
                on records.person_id = persons.person_id
            where
                segments.segment_id != 'kmeans:prospect'
                and persons.oracle_group_id is not null
            order by segments.customer_id
            """
        ).df()


@pytest.mark.parametrize("seed", SEEDS)
def test_segments_reach_nine_tenths_of_the_oracle(make_warehouse, capsys, seed):
    warehouse = make_warehouse()
    write_planted(warehouse, 4_000, seed)
    warehouse.build(*FEW_DATES, "--select", "+int_customer_prototype_segments")

    buyers = current_buyers(warehouse)
    assert len(buyers) > 3_000
    groups, k = buyers["group_id"].nunique(), buyers["segment_id"].nunique()
    with threadpool_limits(1):
        plain = KMeans(k, n_init=10, random_state=0)
        clusters = plain.fit_predict(np.stack(buyers["vector"].to_list()))
    oracle, ours, scikit = (
        adjusted_rand_score(buyers["group_id"], labels)
        for labels in (buyers["oracle_group_id"], buyers["segment_id"], clusters)
    )
    with capsys.disabled():
        print(
            f"\nseed {seed}: {groups} groups, k {k}; adjusted Rand index "
            f"oracle {oracle:.3f}, segments {ours:.3f} ({ours / oracle:.0%}), "
            f"plain scikit-learn {scikit:.3f} ({scikit / oracle:.0%})"
        )
    assert ours >= 0.9 * oracle
