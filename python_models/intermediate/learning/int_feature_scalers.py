"""One row per entity, use and feature: its scaler. Logic: strata.segmentation."""

from strata.segmentation import fit_scalers


def model(dbt, session):
    samples = {
        "customer": dbt.ref("int_customer_features_sampled").order("customer_id").df(),
        "lead": dbt.ref("int_lead_features_sampled").order("lead_id").df(),
    }
    uses = dbt.ref("int_feature_uses").order("entity, use, position").df()
    return fit_scalers(samples, uses)
