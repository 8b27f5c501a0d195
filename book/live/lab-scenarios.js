// @ts-check
/* The lab's scenarios: settings, a question to answer before it plays, and what comes of it. Where
   each ends, over ten seeds, stands in benchmarks/lab; the texts say no more than that. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  /* name: {title, values, then, steps, question, answers, right, outcome}. `then`, where there is
     one: {at, values}, what the scenario turns by itself at a step. `right`: place in answers. */
  infogan.labScenarios = {
    "codes-take-hold": {
      title: "λ = 1: each code its mode",
      values: { lambda: 1 },
      steps: 1500,
      question: "Nobody tells G which mode is which. What will its eight codes do?",
      answers: ["each takes a mode of its own", "each spreads over all modes", "all take one mode"],
      right: 0,
      outcome:
        "Each code has a mode of its own, and the bound nearly touches I, which nearly touches " +
        "H(c). Would the codes let go if λ fell to 0 now? The next scenario tries.",
    },
    "lambda-withdrawn": {
      title: "λ withdrawn",
      values: { lambda: 1 },
      then: { at: 1500, values: { lambda: 0 } },
      steps: 4000,
      question: "The codes take hold; at step 1,500 λ falls to 0 by itself. What will the codes do?",
      answers: ["they let go, and I falls to 0", "they keep their modes", "they exchange modes"],
      right: 1,
      outcome:
        "They keep their modes. Where D is content with every code, nothing pulls one away: λ decides what " +
        "G takes up, and the game keeps it. Begin with λ = 0 instead, and no code takes hold.",
    },
    "lambda-zero": {
      title: "λ = 0: codes ignored",
      values: { lambda: 0 },
      steps: 2000,
      question: "The codes still enter G, but nobody pays for them. How much will the points tell?",
      answers: ["nearly H(c), 2.08 nats", "about half of it", "next to nothing"],
      right: 2,
      outcome:
        "Next to nothing: G treats a code as more noise. Q never learns here either, so its bound " +
        "lies far below I, even below 0.",
    },
    "modes-lost": {
      title: "a plain GAN loses modes",
      values: { K: 0, noise: 2, dRate: 2e-4, gRate: 3e-3 },
      steps: 800,
      question: "A GAN without codes, whose G learns faster than D. How many of eight modes will it hold?",
      answers: ["all eight", "about four", "one or none"],
      right: 2,
      outcome:
        "G sends its points to wherever D is weak just then, in a heap or a streak, and that is nowhere near " +
        "all modes. Watch them: do they stay?",
    },
    "too-few-codes": {
      title: "K too small",
      values: { K: 4 },
      steps: 1500,
      question: "Four codes, eight modes. Where will the information end?",
      answers: ["near ln 4, 1.39 nats", "near ln 8, 2.08 nats", "near 0"],
      right: 0,
      outcome:
        "Near ln 4, for a code can tell no more than H(c). D asks for all eight modes, so that some codes " +
        "serve two or three; now and then a mode is served by none.",
    },
    "too-many-codes": {
      title: "K too large",
      values: { K: 12 },
      steps: 2000,
      question: "Twelve codes, eight modes. Will all twelve keep apart?",
      answers: ["yes, I reaches ln 12, 2.48 nats", "not quite: some share a mode", "no, I falls to 0"],
      right: 1,
      outcome:
        "Some codes share a mode and split it between them, as far as the noise lets one tell: I " +
        "ends above ln 8, 2.08 nats, and below ln 12.",
    },
    "gradient-severed": {
      title: "a severed gradient",
      values: { fault: "severed" },
      steps: 1500,
      question: "λ = 1, but Q's gradient stops before G, as after one detach too many. What happens?",
      answers: ["Q learns and codes take hold", "codes stay ignored", "training fails with an error"],
      right: 1,
      outcome:
        "Codes stay ignored, though λ is 1 and no error shows. Q learns what little there is to know: " +
        "I and L_I are both small.",
    },
    "softmax-twice": {
      title: "softmax before a loss of logits",
      values: { fault: "softmax" },
      steps: 1000,
      question: "Q's last layer has a softmax, and the loss applies another. How far will L_I rise?",
      answers: ["to H(c), 2.08 nats", "not above 0.81 nats", "it stays at 0"],
      right: 1,
      outcome:
        "The softmax of a softmax is at most e / (e + 7), so that L_I stops at 0.81 nats. The codes " +
        "take hold all the same: only the exact I shows it.",
    },
    "d-too-strong": {
      title: "D too strong",
      values: { dRate: 1e-2, gRate: 1e-4, dSteps: 3 },
      steps: 400,
      question: "D takes three steps for one of G's, each a hundred times as long. What becomes of G?",
      answers: ["a better teacher: G learns faster", "G lags far behind", "nothing changes"],
      right: 1,
      outcome:
        "D tells real from generated almost everywhere, and G's loss stays high. Within these steps " +
        "G reaches few of the modes.",
    },
  };
})(window.infogan);
