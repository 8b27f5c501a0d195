"""The losses, each a pure function under the equation it implements. All in nats.

Logits ℓ stand for D(x) = σ(ℓ), so ln D = −softplus(−ℓ) and ln(1 − D) = −softplus(ℓ):
no probability is ever rounded to 0 before its logarithm is taken.
"""

from __future__ import annotations

from keras import ops


def discriminator_loss(real_logits, fake_logits):
    """−V(D, G) = −E[ln D(x)] − E[ln(1 − D(G(z, c)))], real = 1 (paper, equation 1).

    At a blind D (ℓ = 0) it is 2 ln 2 = 1.386. Shapes (n, 1) → scalar.
    """
    return ops.mean(ops.softplus(-real_logits)) + ops.mean(ops.softplus(fake_logits))


def generator_loss(fake_logits):
    """−E[ln D(G(z, c))], the non-saturating form. At a blind D it is ln 2."""
    return ops.mean(ops.softplus(-fake_logits))


def saturating_generator_loss(fake_logits):
    """E[ln(1 − D(G(z, c)))], the minimax form: its gradient dies where D wins."""
    return -ops.mean(ops.softplus(fake_logits))


def code_cross_entropy(log_q_of_c):
    """CE = −E[ln Q(c|x)], the part of the bound that can be learned. (n,) → scalar."""
    return -ops.mean(log_q_of_c)


def lower_bound(log_q_of_c, entropy_of_c: float):
    """L_I = E[ln Q(c|x)] + H(c) ≤ I(c; G(z, c)) (paper, equation 5). (n,) → scalar."""
    return entropy_of_c - code_cross_entropy(log_q_of_c)
