"""Many runs from one table, a process each, shared out by dask and gathered as records.

Imports `measure`, `runs` and what they stand on. Start at `sweep.sweep`.
"""
