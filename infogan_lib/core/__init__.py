"""The paper's InfoGAN; a code may have a channel, through which Q must read it.

In reading order: `codes`, `latent`, `networks`, `losses`, `infogan`. Imports `data`, `backends` and
`augmentation`. Start at `codes`, or at the step itself, `infogan.GAN.train_step`, which says what
each loss moves; `infogan.InfoGAN` adds what Q earns, and `config.Config` decides the rest.
"""
