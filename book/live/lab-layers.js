// @ts-check
/* Dense layers of the lab: x W + b, leaky ReLU, and the chain rule backwards. Rows of a batch lie one
   after the other in a Float64Array, which JavaScript adds up faster than a Float32Array. */
"use strict";
window.infogan = window.infogan || {};
window.infogan.labParts = window.infogan.labParts || [];

window.infogan.labParts.push(function layers(lab) {
  const LEAK = 0.1; // infogan_lib.core.networks.LEAK

  /* A weight matrix or a bias, with its gradient and Adam's two moments. */
  function parameter(size, std, normal, room) {
    const [value, gradient] = [room.array(size), room.array(size)];
    if (std) for (let i = 0; i < size; i++) value[i] = std * normal();
    const [m, v] = [new Float64Array(size), new Float64Array(size)];
    return { value, gradient, m, v };
  }

  /** A network of dense layers, sizes[0] → … → sizes.at(-1), leaky ReLUs between; with `leakyEnd`
     after the last as well. Weights start by He's rule, those of the last layer with `endStd`. They
     lie in a `room` (lab-product.js).
     @param {number[]} sizes
     @param {{leakyEnd?: boolean, endStd?: number}} [ends] */
  function network(sizes, { leakyEnd = false, endStd } = {}, normal = () => 0, room = lab.createRoom()) {
    const layers = sizes.slice(1).map((outputs, l) => {
      const last = l === sizes.length - 2;
      const std = last && endStd !== undefined ? endStd : Math.sqrt(2 / sizes[l]);
      return {
        inputs: sizes[l],
        outputs,
        leaky: !last || leakyEnd,
        weights: parameter(sizes[l] * outputs, std, normal, room),
        bias: parameter(outputs, 0, normal, room),
      };
    });
    return { layers, room, parameters: layers.flatMap(({ weights, bias }) => [weights, bias]) };
  }

  /* The way of n rows through a network: forward keeps what backward needs. */
  function pass(net, n) {
    const { layers, room } = net;
    const { product } = room;
    const outputs = layers.map((layer) => room.array(n * layer.outputs));
    const deltas = layers.map((layer) => room.array(n * layer.outputs));
    const [input, toInput] = [0, 0].map(() => room.array(n * layers[0].inputs));

    function forward(x) {
      input.set(x);
      layers.forEach(({ inputs, outputs: width, leaky, weights, bias }, l) => {
        const from = l ? outputs[l - 1] : input;
        const to = outputs[l];
        product(to, n, width, inputs, from, inputs, 1, weights.value, width, 1);
        for (let i = 0, o = 0; i < n; i++) {
          for (let j = 0; j < width; j++, o++) {
            const y = to[o] + bias.value[j];
            to[o] = leaky && y < 0 ? LEAK * y : y;
          }
        }
      });
      return outputs[outputs.length - 1];
    }

    /* From ∂L/∂output to ∂L/∂input. `learn`: add ∂L/∂weights to the gradients. Without
       `through` the first layer's input needs no derivative, and 0 work is done for it. The
       answer stays valid until the next call. */
    function backward(slope, { learn, through = true }) {
      deltas[layers.length - 1].set(slope);
      for (let l = layers.length - 1; l >= 0; l--) {
        const { inputs, outputs: width, leaky, weights, bias } = layers[l];
        const delta = deltas[l];
        if (leaky) {
          const y = outputs[l];
          for (let o = 0; o < delta.length; o++) if (y[o] <= 0) delta[o] *= LEAK;
        }
        if (learn) {
          const from = l ? outputs[l - 1] : input;
          product(weights.gradient, inputs, width, n, from, 1, inputs, delta, width, 1, true);
          for (let i = 0, o = 0; i < n; i++) {
            for (let j = 0; j < width; j++, o++) bias.gradient[j] += delta[o];
          }
        }
        if (l || through) {
          product(l ? deltas[l - 1] : toInput, n, inputs, width, delta, width, 1, weights.value, 1, width);
        }
      }
      return toInput;
    }

    return { forward, backward, last: () => outputs[outputs.length - 1] };
  }

  /* Adam as Keras has it, ε outside the bias correction. `t`: steps so far, this one included. */
  function adam(parameters, rate, t, beta1 = 0.5, beta2 = 0.999, epsilon = 1e-7) {
    const alpha = (rate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
    for (const { value, gradient, m, v } of parameters) {
      for (let i = 0; i < value.length; i++) {
        const g = gradient[i];
        m[i] += (g - m[i]) * (1 - beta1);
        v[i] += (g * g - v[i]) * (1 - beta2);
        value[i] -= (alpha * m[i]) / (Math.sqrt(v[i]) + epsilon);
      }
    }
  }

  Object.assign(lab, /** @satisfies {Partial<Lab>} */ ({ adam, network, pass }));
});
