// @ts-check
/* The explorer in its smallest form, for the first page: one picture, one slider, one row of
   categories. Noise and the other codes stay in the middle. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const { element, isCategory, number } = infogan;

  /* Q's reading of the categories and of one number, in a line. */
  function reading(networks, q, category, style, name) {
    const best = q[category.name].best;
    const share = (100 * Math.exp(q[category.name].logs[best])).toFixed(0);
    const digit = best in networks.digits ? `, which draws a ${networks.digits[best]}` : "";
    const said = `${name} ${number(q[style.name].mean)}`;
    return `Q reads: ${category.name} ${best}${digit} (${share} %); ${said}`;
  }

  /* Put the panel into `place`. A model without a category or without a number has no such panel. */
  infogan.firstLook = function (place, networks) {
    const { latent } = networks;
    const category = latent.codes.find(isCategory);
    const style = latent.codes.find((code) => !isCategory(code));
    if (!category || !style) throw new Error("The first look needs a category and a number.");
    const name = networks.meanings[style.name] ?? style.name; // what it was measured to change
    const values = Object.fromEntries(
      latent.codes.map((code) => [code.name, isCategory(code) ? 0 : infogan.trained(code).centre]),
    );
    const image = infogan.picture("");
    const said = element("p", { class: "live-note" });
    const announcer = infogan.announcer();
    const show = infogan.onceAFrame(() => {
      const pixels = networks.generate(infogan.assemble(latent, [], values));
      networks.paint(image, pixels);
      const put = `${category.name} ${values[category.name]}, ${name} ${number(values[style.name])}`;
      image.setAttribute("aria-label", `Generated image: ${put}`);
      const q = infogan.posterior(networks, networks.recognise(pixels));
      said.textContent = reading(networks, q, category, style, name);
      announcer.say(said.textContent);
    });
    const change = (code) => (value) => {
      values[code.name] = value;
      show();
    };
    const { centre, half } = infogan.trained(style);
    const slider = infogan.slider({
      name,
      min: centre - 2 * half,
      max: centre + 2 * half,
      step: half / 100,
      value: values[style.name],
      trained: [centre - half, centre + half],
      note: `${style.name}, trained in the blue range`,
      change: change(style),
    });
    const row = infogan.chooser(networks, category, change(category));
    row.set(values[category.name]);
    const title = element("p", { class: "live-title", text: "Move me" });
    const controls = element("div", { class: "live-controls" }, title, slider.node, said);
    const view = element("div", { class: "live-view" }, image);
    place.append(
      element(
        "section",
        { class: "live-section live-first", "aria-label": "A first look at the codes" },
        view,
        controls,
        row.node,
      ),
      announcer.node,
    );
    show();
  };
})(window.infogan);
