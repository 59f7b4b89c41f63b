"""Learning from use: what was not understood, masked, read and labelled by an expert, exported."""
