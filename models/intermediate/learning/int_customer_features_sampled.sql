{{ sampled_features('customer', ref('int_customer_features')) }}
