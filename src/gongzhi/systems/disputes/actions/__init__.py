"""What the disputes do: cases, agreements, the network, institutions."""
