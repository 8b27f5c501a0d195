// @ts-check
/* The only script that a page with a panel loads at once: it waits until the panel is about to be
   seen, then fetches the rest. Works from a folder too: nothing but classic scripts. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript);
  const here = new URL(".", src);
  const shared = ["page.js"];
  const network = ["codes.js", "networks.js", "weights.js"];
  const parts = ["reading.js", "state.js", "sharing.js", "strokes.js", "drawing.js", "grid.js"];
  const explorer = [...shared, ...network, ...parts, "explorer.js", "model-file.js"];
  const firstLook = ["first-look.css", ...shared, ...network, "explorer.js", "first-look.js"];
  const panel = [...shared, "information.js", "chart.js", "panels.js"];
  const engine = ["product", "layers", "draws", "game", "information", "run", "worker"];
  const view = ["state", "scenarios", "plane", "charts", "controls", "sheet"];
  const frame = ["session", "stage", "question", "report"];
  const lab = [...engine, ...view, ...frame].map((part) => `lab-${part}.js`);
  const labFiles = ["lab.css", ...shared, "sharing.js", ...lab, "lab.js"];
  /* A chapter's panel names its scenario by a second class, "scenario-lambda-zero". */
  const scenarioOf = (box) => /\bscenario-([\w-]+)/.exec(box.className)?.[1];
  const PANELS = {
    "live-lab": [labFiles, (place) => infogan.lab(place)],
    "live-small-lab": [
      labFiles,
      (place, box) => infogan.lab(place, { small: true, scenario: scenarioOf(box) }),
    ],
    "live-explorer": [
      explorer,
      (place) =>
        infogan.openExplorer(place, networks(), "through channels", {
          "the paper's objective alone": () => other("paper"),
        }),
    ],
    "live-first-look": [firstLook, (place) => infogan.firstLook(place, networks())],
    "live-symmetric-channel": [panel, (place) => infogan.symmetricChannelPanel(place)],
    "live-gaussian-code": [panel, (place) => infogan.gaussianCodePanel(place)],
    "live-joint": [
      [...shared, "information.js", "joint.css", "joint.js"],
      (place, box) => infogan.jointPanel(place, { withQ: !box.classList.contains("without-q") }),
    ],
    "live-discriminator": [panel, (place) => infogan.discriminatorPanel(place)],
  };

  let made;
  const networks = () => (made ??= infogan.networks(infogan.weights));
  /* The networks in a folder beside this script. They come when somebody asks for them. */
  const others = {};
  const other = (folder) =>
    (others[folder] ??= load(`${folder}/weights.js`).then(
      () => infogan.networks(infogan.weights),
      (error) => {
        delete others[folder]; // asked again, it may come
        throw error;
      },
    ));

  const loaded = {};
  function load(file) {
    loaded[file] ??= new Promise((resolve, reject) => {
      const isStyle = file.endsWith(".css");
      const script = document.createElement(isStyle ? "link" : "script");
      if (isStyle) Object.assign(script, { rel: "stylesheet", href: new URL(file, here) });
      else Object.assign(script, { async: false, src: new URL(file, here) }); // in the order asked for
      script.onload = resolve;
      script.onerror = () => {
        delete loaded[file];
        reject(new Error(`${file} could not be loaded`));
      };
      document.head.append(script);
    });
    return loaded[file];
  }

  /* Put the live panel into `box`, and keep what stood there for print. */
  async function mount(box, [files, fill]) {
    try {
      await Promise.all(files.map(load));
      const twin = document.createElement("div");
      twin.className = "live-twin";
      twin.append(...box.childNodes);
      const place = document.createElement("div");
      place.className = "live";
      fill(place, box);
      box.append(twin, place);
      await new Promise(requestAnimationFrame); // in it, after the panel has drawn its first picture
      box.dataset.live = "ready";
      performance.mark("live-ready");
    } catch (error) {
      console.error(error); // the picture that stands for the panel stays
    }
  }

  const boxes = new Map();
  for (const [name, panel_] of Object.entries(PANELS)) {
    for (const box of document.querySelectorAll(`.${name}`)) boxes.set(box, panel_);
  }
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        performance.mark("live-seen");
        observer.unobserve(target);
        mount(target, boxes.get(target));
      }
    },
    { rootMargin: "200px" },
  );
  for (const box of boxes.keys()) observer.observe(box);

  /* A link to a state, "#category=3", should arrive where that state is shown. */
  const box = document.querySelector(".live-explorer, .live-lab");
  if (box && /[#&]\w+=/.test(location.hash)) {
    box.closest(".predict-answer")?.dispatchEvent(new Event("beforematch")); // which opens it
    box.scrollIntoView();
  }
})(window.infogan);
