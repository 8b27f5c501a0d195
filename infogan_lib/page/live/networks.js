// @ts-check
/* Runs G and Q: reads the numbers of weights.js, then layer by layer. Images are (side, side,
   channels) in one row of numbers from -1 to 1; of MNIST's, -1 is paper and 1 is ink. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
  const product = (numbers) => numbers.reduce((a, b) => a * b, 1);

  /* IEEE half precision to float32: sign, 5 bits of exponent, 10 of fraction. */
  function widen(half) {
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    const size = exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : fraction * 2 ** -24;
    return half & 0x8000 ? -size : size;
  }

  function decode(base64) {
    const text = atob(base64);
    const numbers = new Float32Array(text.length / 2);
    const table = new Float32Array(65536);
    for (let half = 0; half < 65536; half++) table[half] = widen(half);
    for (let i = 0; i < numbers.length; i++) {
      numbers[i] = table[text.charCodeAt(2 * i) | (text.charCodeAt(2 * i + 1) << 8)];
    }
    return numbers;
  }

  /* out (rows, columns) += left (rows, inner) · right (inner, columns). Four rows of `right` at a
     time halve the traffic; half of the numbers after a ReLU are 0 and cost nothing. */
  function multiply(left, right, out, inner, columns) {
    for (let row = 0, from = 0; from < left.length; row += columns, from += inner) {
      for (let i = 0; i < inner; i += 4) {
        const rest = inner - i;
        const a = left[from + i];
        const b = rest > 1 ? left[from + i + 1] : 0;
        const c = rest > 2 ? left[from + i + 2] : 0;
        const d = rest > 3 ? left[from + i + 3] : 0;
        if (a === 0 && b === 0 && c === 0 && d === 0) continue;
        const first = i * columns;
        const second = rest > 1 ? first + columns : first;
        const third = rest > 2 ? second + columns : first;
        const fourth = rest > 3 ? third + columns : first;
        for (let o = 0; o < columns; o++) {
          out[row + o] +=
            a * right[first + o] + b * right[second + o] + c * right[third + o] + d * right[fourth + o];
        }
      }
    }
  }

  /* The pixels that a convolution joins, as [coarse, fine, tap, ...]: `fine` of its larger image,
     `coarse` of its smaller, through entry `tap` of the kernel. Padding is TensorFlow's "same". */
  function pairs(coarse, fine, kernel, stride) {
    const before = [0, 1].map((axis) =>
      Math.max((coarse[axis] - 1) * stride + kernel[axis] - fine[axis], 0) >> 1,
    );
    const found = [];
    for (let y = 0; y < coarse[0]; y++) {
      for (let x = 0; x < coarse[1]; x++) {
        for (let tap = 0; tap < kernel[0] * kernel[1]; tap++) {
          const row = y * stride + Math.floor(tap / kernel[1]) - before[0];
          const column = x * stride + (tap % kernel[1]) - before[1];
          if (row < 0 || row >= fine[0] || column < 0 || column >= fine[1]) continue;
          found.push(y * coarse[1] + x, row * fine[1] + column, tap);
        }
      }
    }
    return Int32Array.from(found);
  }

  function biased(layer) {
    const out = new Float32Array(layer.pixels * layer.outputs);
    for (let at = 0; at < out.length; at += layer.outputs) out.set(layer.bias, at);
    return out;
  }

  const OPS = {
    dense(layer, input) {
      const out = biased(layer);
      multiply(input, layer.numbers, out, layer.inputs, layer.outputs);
      return out;
    },

    conv(layer, input) {
      const { inputs, taps, joins } = layer;
      const patches = new Float32Array(layer.pixels * taps * inputs);
      for (let p = 0; p < joins.length; p += 3) {
        const to = (joins[p] * taps + joins[p + 2]) * inputs;
        const from = joins[p + 1] * inputs;
        for (let i = 0; i < inputs; i++) patches[to + i] = input[from + i];
      }
      const out = biased(layer);
      multiply(patches, layer.numbers, out, taps * inputs, layer.outputs);
      return out;
    },

    transposed(layer, input) {
      const { inputs, outputs, taps, joins } = layer;
      const spread = new Float32Array((input.length / inputs) * taps * outputs);
      multiply(input, layer.numbers, spread, inputs, taps * outputs);
      const out = biased(layer);
      for (let p = 0; p < joins.length; p += 3) {
        const from = (joins[p] * taps + joins[p + 2]) * outputs;
        const to = joins[p + 1] * outputs;
        for (let o = 0; o < outputs; o++) out[to + o] += spread[from + o];
      }
      return out;
    },
  };

  function activate(activation, values) {
    if (activation === "tanh") {
      for (let i = 0; i < values.length; i++) values[i] = Math.tanh(values[i]);
    } else if (activation !== 1) {
      for (let i = 0; i < values.length; i++) if (values[i] < 0) values[i] *= activation;
    }
  }

  /* Give a layer its numbers and sizes; return where the next one's numbers begin. */
  function prepare(layer, numbers, at) {
    const { op, size, stride } = layer;
    const outputs = layer.kernel[layer.kernel.length - 1];
    const inputs = layer.kernel[op === "transposed" ? 0 : layer.kernel.length - 2];
    const kernel = op === "transposed" ? layer.kernel.slice(1, 3) : layer.kernel.slice(0, -2);
    const end = at + product(layer.kernel);
    Object.assign(layer, { inputs, outputs, taps: product(kernel), pixels: 1 });
    layer.numbers = numbers.subarray(at, end);
    layer.bias = numbers.subarray(end, end + outputs);
    if (op !== "dense") {
      const shape = size.map((n) => (op === "conv" ? Math.ceil(n / stride) : n * stride));
      layer.pixels = product(shape);
      const [coarse, fine] = op === "conv" ? [shape, size] : [size, shape];
      layer.joins = pairs(coarse, fine, kernel, stride);
    }
    return end + outputs;
  }

  function run(layers, input) {
    for (const layer of layers) {
      input = OPS[layer.op](layer, input);
      activate(layer.activation, input);
    }
    return input;
  }

  /* Take what weights.js holds; return {latent, digits, side, generate(row), recognise(image),
     paint(canvas, image, left, top), isLikeMnist, drawsDigits, name}. */
  infogan.networks = function (weights) {
    const numbers = decode(weights.weights);
    let at = 0;
    for (const layer of [...weights.generator, ...weights.recognition]) {
      at = prepare(layer, numbers, at);
    }
    const width = (code) => (code.kind === "categorical" ? code.size : 1);
    const [side, , channels] = weights.shape ?? [28, 28, 1];
    const look = { channels, darkInk: weights.dark_ink ?? true };
    return {
      latent: { ...weights.latent, width: weights.latent.noise + sum(weights.latent.codes.map(width)) },
      digits: weights.digits,
      meanings: weights.meanings ?? {},
      smallestStd: weights.smallest_std,
      generate: (row) => run(weights.generator, row),
      recognise: (image) => run(weights.recognition, image),
      paint: (canvas, image, left, top) => infogan.paint(canvas, image, left, top, look),
      side,
      isLikeMnist: side === 28 && channels === 1,
      drawsDigits: Object.keys(weights.digits ?? {}).length > 0,
      name: String(weights.name ?? ""),
    };
  };
})(window.infogan);
