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


def consistency_loss(log_q, log_q_twin):
    """−½ E[Σ q ln q′ + Σ q′ ln q]: the cross-entropy of paired readings, both ways.

    ``log_q``, ``log_q_twin``: ln q(c|x) over all K values for the two images of a pair,
    (n, K). It is 0 where both are certain and agree.
    """
    q, q_twin = ops.exp(log_q), ops.exp(log_q_twin)
    return -0.5 * ops.mean(ops.sum(q * log_q_twin + q_twin * log_q, axis=-1))


def marginal_entropy(log_q):
    """H(E[q(c|x)]) over a batch: ln K where all values are used equally. (n, K) → scalar."""
    n = ops.cast(ops.shape(log_q)[0], log_q.dtype)
    log_mean = ops.logsumexp(log_q, axis=0) - ops.log(n)
    return -ops.sum(ops.exp(log_mean) * log_mean)


def bend_loss(readings, bends):
    """Σ (S − 1)², S the slopes of Q's first readings on what was done to the images.

    ``readings``: Q's means of the styles, in prior standard deviations, (n, styles). ``bends``:
    how far each image was bent in some ways, (n, ways). Each style is paired with one way, as far
    as they go. It is 0 where a style follows its own way and no other.
    """
    d = min(readings.shape[1], bends.shape[1])
    y, a = (values[:, :d] - ops.mean(values[:, :d], axis=0) for values in (readings, bends))
    slopes = ops.matmul(ops.transpose(y), a) / ops.sum(ops.square(a), axis=0)
    return ops.sum(ops.square(slopes - ops.eye(d, dtype=slopes.dtype)))
