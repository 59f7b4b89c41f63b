"""Whole conversations: what people say, and what must be answered, understood and planned."""
