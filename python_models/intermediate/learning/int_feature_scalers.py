"""One row per purpose and feature: how to scale it. Logic: strata.segmentation."""

from strata.segmentation import fit_scalers


def model(dbt, session):
    sample = dbt.ref("int_customer_features_sampled").order("customer_id").df()
    catalog = dbt.ref("feature_catalog").order("position").df()
    return fit_scalers(sample, catalog)
