"""One row: the purchase propensity learnt. Logic: strata.propensity."""

from strata.propensity import fit_propensity
from strata.scaling import as_frame


def model(dbt, session):
    sample = dbt.ref("int_purchase_propensity_sampled")
    catalog = dbt.ref("feature_catalog").df()
    training = as_frame(sample.order("customer_id, as_of_date").to_arrow_table())
    training = training.rename(columns={"customer_id": "entity_id"})
    return fit_propensity(training, n_features=len(catalog)).to_frame()
