"""What a person can probably claim: OpenFisca behind an adapter, dated rules, honest ranges."""
