"""Pure rules of the ledger: canonical JSON, the chain of hashes, the Merkle root."""
