"""The desk: what staff work with all day. Each view parses, makes one call, presents; rights are asked for first."""
