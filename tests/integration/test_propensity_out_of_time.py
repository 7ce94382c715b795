"""The propensity ranks future purchases almost as well as the planted probability."""

import duckdb
import pytest
from planted import truth, write_planted
from sklearn.metrics import roc_auc_score

SEED = 101  # not used for any choice


@pytest.fixture(scope="module")
def scored(make_warehouse):
    warehouse = make_warehouse()
    write_planted(warehouse, 20_000, SEED)
    warehouse.build("--select", "+fct_customer_scores")
    return warehouse


# Customers who bought within the horizon of a date, from the orders known at its end.
LABELS = """
    select distinct
        dates.as_of_date,
        orders.customer_id
    from intermediate.int_as_of_dates as dates
    cross join lateral (
        select timezone(
            'UTC',
            timezone('Europe/Paris', cast(dates.label_ends_on as timestamp))
        ) as label_ends_at
    )
    inner join intermediate.int_orders_valued as orders
        on
            orders.ordered_at >= dates.as_of_at
            and orders.ordered_at < label_ends_at
            and orders.is_purchase
            and coalesce(orders.voided_at >= label_ends_at, true)
"""


def test_its_auc_is_within_three_points_of_the_planted_probability(scored, capsys):
    with duckdb.connect(str(scored.database)) as connection:
        judged = connection.sql(
            f"""
            with labels as ({LABELS})

            select
                scores.probability,
                planted.probability as planted_probability,
                labels.customer_id is not null as label
            from marts.fct_customer_scores as scores
            inner join intermediate.int_as_of_dates as dates
                on scores.as_of_date = dates.as_of_date and dates.is_judging_date
            inner join intermediate.int_customer_ids as ids
                on
                    scores.customer_id = ids.customer_id
                    and ids.record_source = 'shop_accounts'
            inner join {truth(scored, "purchase_probability")} as planted
                on
                    ids.record_key = planted.account_id
                    and scores.as_of_date = planted.as_of_date
            left join labels
                on
                    scores.customer_id = labels.customer_id
                    and scores.as_of_date = labels.as_of_date
            """
        ).df()
    assert len(judged) > 16_000
    ours = roc_auc_score(judged["label"], judged["probability"])
    planted = roc_auc_score(judged["label"], judged["planted_probability"])
    with capsys.disabled():
        print(
            f"\nseed {SEED}: AUC at the judging date {ours:.4f}, of the planted "
            f"probability {planted:.4f}, gap {planted - ours:.4f}"
        )
    assert ours >= planted - 0.03


def test_its_probabilities_are_honest(scored):
    """The calibration error is close to what the season explains.

    A model that knows the probabilities has .006 to .007 on 20,000 rows (simulated). 3
    in 100 fewer of these customers buy after the validation date than after the
    training dates: seeds of the generator gave .026 to .030. The bound was set after
    these results, so it detects a regression but does not prove the calibration.
    """
    ((status, error),) = scored.query(
        "select status, calibration_error from intermediate.int_propensity_models"
    )
    assert status == "fitted"
    assert error < 0.04


def test_no_training_label_looks_beyond_the_judging_date(scored):
    ((judged_on, scored_on),) = scored.query(
        "select max(as_of_date) filter (is_judging_date), "
        "max(as_of_date) filter (is_scoring_date) from intermediate.int_as_of_dates"
    )
    windows = scored.query(
        "select role, as_of_date, label_end_date, count(*) "
        "from intermediate.int_purchase_propensity_sampled group by all"
    )
    training = [window for window in windows if window[0] == "train"]
    judging = [window for window in windows if window[0] == "judge"]
    assert len(training) > 1
    assert max(end for _, _, end, _ in training) <= judged_on
    assert [day for _, day, _, _ in judging] == [judged_on]
    assert judging[0][2] <= scored_on


def test_training_labels_need_no_order_after_the_judging_date(scored):
    known = LABELS + (
        "where orders.ordered_at < (select as_of_at "
        "from intermediate.int_as_of_dates where is_judging_date)"
    )
    differing = scored.query(
        f"""
        with labels as ({known})

        select count(*)
        from intermediate.int_purchase_propensity_sampled as sample
        left join labels
            on
                sample.entity_id = labels.customer_id
                and sample.as_of_date = labels.as_of_date
        where
            sample.role = 'train'
            and sample.label != (labels.customer_id is not null)
        """
    )
    assert differing == [(0,)]
