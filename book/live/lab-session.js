// @ts-check
/* The page's end of the worker: it starts one from the text of the lab's parts, so that no file has
   to be fetched, and asks it for pictures only as often as they can be shown. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const GAP = 30; // milliseconds between two pictures
  const CALM = 500; // the same for readers who asked for less motion

  function spawn() {
    const parts = infogan.labParts.map((part) => `(${part})(lab);`);
    const text = ['"use strict"; const lab = {};', ...parts, "lab.serve(self);"].join("\n");
    const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    const worker = new Worker(address);
    URL.revokeObjectURL(address);
    return worker;
  }

  /* {start(run), rules(rules), play(stopAt), pause(), step(), look()}. `heard` has started(data),
     frame(answer) and stopped(text). `visible()`: whether anybody can see it. */
  infogan.labSession = function (heard, visible) {
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    /** @type {any} A Worker, from the first start on. */
    let worker = null;
    let waiting = false;
    let id = 0; // of the run that was asked for last: what comes from another one is old
    let again = false; // whether something has happened since the picture that is waited for
    let playing = false;
    let turn = 0; // counts the wishes to play: an answer from before the last one says nothing of it
    let last = -Infinity;
    const send = (message) => worker.postMessage(message);
    document.addEventListener("visibilitychange", () => {
      if (playing && !visible()) send({ type: "pause" }); // a hidden page has no next frame to do it in
    });

    function hear({ data }) {
      if (data.id !== id) return;
      if (data.type === "frame") {
        waiting = false;
        if (data.turn === turn) playing = data.playing;
        heard.frame({ ...data, playing });
        if (again) look();
        if (playing) requestAnimationFrame(tick);
      } else if (data.type === "started") {
        heard.started(data.data);
        look();
      } else {
        waiting = again = playing = false;
        heard.stopped(data.text);
      }
    }

    function look() {
      again = waiting;
      if (waiting) return;
      waiting = true;
      last = performance.now();
      send({ type: "frame" });
    }

    function tick(now) {
      if (!playing) return;
      if (!visible()) return void send({ type: "pause" });
      if (now - last >= (still.matches ? CALM : GAP)) look();
      else requestAnimationFrame(tick);
    }

    return {
      start(run) {
        if (!worker) {
          worker = spawn();
          worker.onmessage = hear;
          worker.onerror = (event) => heard.stopped(event.message || "The worker has failed.");
        }
        waiting = again = playing = false;
        send({ type: "start", ...run, id: ++id });
      },
      rules(next) {
        send({ type: "rules", ...next });
        if (!playing) look();
      },
      play(stopAt) {
        playing = true;
        send({ type: "play", stopAt, turn: ++turn });
        requestAnimationFrame(tick);
      },
      pause() {
        playing = false;
        send({ type: "pause" });
        look();
      },
      step() {
        playing = false;
        send({ type: "step" });
        look();
      },
      look,
    };
  };
})(window.infogan);
