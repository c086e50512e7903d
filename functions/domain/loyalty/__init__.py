"""Points, the ledger and tiers."""
