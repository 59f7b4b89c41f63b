"""Facts said in a sentence: patterns from `nlu_data/faits.yml`, pure functions, no model."""
