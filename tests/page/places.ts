/** Where everything on the page is, and what is wrong with it: as text to be run in a page, by whatever drives the browser. */

/** The sizes at which the page is looked at: a phone, tablets and laptops, and a large screen. */
export const SIZES = [[390, 844], [1024, 768], [1366, 768], [1440, 900], [1920, 1080]] as const;

/** What must not move, whatever is told. */
const FIXED = [
  ...[
    "header.top",
    ".title",
    "#graph-name",
    "dl.figures",
    ".finder",
    "#export",
    "#theme",
    "#show-help",
  ],
  ...[".views", ".switch", "#show-graph", "#show-table", "#show-alerts", "#show-log", "#lens"],
  ...["#graph", ".zoom", ".life", "#life-all", "#time", "#time-run", "#time-speed", ".rail"],
  ...["#time-from", "#time-to", "#time-live", "#time .file", "footer.base", ".legend", ".base nav"],
  ...[1, 2, 3, 4, 5, 6].map((at) => `.figures > div:nth-child(${at})`),
];

/** What is found in the page. */
export interface Places {
  /** Words and controls that lie over each other, are cut off by the window, or spill out of their control. */
  readonly faults: string[];
  /** Where each thing is that must not move, and the picture of the graph in its stage. */
  readonly places: Record<string, string>;
}

/**
 * An expression whose value is a `Places`. Compared are words with words and controls with controls, as they are seen: cut by
 * what scrolls or hides around them. What lies over the page on purpose is a layer of its own.
 */
export const PLACES = `(() => {
  const LAYERS = "dialog, #found, #find:focus, #export-menu, #time-fault, .banner, .zoom, #minimap, thead, .filters, .chart";
  const faults = [];
  const name = (element) => element.id ? "#" + element.id : element.tagName.toLowerCase() + "." + element.className;
  const narrow = innerWidth <= 900;
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const rounded = ({ left, top, right, bottom }) =>
    [left + scrollX, top + (narrow ? scrollY : 0), right - left, bottom - top].map((one) => Math.round(one * 2) / 2).join(" ");
  const cut = (rect, element) => {
    let { left, top, right, bottom } = rect;
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(at);
      if (overflowX !== "visible" || overflowY !== "visible") {
        const hull = at.getBoundingClientRect();
        left = Math.max(left, hull.left);
        top = Math.max(top, hull.top);
        right = Math.min(right, hull.right);
        bottom = Math.min(bottom, hull.bottom);
      }
      if (position === "fixed") break;
    }
    return { left, top, right, bottom };
  };
  const layer = (element) => {
    const over = element.closest(LAYERS);
    if (over) return over;
    // On a phone the time bar and the sheet of details stick to the foot of the window.
    return narrow ? element.closest("#time, .details") : null;
  };
  const dialog = document.querySelector("dialog[open]");
  const boxes = [];
  const add = (what, element, rect) => {
    const shown = cut(rect, element);
    if (shown.right - shown.left < 1 || shown.bottom - shown.top < 1) return;
    boxes.push({ what, element, layer: layer(element), ...shown });
  };
  for (const element of document.querySelectorAll("button, input:not([type=file], [type=range]), select, summary, .file, .pill, .badge, .rail")) {
    if (!seen(element) || (dialog && !dialog.contains(element))) continue;
    add(name(element), element, element.getBoundingClientRect());
    if (element.matches("button, summary, .file") && element.scrollWidth > element.clientWidth + 1) {
      faults.push("words spill out of " + name(element) + " " + element.textContent.trim());
    }
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === "" || element.closest("svg, select, script, .unseen") || !seen(element)) continue;
    if (dialog && !dialog.contains(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) add(JSON.stringify(node.data.trim().slice(0, 40)), element, rect);
  }
  boxes.forEach((one, at) => {
    const outside = one.left < -1 || one.right > innerWidth + 1 || (!narrow && (one.top < -1 || one.bottom > innerHeight + 1));
    if (outside) faults.push(one.what + " is outside of the window");
    for (const other of boxes.slice(at + 1)) {
      if (one.layer !== other.layer || one.element === other.element) continue;
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      // The lines of a text may touch.
      if (wide > 1 && high > 3) faults.push(one.what + " and " + other.what + " lie over each other");
    }
  });
  // A line of the page has a height of its own, which nothing in it may leave.
  for (const line of document.querySelectorAll(".top, .views, #time, .life, .base, #tour")) {
    const { top, bottom } = line.getBoundingClientRect();
    for (const box of boxes) {
      if (box.layer !== layer(line) || !line.contains(box.element)) continue;
      if (box.top < top - 1 || box.bottom > bottom + 1) faults.push(box.what + " spills out of " + name(line));
    }
  }
  const { scrollWidth, scrollHeight } = document.documentElement;
  if (scrollWidth > innerWidth) faults.push("the page scrolls sideways: " + scrollWidth);
  if (!narrow && scrollHeight > innerHeight) faults.push("the page scrolls: " + scrollHeight);
  const places = { picture: document.querySelector("#graph .world").getAttribute("transform") };
  for (const selector of ${JSON.stringify(FIXED)}) {
    const element = document.querySelector(selector);
    if (element && seen(element)) places[selector] = rounded(element.getBoundingClientRect());
  }
  return { faults: [...new Set(faults)], places };
})()`;

/** What the page can have to tell: the words of the longest and the shortest kind, and none. */
export const TOLD: readonly Readonly<Record<string, string>>[] = [
  { "#state": "Connecting" },
  { "#state": "Live" },
  { "#state": "Paused at 23:59:59" },
  { "#state": "a-recording-of-last-night.ndjson · Playback 23:59:59 · 16×" },
  { "#state": "Reconnecting · snapshot at 23:59:59" },
  { "#state": "Lagging 120 s" },
  { "#state": "Stopped" },
  { "#graph-name": "x" },
  {
    "#graph-name":
      "a graph whose name is so long that nobody would ever want to read all of it, not even once",
  },
  { "#alerts-count": "" },
  { "#alerts-count": "1" },
  { "#alerts-count": "99" },
  { "#lens-sentence": "" },
  { "#lens-sentence": "score is the bottleneck." },
  {
    "#lens-sentence":
      "HEARTBEAT sets the pace: it waits 100% of the time for time or something outside, its output beats is empty, and 2 actors wait for it. "
        .repeat(3),
    "#lens-next": "12 of 34 ›",
  },
  {
    "#figure-actors": "1000",
    "#figure-channels": "1936",
    "#figure-rate": "23.4M",
    "#figure-slowest": "1.02s",
    "#figure-restarts": "99.9K",
    "#figure-attention": "1000",
    "#figure-uptime": "47h 59m",
    "#pulse": "tick 123456 · 10.0 Hz · lag 12345 ms",
  },
  { "#time-fault": "Cannot play that file: it has 312MB, and a recording can have at most 200MB" },
  { "#life-count": "99 crashed · 12 dead letters" },
];

/** An expression that writes what is told into the page, as the page itself would. */
export function tell(words: Readonly<Record<string, string>>): string {
  return `for (const [selector, text] of Object.entries(${JSON.stringify(words)})) {
    const element = document.querySelector(selector);
    element.textContent = text;
    if (selector === "#lens-next") element.hidden = text === "";
    if (selector === "#lens-sentence") element.parentElement.hidden = text === "";
  }`;
}
