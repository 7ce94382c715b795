{{ unfolded_segments('customer', ref('int_customer_segments')) }}
