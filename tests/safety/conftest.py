"""A person, as the tests of the API know one."""

from tests.api.conftest import agents, usager

__all__ = ["agents", "usager"]
