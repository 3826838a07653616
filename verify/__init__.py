"""Rules and their proofs: the rule language, the generator of matchers, later the prover."""
