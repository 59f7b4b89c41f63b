"""How well messages are understood: cross-validation by author, gate, ablation, calibration."""
