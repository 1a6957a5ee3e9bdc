"""Pages of supervision over petitions: what is due, orders, talks, listings, advice."""
