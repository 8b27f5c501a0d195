// @ts-check
/* What a reader takes along: a picture, a link, the page's address. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const { element } = infogan;
  const ENLARGED = 10; // pixels of a saved picture for each of the image's
  const PAUSE = 200; // milliseconds without a move

  function save(canvas, name) {
    const large = element("canvas", {
      width: canvas.width * ENLARGED,
      height: canvas.height * ENLARGED,
    });
    const context = large.getContext("2d");
    context.imageSmoothingEnabled = false;
    context.drawImage(canvas, 0, 0, large.width, large.height);
    element("a", { href: large.toDataURL("image/png"), download: `${name}.png` }).click();
  }

  let addressing;
  /* Put the state into the address once the reader pauses: browsers ignore those that write it at
     every move of a slider. */
  function replaceHash(hash) {
    clearTimeout(addressing);
    addressing = setTimeout(() => {
      try {
        history.replaceState(history.state, "", hash());
      } catch {
        // Some browsers allow no change of a file's address; copy link still gives it.
      }
    }, PAUSE);
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const focused = /** @type {HTMLElement | null} */ (document.activeElement);
      const field = element("textarea", { readonly: true, "aria-hidden": "true" });
      field.value = text;
      document.body.append(field);
      field.select();
      const copied = document.execCommand("copy"); // for pages opened from a folder
      field.remove();
      focused?.focus({ preventScroll: true });
      return copied;
    }
  }

  Object.assign(infogan, /** @satisfies {Partial<Infogan>} */ ({ copy, replaceHash, save }));
})(window.infogan);
