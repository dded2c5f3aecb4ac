"""Long tests that kill and starve: `make torture`."""
