"""The paper's InfoGAN, and a channel for each code.

In reading order: `codes`, `latent`, `channel`, `networks`, `losses`, `infogan`. Imports `data` and
`backends`. Start at `codes`, or at the step itself, `infogan.GAN.train_step`, which says what each
loss moves; `infogan.InfoGAN` adds what Q earns, and `config.Config` decides the rest.
"""
