"""Random changes of images: the channels through which Q may have to read a code.

Nothing here knows a model. Imports `backends` and the ground. Start at `channel`.
"""
