"""Figures in one style, and the notebook's panel that turns codes.

Imports at most `measure`, `runs` and what they stand on. Start at `plots`; `explorer` is the panel.
"""
