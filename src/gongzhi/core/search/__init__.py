"""Full text over matters in Chinese: bigrams in a `tsvector`, found by one index; look-alikes by shared bigrams."""
