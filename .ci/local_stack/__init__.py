"""The local stack of `make run`: see .ci/stack."""
