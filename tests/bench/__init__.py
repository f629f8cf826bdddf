"""`make bench`: every timing Doorstep reports, from one run, written to docs/benchmarks.md."""
