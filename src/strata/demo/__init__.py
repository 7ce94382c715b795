"""Synthetic raw tables of a French omnichannel retailer, with ground truth."""
