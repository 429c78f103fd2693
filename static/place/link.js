// @ts-check
// The address says what is looked at. It is written a moment after something changed, and read when somebody changes it.

import { parseFragment, printFragment } from "./fragment.js";

/** @typedef {import("./fragment.js").Place} Place */

/** How long to wait for the next change before it is written, in milliseconds: browsers limit how often it may be. */
const PAUSE_MS = 250;

export class Link {
  #read;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #written = location.hash.replace(/^#/, "");

  /**
   * `read` gives the place of now, `onPlace` is called with a place that somebody put into the address.
   * @param {{ read: () => Place, onPlace: (place: Place) => void }} parts
   */
  constructor({ read, onPlace }) {
    this.#read = read;
    addEventListener("hashchange", () => {
      const text = location.hash.replace(/^#/, "");
      if (text === this.#written) return;
      this.#written = text;
      onPlace(parseFragment(text));
    });
  }

  /** The place that the address says. */
  get place() {
    return parseFragment(location.hash);
  }

  /** Something changed. */
  note() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const text = printFragment(this.#read());
      if (text === this.#written) return;
      this.#written = text;
      history.replaceState(null, "", `${location.pathname}${location.search}${text && `#${text}`}`);
    }, PAUSE_MS);
  }
}
