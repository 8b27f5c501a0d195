"""From a config to a trained model on disk, and back: training, run folders, weights, options.

Imports `recipes`, `data` and what they stand on. Start at `training.train`; `checkpoint` and
`folder` hold what a resumed run needs. `commands`, `settings`, `computer` and `symptoms` load no
backend: they answer where one is missing.
"""
