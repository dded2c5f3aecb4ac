"""What the tests outside Swift share: the local stack as `make run` starts it, and a client of its JSON interface."""
