// @ts-check
/* A chapter's quiz as a form: choose, check, read what the choice mixes up, try again.
   Without this script the same questions stand as lists, with the answers in a closed fold. */
"use strict";
(function () {
  const ticks = window.infoganTicks;

  function element(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  /* A list item's content; its paragraphs become spans, which may stand in a label. */
  function content(item) {
    const span = element("span");
    for (const node of [...item.childNodes]) {
      if (node.nodeName === "P") span.append(...node.childNodes);
      else span.append(node);
    }
    return span;
  }

  function form(quiz, box, names) {
    const chapter = quiz.id.replace(/^quiz-/, "");
    const name = box.id.replace(/^quiz-/, "");
    const key = box.querySelector(".quiz-key");
    const choices = [...box.querySelectorAll(".quiz-answers > li")];
    const reasons = [...box.querySelectorAll(".quiz-reasons > li")];
    const legend = element("legend");
    const asked = [...box.childNodes];
    for (const node of asked.slice(0, asked.indexOf(box.querySelector(".quiz-answers")))) {
      legend.append(node);
    }
    const fieldset = element("fieldset", {}, legend);
    const radios = choices.map((choice, i) => {
      const radio = element("input", { type: "radio", name: box.id, value: i });
      fieldset.append(element("label", {}, radio, content(choice)));
      return radio;
    });
    const check = element("button", { type: "submit" }, "Check");
    const mark = element("span", { class: "quiz-mark" });
    const said = element("div", { class: "quiz-said", role: "status" });
    const made = element("form", {}, fieldset, element("p", { class: "quiz-row" }, check, mark), said);

    function remember() {
      mark.textContent = ticks.done(chapter).includes(name) ? "✓ answered" : "";
    }
    function forget() {
      said.replaceChildren();
      made.reset();
      remember();
    }

    made.addEventListener("change", () => said.replaceChildren()); // it spoke of another choice
    made.addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = radios.findIndex((radio) => radio.checked);
      if (chosen < 0) return said.replaceChildren("Choose an answer first.");
      const right = reasons[chosen].classList.contains("quiz-right");
      const because = content(reasons[chosen].cloneNode(true));
      said.className = right ? "quiz-said quiz-yes" : "quiz-said quiz-no";
      said.replaceChildren(element("strong", {}, right ? "Right. " : "Not quite. "), because);
      if (!right) return;
      ticks.add(chapter, name, names);
      quiz.dispatchEvent(new Event("answered"));
    });
    quiz.addEventListener("answered", remember);
    addEventListener("infogan-erased", forget);
    key.hidden = true; // it stays, since formulas in it are still to be set
    box.replaceChildren(made, key);
    remember();
  }

  for (const quiz of document.querySelectorAll(".quiz")) {
    const boxes = [...quiz.querySelectorAll(".quiz-question")];
    const names = boxes.map((box) => box.id.replace(/^quiz-/, ""));
    const chapter = quiz.id.replace(/^quiz-/, "");
    const sum = element("p", { class: "quiz-sum", role: "status" });
    const tell = () => {
      const count = ticks.done(chapter).filter((name) => names.includes(name)).length;
      const kept = ticks.lasts()
        ? "Your browser remembers which; nothing leaves it."
        : "Your browser keeps nothing for these pages, so this lasts until you leave the page.";
      sum.textContent = count ? `${count} of ${names.length} answered. ${kept}` : "";
    };
    for (const box of boxes) form(quiz, box, names);
    quiz.append(sum);
    quiz.addEventListener("answered", tell);
    addEventListener("infogan-erased", tell);
    tell();
  }
})();
