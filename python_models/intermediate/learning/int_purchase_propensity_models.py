"""One row: the purchase propensity learnt. Logic: strata.propensity."""

from strata.propensity import fit_propensity


def model(dbt, session):
    sample = dbt.ref("int_purchase_propensity_sampled")
    catalog = dbt.ref("feature_catalog").df()
    training = sample.order("customer_id, as_of_date").df()
    return fit_propensity(training, n_features=len(catalog)).to_frame()
