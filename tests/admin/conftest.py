"""The same company as in the tests of linking."""

from tests.links.conftest import carla, chen, company, place

__all__ = ["carla", "chen", "company", "place"]
