"""An InfoGAN step in plain PyTorch: eager, float32, the idioms of its tutorials.

The networks are ours, layer by layer. G runs once a step; D learns from its detached images, and
then G and Q learn from the same images through the updated D, whose trunk is read once more. Where
our config gives Q a trunk of its own, Q has one here too.

With ``once`` the step has our mathematics instead: every network is read once, all players move at
the same time, and no gradient is computed that nobody uses.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from benchmarks.contestants import Loop
from infogan_lib.recipes.config import TrainConfig

LEAK = 0.1
CATEGORIES, STYLES = 10, 2


def prepare(
    config: TrainConfig, images: np.ndarray, once: bool = False, bfloat16: bool = False
) -> Loop:
    """The loop for MNIST's codes: one category of ten values, two uniform styles.

    ``bfloat16`` runs the networks under autocast; losses and weights stay float32.
    """
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(config.seed)
    generator = _generator(config).to(device)
    trunk, d_head = _trunk(config).to(device), _Logits(_sizes(config, 1024)[0], 1).to(device)
    q_head, shared = _q_head(config).to(device), config.trunk != "separate"
    q_trunk = trunk if shared else _trunk(config).to(device)
    for network in (generator, trunk, d_head, q_trunk, q_head):
        network.apply(_initialise)
    adam = {"betas": (config.beta_1, 0.999)}
    d_parameters = [*trunk.parameters(), *d_head.parameters()]
    q_parameters = [*(() if shared else q_trunk.parameters()), *q_head.parameters()]
    g_parameters = [*generator.parameters(), *q_parameters]
    d_optimiser = torch.optim.Adam(d_parameters, lr=config.d_rate, **adam)
    g_optimiser = torch.optim.Adam(g_parameters, lr=config.g_rate, **adam)
    real_images = torch.from_numpy(images.transpose(0, 3, 1, 2).copy()).to(device)
    n = config.batch_size
    ones, zeros = torch.ones(n, 1, device=device), torch.zeros(n, 1, device=device)

    def drawn() -> tuple[torch.Tensor, ...]:
        real = real_images[torch.randint(len(real_images), (n,), device=device)]
        z = torch.randn(n, config.noise, device=device)
        category = torch.randint(CATEGORIES, (n,), device=device)
        styles = torch.rand(n, STYLES, device=device) * 2 - 1
        fake = generator(torch.cat([z, F.one_hot(category, CATEGORIES).float(), styles], dim=1))
        return real, fake, category, styles

    def code_loss(q: torch.Tensor, category: torch.Tensor, styles: torch.Tensor) -> torch.Tensor:
        mean, spread = q[:, CATEGORIES:].chunk(2, dim=1)
        variance = (F.softplus(spread) + 0.05) ** 2
        loss = config.category_weight * F.cross_entropy(q[:, :CATEGORIES], category)
        return loss + config.style_weight * STYLES * F.gaussian_nll_loss(mean, styles, variance)

    def step() -> torch.Tensor:
        real, fake, category, styles = drawn()
        d_optimiser.zero_grad()
        d_real, d_fake = d_head(trunk(real)), d_head(trunk(fake.detach()))
        d_loss = F.binary_cross_entropy_with_logits(d_real, ones)
        d_loss = d_loss + F.binary_cross_entropy_with_logits(d_fake, zeros)
        d_loss.backward()
        d_optimiser.step()

        g_optimiser.zero_grad()
        features = trunk(fake)
        q = q_head(features if shared else q_trunk(fake))
        g_loss = F.binary_cross_entropy_with_logits(d_head(features), ones)
        (g_loss + code_loss(q, category, styles)).backward()
        g_optimiser.step()
        return d_loss.detach()

    def step_at_once() -> torch.Tensor:
        real, fake, category, styles = drawn()
        features = trunk(fake)
        d_real, d_fake = d_head(trunk(real)), d_head(features)
        d_loss = F.binary_cross_entropy_with_logits(d_real, ones)
        d_loss = d_loss + F.binary_cross_entropy_with_logits(d_fake, zeros)
        g_loss = F.binary_cross_entropy_with_logits(d_fake, ones)
        q_loss = code_loss(q_head(features if shared else q_trunk(fake)), category, styles)
        trunk_loss = d_loss + q_loss if shared else d_loss
        players = [
            (trunk_loss, d_parameters), (q_loss, q_parameters),
            (g_loss + q_loss, [*generator.parameters()]),
        ]  # fmt: skip
        for loss, parameters in players:
            gradients = torch.autograd.grad(loss, parameters, retain_graph=True)
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter.grad = gradient
        d_optimiser.step()
        g_optimiser.step()
        return d_loss.detach()

    def run(done) -> None:
        play = step_at_once if once else step
        while True:
            with torch.autocast(device, torch.bfloat16, enabled=bfloat16):
                done(play())

    def parts() -> dict[str, list]:
        groups = {"G": generator.parameters(), "D": d_parameters, "Q": q_parameters}
        return {
            name: [parameter.detach().cpu().numpy().copy() for parameter in group]
            for name, group in groups.items()
        }

    return Loop(run, n, parts)


class _Logits(nn.Linear):
    """A last layer, in float32 whatever autocast says, as ours is."""

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        with torch.autocast(features.device.type, enabled=False):
            return super().forward(features.float())


def _sizes(config: TrainConfig, *full: int) -> list[int]:
    return [max(1, round(size * config.width)) for size in full]


def _generator(config: TrainConfig) -> nn.Module:
    dense, low, high = _sizes(config, 1024, 128, 64)
    return nn.Sequential(
        nn.Linear(config.latent.width, dense, bias=False),
        nn.BatchNorm1d(dense),
        nn.ReLU(),
        nn.Linear(dense, low * 49, bias=False),
        nn.BatchNorm1d(low * 49),
        nn.ReLU(),
        nn.Unflatten(1, (low, 7, 7)),
        nn.ConvTranspose2d(low, high, 4, 2, 1, bias=False),
        nn.BatchNorm2d(high),
        nn.ReLU(),
        nn.ConvTranspose2d(high, 1, 4, 2, 1),
        nn.Tanh(),
    )


def _trunk(config: TrainConfig) -> nn.Module:
    low, high, dense = _sizes(config, 64, 128, 1024)
    return nn.Sequential(
        nn.Conv2d(1, low, 4, 2, 1),
        nn.LeakyReLU(LEAK),
        nn.Conv2d(low, high, 4, 2, 1),
        *_then(nn.BatchNorm2d(high), config),
        nn.Flatten(),
        nn.Linear(high * 49, dense),
        *_then(nn.BatchNorm1d(dense), config),
    )


def _q_head(config: TrainConfig) -> nn.Module:
    dense, hidden = _sizes(config, 1024, 128)
    return nn.Sequential(
        nn.Linear(dense, hidden),
        *_then(nn.BatchNorm1d(hidden), config),
        _Logits(hidden, CATEGORIES + 2 * STYLES),
    )


def _then(norm: nn.Module, config: TrainConfig) -> list[nn.Module]:
    return [*([norm] if config.normalisation == "batch" else []), nn.LeakyReLU(LEAK)]


def _initialise(layer: nn.Module) -> None:
    """DCGAN's normal weights; speed does not depend on them."""
    if isinstance(layer, nn.Linear | nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(layer.weight, std=0.02)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
