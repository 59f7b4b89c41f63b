"""Measures on the running system and on the pure engine: `python -m bench` (docs/performance.md).

Every figure is measured on the machine that runs it and shown beside its aim; nothing here is a
test, and no test asserts an absolute time.
"""
