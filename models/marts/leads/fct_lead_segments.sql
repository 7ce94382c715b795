{{ unfolded_segments('lead', ref('int_lead_segments')) }}
