// @ts-check
/* What the lab's worker does: it advances the run in slices, and answers the page between them. */
"use strict";
window.infogan = window.infogan || {};
window.infogan.labParts = window.infogan.labParts || [];

window.infogan.labParts.push(function worker(lab) {
  const SLICE = 12; // milliseconds of work before the page is listened to
  const SURFACE = 70; // milliseconds at least between two surfaces
  const MEASURE = 300; // and between two measurements

  lab.serve = function (port) {
    /** @type {any} What lab.createRun gave; null while there is none. */
    let run = null;
    let id; // the run's, by which the page tells old answers from new
    let playing = false;
    let code = "category";
    let stopAt = Infinity; // the step at which it stops by itself
    let due = { surfaces: 0, measures: 0 }; // when they may come again
    let measuredAt = -1;
    let counted = { steps: 0, at: 0 };
    let turn = 0; // which of the page's wishes to play this is
    let asked = false; // whether the page waits for a picture
    let free = 0; // when the next picture may be taken

    const channel = new MessageChannel(); // a timer would wait 4 ms each time
    channel.port1.onmessage = slice;
    const soon = () => channel.port2.postMessage(0);

    function fail(error) {
      playing = asked = false;
      run = null;
      port.postMessage({ type: "stopped", id, text: error.message });
    }

    function slice() {
      if (!playing || !run) return;
      if (run.now().steps >= stopAt) {
        playing = false;
        return void (asked && frame());
      }
      try {
        const end = performance.now() + SLICE;
        while (performance.now() < end && run.now().steps < stopAt) run.advance();
        if (asked && performance.now() >= free) frame();
      } catch (error) {
        return fail(error);
      }
      soon();
    }

    /* A picture. On a slow computer its parts come more seldom, so that most of the time is left for
       steps: points take at most a third of it, surfaces a seventh, measures a thirteenth. */
    function frame() {
      asked = false;
      let now = performance.now();
      const { steps, d, g } = run.now();
      if (now - counted.at > 1000) counted = { steps, at: now, rate: rate(steps, now) };
      const answer = { type: "frame", id, steps, d, g, playing, turn, rate: counted.rate };
      const after = (least, share) => {
        const cost = performance.now() - now;
        now += cost;
        return now + Math.max(least, share * cost);
      };
      answer.points = run.points();
      free = after(0, 2);
      if (now >= due.surfaces || !playing) {
        answer.surfaces = run.surfaces();
        due.surfaces = after(SURFACE, 6);
      }
      if ((now >= due.measures || !playing) && steps !== measuredAt) {
        answer.measures = run.measures(code);
        measuredAt = steps;
        due.measures = after(MEASURE, 12);
      }
      port.postMessage(answer);
    }

    const rate = (steps, now) =>
      playing && counted.at ? (1000 * (steps - counted.steps)) / (now - counted.at) : NaN;

    const answers = {
      start(message) {
        playing = asked = false;
        ({ code, id } = message);
        run = lab.createRun(message);
        due = { surfaces: 0, measures: 0 };
        measuredAt = -1;
        counted = { steps: 0, at: 0 };
        port.postMessage({ type: "started", id, data: run.data });
      },
      rules(message) {
        ({ code } = message);
        measuredAt = -1;
        run?.setRules(message.rules);
      },
      play(message) {
        ({ turn, stopAt } = message);
        if (playing || !run) return;
        playing = true;
        counted = { steps: run.now().steps, at: performance.now() };
        soon();
      },
      pause() {
        playing = false;
        if (asked && run) frame();
      },
      step() {
        playing = false;
        run?.advance();
      },
      frame() {
        asked = true;
        if (run && !playing) frame();
      },
    };
    port.onmessage = ({ data }) => {
      try {
        answers[data.type](data);
      } catch (error) {
        fail(error);
      }
    };
  };
});
