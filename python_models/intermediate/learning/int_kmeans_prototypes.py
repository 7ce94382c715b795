"""One row per prototype: its centre and its name. Logic: strata.segmentation."""

from strata.segmentation import fit_segments


def model(dbt, session):
    return fit_segments(
        dbt.ref("int_customer_vectors_sampled").order("customer_id").df(),
        dbt.ref("int_feature_scalers").df(),
        dbt.ref("feature_catalog").df(),
        min_k=dbt.config.meta_get("min_k"),
        max_k=dbt.config.meta_get("max_k"),
        min_size=dbt.config.meta_get("min_segment_size"),
        min_share=dbt.config.meta_get("min_segment_share"),
    )
