"""The servers of these tests."""

from harness.servers import Servers  # noqa: F401
