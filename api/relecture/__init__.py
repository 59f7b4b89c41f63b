"""People who read again what a machine translated: their decisions, and the files made of them."""
