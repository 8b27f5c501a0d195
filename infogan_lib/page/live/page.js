// @ts-check
/* Small things that every panel builds its part of the page from. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  /* element("p", {class: "x", text: "hello", onclick: f}, ...children) */
  function element(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "text") node.textContent = value;
      else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (typeof value === "boolean") node.toggleAttribute(name, value);
      else node.setAttribute(name, value);
    }
    node.append(...children);
    return node;
  }

  /* −0.50, not -0.50: the true minus sign, and no minus before a zero. */
  function number(value, digits = 2) {
    if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "—";
    const text = value.toFixed(digits);
    return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
  }

  /* Draw one image at (left, top) of a canvas. It is grey or, with three channels, coloured; with
     darkInk, 1 is black, as MNIST's ink is shown. */
  function paint(canvas, image, left = 0, top = 0, { channels = 1, darkInk = true } = {}) {
    const side = Math.sqrt(image.length / channels);
    const context = canvas.getContext("2d");
    const pixels = context.createImageData(side, side);
    const sign = darkInk ? -1 : 1;
    for (let i = 0; i < side * side; i++) {
      for (let k = 0; k < 3; k++) {
        const value = image[channels * i + (k % channels)];
        pixels.data[4 * i + k] = Math.round((1 + sign * value) * 127.5);
      }
      pixels.data[4 * i + 3] = 255;
    }
    context.putImageData(pixels, left, top);
  }

  function picture(label, side = 28) {
    return element("canvas", {
      class: "live-pixels",
      width: side,
      height: side,
      role: "img",
      "aria-label": label,
    });
  }

  /* A slider with its name, its value, and the trained range [low, high] marked. `show` makes the
     value's text. Returns {node, set(value)}. */
  function slider({ name, min, max, step, value, trained, note, show = number, change }) {
    // Not an <output>: a label names the first control in it, and that would be one.
    const output = element("span", { class: "live-value", text: show(value) });
    const input = element("input", {
      type: "range",
      "aria-label": name,
      min,
      max,
      step,
      value,
    });
    const says = (now) => {
      output.textContent = show(now);
      input.setAttribute("aria-valuetext", output.textContent);
    };
    input.addEventListener("input", () => {
      says(Number(input.value));
      change(Number(input.value));
    });
    const node = element("div", { class: "live-slider" });
    node.append(element("label", {}, element("span", { text: name }), output, input));
    if (trained) {
      const mark = element("div");
      mark.style.left = `${(100 * (trained[0] - min)) / (max - min)}%`;
      mark.style.width = `${(100 * (trained[1] - trained[0])) / (max - min)}%`;
      node.append(element("div", { class: "live-trained", "aria-hidden": "true" }, mark));
    }
    if (note) node.append(element("small", { text: note }));
    says(Number(value));
    return {
      node,
      set(next) {
        input.value = next;
        says(Number(next)); // the browser rounds its own to a step
      },
    };
  }

  /* Run `work` once in the next frame, however often it is asked for. */
  function onceAFrame(work) {
    let waiting = false;
    return () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        work();
      });
    };
  }

  /* A line for screen readers that speaks when the reader pauses. */
  function announcer() {
    const node = element("p", { class: "live-announcer", role: "status" });
    let timer;
    return {
      node,
      say(text, wait = 700) {
        clearTimeout(timer);
        timer = setTimeout(() => (node.textContent = text), wait);
      },
    };
  }

  Object.assign(infogan, /** @satisfies {Partial<Infogan>} */ ({ announcer, element, number, onceAFrame, paint, picture, slider }));
})(window.infogan);
