// @ts-check
// The chart library, loaded when charts are first looked at.

import { html } from "../dom/dom.js";

/**
 * @typedef {import("../feed/model.js").Hello} Hello
 * @typedef {import("./chart.js").Library} Library
 */

/** @type {Promise<Library | null> | null} */
let loading = null;

/**
 * The library that the server of `hello` has; `null` when it has none. Once loaded it stays, also when the server goes.
 * @param {Hello | null} hello
 * @returns {Promise<Library | null>}
 */
export function chartLibrary(hello) {
  if (!hello?.uplot) return loading ?? Promise.resolve(null);
  loading ??= load(hello.uplot, hello.uplotCss).catch(() => {
    // The server may be away: the next who asks tries again.
    loading = null;
    return null;
  });
  return loading;
}

/**
 * @param {string} uplot
 * @param {string | undefined} uplotCss
 * @returns {Promise<Library>}
 */
async function load(uplot, uplotCss) {
  if (uplotCss) document.head.append(html("link", { rel: "stylesheet", href: uplotCss }));
  nameKnownLanguage();
  const module = await import(new URL(uplot, document.baseURI).href);
  return module.default;
}

/** The library writes numbers in the browser's language. In the locale POSIX that is one that the browser itself does not know. */
function nameKnownLanguage() {
  try {
    Intl.getCanonicalLocales(navigator.language);
  } catch {
    Object.defineProperty(navigator, "language", { value: "en-US", configurable: true });
  }
}
