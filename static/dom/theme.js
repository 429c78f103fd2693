// @ts-check
// Dark or light: as the system has it, until the button is pressed; then as it was last.

import { byId } from "./dom.js";

const KEY = "steady-state-theme";

/** Applies the chosen theme and wires the button. */
export function startTheme() {
  apply(read());
  byId("theme").addEventListener("click", () => {
    const next = current() === "dark" ? "light" : "dark";
    apply(next);
    write(next);
  });
}

function current() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

/** @param {string | null} theme */
function apply(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
}

// Browsers can be told to forbid storage; the theme is then forgotten, and nothing else breaks.
function read() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** @param {string} theme */
function write(theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    return;
  }
}
