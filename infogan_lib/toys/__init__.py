"""Small games in which everything can be computed: a line, points, a ring, the lab's plane.

Imports `information`, `backends` and `core`, whose step `plane` takes. Start at `line`.
"""
