// @ts-check
/* Matrix products of the lab. A room holds the numbers of one game, and multiplies them: by a small
   WebAssembly program, assembled here, that takes four rows by four columns at a time; or, where a
   browser forbids that or the shapes do not fit, by the loops below. Both add in the same order, so
   that they agree to the last bit. */
"use strict";
window.infogan = window.infogan || {};
window.infogan.labParts = window.infogan.labParts || [];

window.infogan.labParts.push(function products(lab) {
  const PAGE = 65536; // bytes
  const PAGES = 512; // of a room: a browser provides those that are touched
  const BLOCK = 4; // rows and columns of `out` at a time

  /* out[i, j] (+)= Σ_k a[i, k] b[k, j], for any strides: with them swapped a matrix is transposed.
     Blocks of 4 × 2 entries keep their eight sums in registers, which doubles the speed. */
  function loops(out, rows, columns, inner, a, aRow, aStep, b, bStep, bColumn, add = false) {
    for (let i = 0; i < rows; i += 4) {
      for (let j = 0; j < columns; j += 2) {
        if (i + 4 > rows || j + 2 > columns) {
          corner(out, i, Math.min(i + 4, rows), j, Math.min(j + 2, columns), columns, inner,
                 a, aRow, aStep, b, bStep, bColumn, add); // prettier-ignore
          continue;
        }
        let p = i * aRow;
        let q = j * bColumn;
        let s00 = 0, s01 = 0, s10 = 0, s11 = 0, s20 = 0, s21 = 0, s30 = 0, s31 = 0; // prettier-ignore
        for (let k = 0; k < inner; k++) {
          const left = b[q];
          const right = b[q + bColumn];
          const a0 = a[p];
          const a1 = a[p + aRow];
          const a2 = a[p + 2 * aRow];
          const a3 = a[p + 3 * aRow];
          s00 += a0 * left;
          s01 += a0 * right;
          s10 += a1 * left;
          s11 += a1 * right;
          s20 += a2 * left;
          s21 += a2 * right;
          s30 += a3 * left;
          s31 += a3 * right;
          p += aStep;
          q += bStep;
        }
        let o = i * columns + j;
        out[o] = s00 + (add ? out[o] : 0);
        out[o + 1] = s01 + (add ? out[o + 1] : 0);
        o += columns;
        out[o] = s10 + (add ? out[o] : 0);
        out[o + 1] = s11 + (add ? out[o + 1] : 0);
        o += columns;
        out[o] = s20 + (add ? out[o] : 0);
        out[o + 1] = s21 + (add ? out[o + 1] : 0);
        o += columns;
        out[o] = s30 + (add ? out[o] : 0);
        out[o + 1] = s31 + (add ? out[o + 1] : 0);
      }
    }
  }

  /* The same for what does not fill a block. */
  function corner(out, i0, i1, j0, j1, columns, inner, a, aRow, aStep, b, bStep, bColumn, add) {
    for (let i = i0; i < i1; i++) {
      for (let j = j0; j < j1; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) sum += a[i * aRow + k * aStep] * b[k * bStep + j * bColumn];
        out[i * columns + j] = sum + (add ? out[i * columns + j] : 0);
      }
    }
  }

  /* The bytes of a WebAssembly module whose one function is `loops` with bColumn = 1, rows and
     columns in fours, and addresses and strides in bytes. */
  function assemble() {
    const unsigned = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...unsigned(n >> 7)]);
    const list = (items) => [...unsigned(items.length), ...items.flat()];
    const section = (id, items) => [id, ...list(list(items))];
    const get = (local) => [0x20, local];
    const set = (local, ...value) => [...value.flat(), 0x21, local];
    const number = (n) => [0x41, n]; // below 64, so that one byte holds it
    const plus = (a, b) => [...a, ...b, 0x6a];
    const times = (a, b) => [...a, ...b, 0x6c];
    const inBytes = (n) => [...n, ...number(3), 0x74]; // × 8 by a shift
    const vector = (code, ...operands) => [...operands.flat(), 0xfd, ...unsigned(code)];
    const load = (at, offset) => [...vector(0x00, at), 3, offset];
    const spread = (at) => [...vector(0x0a, at), 3, 0]; // one double into both lanes
    const store = (at, offset, value) => [...vector(0x0b, at, value), 3, offset];
    const zero = [...vector(0x0c), ...new Array(16).fill(0)];
    const sum = (a, b) => vector(0xf0, a, b);
    const product = (a, b) => vector(0xf2, a, b);
    const advance = (local, by) => set(local, plus(get(local), by));
    const below = (a, b) => [...a, ...b, 0x49];
    const doWhile = (condition, ...body) => [0x03, 0x40, ...body.flat(), ...condition, 0x0d, 0, 0x0b];
    const when = (condition, body) => [...condition, 0x04, 0x40, ...body, 0x0b];

    const [out, rows, columns, inner, a, aRow, aStep, b, bStep, add] = Array(10).keys();
    const [i, j, k, q, o] = [10, 11, 12, 13, 14];
    const four = [0, 1, 2, 3];
    const p = (r) => 15 + r; // where row r of a is read
    const s = (r, half) => 19 + 2 * r + half; // sums: row r, columns 0–1 or 2–3
    const [right, left] = [[27, 28], 29];
    const halves = [0, 1];

    const code = doWhile(
      below(get(i), get(rows)),
      set(j, number(0)),
      doWhile(
        below(get(j), get(columns)),
        ...four.map((r) => set(p(r), plus(get(a), times(plus(get(i), number(r)), get(aRow))))),
        set(q, plus(get(b), inBytes(get(j)))),
        set(o, plus(get(out), inBytes(plus(times(get(i), get(columns)), get(j))))),
        ...four.flatMap((r) => halves.map((h) => set(s(r, h), zero))),
        set(k, number(0)),
        doWhile(
          below(get(k), get(inner)),
          ...halves.map((h) => set(right[h], load(get(q), 16 * h))),
          ...four.flatMap((r) => [
            set(left, spread(get(p(r)))),
            ...halves.map((h) =>
              set(s(r, h), sum(get(s(r, h)), product(get(left), get(right[h])))),
            ),
            advance(p(r), get(aStep)),
          ]),
          advance(q, get(bStep)),
          advance(k, number(1)),
        ),
        ...four.flatMap((r) => [
          ...halves.flatMap((h) => [
            when(get(add), set(s(r, h), sum(get(s(r, h)), load(get(o), 16 * h)))),
            store(get(o), 16 * h, get(s(r, h))),
          ]),
          advance(o, inBytes(get(columns))),
        ]),
        advance(j, number(BLOCK)),
      ),
      advance(i, number(BLOCK)),
    );
    const [i32, v128] = [0x7f, 0x7b];
    const body = [...list([[9, i32], [11, v128]]), ...code, 0x0b]; // prettier-ignore
    const text = (word) => list([...word].map((letter) => letter.charCodeAt(0)));
    return Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
      ...section(1, [[0x60, ...list(Array(10).fill(i32)), 0]]), // ten numbers → nothing
      ...section(2, [[...text("room"), ...text("memory"), 2, 0, ...unsigned(PAGES)]]),
      ...section(3, [[0]]),
      ...section(7, [[...text("product"), 0, 0]]),
      ...section(10, [[...list(body)]]),
    ]);
  }

  let module;
  try {
    module = new WebAssembly.Module(assemble());
  } catch {
    module = null; // forbidden, or a browser without SIMD
  }

  /* {array(n), product(…)}: n zeros, in the memory that the program reaches if there is room for
     them, and the product of such arrays, as `loops` has it. `fast: false` keeps to the loops. */
  lab.createRoom = function ({ fast = true } = {}) {
    let memory;
    let program;
    let free = 0;
    try {
      memory = fast && module && new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
      program = memory && new WebAssembly.Instance(module, { room: { memory } }).exports.product;
    } catch {
      program = null; // no memory to be had
    }

    function array(n) {
      if (!program || free + 8 * n > PAGE * PAGES) return new Float64Array(n);
      free += 8 * n;
      return new Float64Array(memory.buffer, free - 8 * n, n);
    }
    const turned = program && array(128 * 128); // for a b that lies across

    function product(out, rows, columns, inner, a, aRow, aStep, b, bStep, bColumn, add = false) {
      const inReach = program && [out, a, b].every(({ buffer }) => buffer === memory.buffer);
      const across = bColumn !== 1;
      if (!inReach || rows % BLOCK || columns % BLOCK || (across && inner * columns > turned.length)) {
        return loops(out, rows, columns, inner, a, aRow, aStep, b, bStep, bColumn, add);
      }
      if (across) {
        for (let k = 0, o = 0; k < inner; k++) {
          for (let j = 0; j < columns; j++) turned[o++] = b[k * bStep + j * bColumn];
        }
        [b, bStep] = [turned, columns];
      }
      const strides = [aRow, aStep].map((n) => 8 * n);
      program(out.byteOffset, rows, columns, inner, a.byteOffset, ...strides, b.byteOffset, 8 * bStep, +add);
    }

    return { array, product, fast: Boolean(program) };
  };
});
