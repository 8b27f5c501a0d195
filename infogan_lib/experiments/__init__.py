"""Experiments that a chapter reruns and whose stored results ship with the library.

Imports `measure`, `runs` and what they stand on. Start at `figure_one`, the paper's Figure 1,
or at `shapes`, where the right codes are known.
"""
