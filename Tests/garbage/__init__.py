"""What the tests with hostile input share: raw connections, samples of our own, the shared corpus, and the rules of answers."""
