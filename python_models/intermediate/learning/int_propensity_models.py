"""One row per entity and score: the propensity model. Logic: strata.propensity."""

from strata.scaling import as_frame
from strata.segmentation import fit_score


def model(dbt, session):
    sample = dbt.ref("int_purchase_propensity_sampled")
    return fit_score(
        as_frame(sample.order("entity_id, as_of_date").to_arrow_table()),
        dbt.ref("int_feature_uses").df(),
        entity="customer",
        use="propensity",
        score=dbt.config.meta_get("score"),
    )
