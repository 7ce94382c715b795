{{ sampled_features('lead', ref('int_lead_features')) }}
