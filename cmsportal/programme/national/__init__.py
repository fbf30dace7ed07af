"""A database at national size, all of it invented: for benchmarks, and for looking at pages when they are full."""
