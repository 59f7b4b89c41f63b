"""Facts said in a sentence: patterns from `nlu_data/faits/`, pure functions, no model."""
