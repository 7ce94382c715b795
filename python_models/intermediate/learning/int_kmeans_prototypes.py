"""One row per k-means prototype of an entity and scheme. Logic: strata.segmentation."""

from strata.segmentation import fit_segments


def model(dbt, session):
    return fit_segments(
        dbt.ref("int_vectors_sampled").order("entity, use, entity_id").df(),
        dbt.ref("int_feature_scalers").df(),
        dbt.ref("int_feature_uses").df(),
        dbt.ref("segment_schemes").order("entity, scheme").df(),
        algorithm="kmeans",
        min_k=dbt.config.meta_get("min_k"),
        max_k=dbt.config.meta_get("max_k"),
        min_size=dbt.config.meta_get("min_segment_size"),
        min_share=dbt.config.meta_get("min_segment_share"),
    )
