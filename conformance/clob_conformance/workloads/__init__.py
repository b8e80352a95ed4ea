"""The suites, each a function that takes a run and enters what it finds in the run's record."""
