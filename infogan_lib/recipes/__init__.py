"""What goes beyond the paper's objective: the labels of cGAN and AC-GAN, choices of other code.

Imports `core` and what it stands on. Start at `config`, whose presets name every recipe;
`build.build` picks the model for a config.
"""
