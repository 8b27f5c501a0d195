"""The paper's InfoGAN, in reading order: `codes`, `latent`, `networks`, `losses`, `infogan`.

Imports `backends` alone. Start at `codes`, or at the step itself, `infogan.GAN.train_step`;
`infogan.InfoGAN` adds what Q earns, and `config.Config` decides the rest.
"""
