// @ts-check
/* What the reader has set: a value for each code and the seed of z; and its place in the address. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const { isCategory, trained } = infogan;
  const SEEDS = 2 ** 31;

  function start(latent) {
    const values = {};
    for (const code of latent.codes) values[code.name] = isCategory(code) ? 0 : trained(code).centre;
    return { values, seed: 0 };
  }

  /* The number in `text` if the code can take it, else undefined. */
  function admitted(code, text) {
    const value = text.trim() === "" ? NaN : Number(text);
    if (!Number.isFinite(value)) return undefined;
    if (isCategory(code)) {
      return Number.isInteger(value) && value >= 0 && value < code.size ? value : undefined;
    }
    const { centre, half } = trained(code);
    return Math.min(Math.max(value, centre - 2 * half), centre + 2 * half);
  }

  /* The state that an address such as "#category=3&style_1=0.5&noise=7" names; what it leaves out
     or misspells stays at its start. `named`: whether it names anything. */
  function fromAddress(latent, hash) {
    const { values, seed } = start(latent);
    const said = new URLSearchParams(hash.replace(/^#/, ""));
    let named = false;
    for (const code of latent.codes) {
      const value = said.has(code.name) ? admitted(code, said.get(code.name)) : undefined;
      if (value === undefined) continue;
      values[code.name] = value;
      named = true;
    }
    if (!/^\d{1,10}$/.test(said.get("noise") ?? "")) return { values, seed, named };
    return { values, seed: Number(said.get("noise")) % SEEDS, named: true };
  }

  function toAddress(latent, { values, seed }) {
    const pairs = latent.codes.map((code) => [code.name, Number(values[code.name].toFixed(4))]);
    return `#${new URLSearchParams([...pairs, ["noise", seed]])}`;
  }

  /* {get(), set(changes), watch(f)}: the state, and whoever follows it. */
  infogan.createState = function (latent, hash) {
    const found = fromAddress(latent, hash);
    let now = { values: found.values, seed: found.seed };
    const followers = [];
    return {
      named: found.named,
      get: () => now,
      set({ values = {}, seed = now.seed }) {
        now = { values: { ...now.values, ...values }, seed };
        for (const follow of followers) follow(now);
      },
      watch: (follow) => followers.push(follow),
    };
  };

  Object.assign(infogan, /** @satisfies {Partial<Infogan>} */ ({ SEEDS, fromAddress, startState: start, toAddress }));
})(window.infogan);
