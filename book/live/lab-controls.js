// @ts-check
/* The lab's controls: one for each setting, with a line on what to expect of it. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const { element, number } = infogan;

  const power = (exponent) => {
    const value = 10 ** exponent;
    return value < 0.01 ? value.toExponential(1).replace("e-", "·10⁻").replace(/\d$/, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d]) : number(value, 2);
  };

  /* {node, set(value)} for a field of labState.FIELDS; `change(value)` on the reader's move. */
  infogan.labControl = function (field, change, withNote = true) {
    const note = withNote ? field.expect : undefined;
    if (field.choices) {
      const names = Object.keys(field.choices);
      const select = element(
        "select",
        { "aria-label": field.name, onchange: () => change(select.value) },
        ...names.map((value) => element("option", { value, text: field.choices[value] })),
      );
      const node = element(
        "div",
        { class: "lab-choice" },
        element("label", {}, element("span", { text: field.name }), select),
        ...(note ? [element("small", { text: note })] : []),
      );
      return { node, set: (value) => (select.value = value) };
    }
    const { values, log } = field;
    const toSlider = (value) => (values ? values.indexOf(value) : log ? Math.log10(value) : value);
    const fromSlider = (at) =>
      values ? values[at] : log ? Number((10 ** at).toPrecision(3)) : Number(at.toFixed(3));
    const slider = infogan.slider({
      name: field.name,
      min: values ? 0 : log ? Math.log10(field.low) : field.low,
      max: values ? values.length - 1 : log ? Math.log10(field.high) : field.high,
      step: values ? 1 : log ? 0.1 : field.step,
      value: toSlider(field.start),
      note,
      show: values ? (at) => String(values[at]) : log ? power : number,
      change: (at) => change(fromSlider(at)),
    });
    return { node: slider.node, set: (value) => slider.set(toSlider(value)) };
  };
})(window.infogan);
