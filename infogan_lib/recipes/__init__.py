"""What goes beyond the paper's objective: when channels act, labels (cGAN, AC-GAN), and two choices
of published code.

Imports `core` and what it stands on. Start at `config`, whose presets name every recipe;
`build.build` picks the model for a config.
"""
