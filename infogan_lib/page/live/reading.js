// @ts-check
/* What Q reads in an image: bars for a category, a band for a number, and the nats they earn. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const { element, isCategory, number } = infogan;
  const FEW = 12; // categories that still fit on bars

  function bars(code, q, digits, put) {
    let order = q.logs.map((_, k) => k);
    if (order.length > FEW) order = order.sort((a, b) => q.logs[b] - q.logs[a]).slice(0, 5);
    const rows = order.map((k) => {
      const share = 100 * Math.exp(q.logs[k]);
      const bar = element("div", { class: "live-bar" });
      bar.style.width = `${share}%`;
      const name = k in digits ? `${k} (${digits[k]})` : `${k}`;
      return element(
        "tr",
        k === put ? { class: "live-put" } : {},
        element("th", { scope: "row", text: name }),
        element("td", { class: "live-track" }, bar),
        element("td", { text: `${share.toFixed(0)} %` }),
      );
    });
    const caption = Object.keys(digits).length ? `${code.name} (its digit)` : code.name;
    return element("table", { class: "live-bars" }, element("caption", { text: caption }), ...rows);
  }

  function band(code, q, put) {
    const { centre, half } = infogan.trained(code);
    const at = (x) => Math.min(Math.max(25 * ((x - centre) / half + 2), 0), 100);
    const track = element("div", { class: "live-band", "aria-hidden": "true" });
    const inside = element("div", { class: "live-inside" });
    inside.style.left = `${at(q.mean - q.std)}%`;
    inside.style.width = `${Math.max(at(q.mean + q.std) - at(q.mean - q.std), 1)}%`;
    track.append(inside);
    const node = element("div", { class: "live-number" });
    node.append(element("div", { text: `${code.name}: ${number(q.mean)} ± ${number(q.std)}` }), track);
    if (put !== undefined) {
      const mark = element("div", { class: "live-mark" });
      mark.style.left = `${at(put)}%`;
      track.append(mark);
      node.append(element("small", { text: `put in ${number(put)}` }));
    }
    return node;
  }

  function nats(codes, q, put) {
    const line = (name, value) =>
      element(
        "tr",
        {},
        element("th", { scope: "row", text: name }),
        element("td", { text: number(value) }),
      );
    const parts = codes.map((code) => infogan.contribution(code, put[code.name], q[code.name]));
    return element(
      "table",
      { class: "live-nats" },
      element("caption", { text: "ln q(c|x) + H(c), in nats" }),
      ...codes.map((code, i) => line(code.name, parts[i])),
      line("together", parts.reduce((a, b) => a + b, 0)),
    );
  }

  /* Fill `node` with the reading q. `put`: the codes that made the image, if they are known. */
  infogan.showReading = function (node, networks, q, put) {
    const { codes } = networks.latent;
    node.replaceChildren(
      element("p", { class: "live-title", text: "What Q reads" }),
      ...codes.map((code) =>
        isCategory(code)
          ? bars(code, q[code.name], networks.digits, put?.[code.name])
          : band(code, q[code.name], put?.[code.name]),
      ),
      ...(put ? [nats(codes, q, put)] : []),
    );
  };

  /* The reading in a sentence, for screen readers. */
  infogan.sayReading = function (networks, q) {
    const parts = networks.latent.codes.map((code) => {
      const said = q[code.name];
      if (!isCategory(code)) return `${code.name} ${number(said.mean)} ± ${number(said.std)}`;
      const digit = said.best in networks.digits ? `, digit ${networks.digits[said.best]}` : "";
      const share = 100 * Math.exp(said.logs[said.best]);
      return `${code.name} ${said.best}${digit}, ${share.toFixed(0)} %`;
    });
    return `Q reads ${parts.join("; ")}.`;
  };
})(window.infogan);
