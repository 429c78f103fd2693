// @ts-check
// One chart over time. All charts of the details share one cursor.

/**
 * @typedef {(number | null)[]} Values
 * @typedef {object} Chart what is used of a chart of uPlot
 * @property {readonly Values[]} data
 * @property {number} width
 * @property {number} height
 * @property {() => void} destroy
 * @property {(draw: () => void) => void} batch
 * @property {(columns: Values[], resetScales: boolean) => void} setData
 * @property {(scale: string, limits: { min: number, max: number }) => void} setScale
 * @property {(size: { width: number, height: number }) => void} setSize
 */
/**
 * @typedef {new (options: object, data: Values[], parent: HTMLElement) => Chart} Library
 * @typedef {{ name: string, title: string, color: string }} Line
 * @typedef {{ title: string, top: number | null, text: (value: number | null) => string, lines: readonly Line[] }} ChartLook
 */

const HEIGHT = 112;

/**
 * Lines beside each other differ in their dashes too.
 * @type {readonly number[][]}
 */
const DASHES = [[], [6, 3], [2, 3]];

/**
 * Makes a chart in `parent`. `lines` have a title, a name, and the name of their colour in the style sheet; `text` writes a
 * value, `top` is the value at the upper edge, or `null` for the largest.
 * @param {Library} Library
 * @param {HTMLElement} parent
 * @param {ChartLook} look
 * @returns {Chart}
 */
export function createChart(Library, parent, { lines, text, top }) {
  const style = getComputedStyle(document.documentElement);
  const color = (/** @type {string} */ name) =>
    style.getPropertyValue(name).trim() && resolved(parent, name);
  const axis = {
    stroke: color("--muted"),
    grid: { stroke: color("--line"), width: 1 },
    ticks: { show: false },
    font: "11px sans-serif",
  };
  /** @type {(chart: Chart, low: number, high: number | null) => [from: number, to: number]} */
  const range = (_chart, _low, high) => [0, top ?? Math.max(high ?? 0, 1e-9) * 1.1];
  /** @type {(chart: Chart, ticks: number[]) => string[]} */
  const moments = (_chart, ticks) => ticks.map(secondText);
  /** @type {(chart: Chart, ticks: number[]) => string[]} */
  const marks = (_chart, ticks) => ticks.map((tick) => text(tick));
  /** @type {(chart: Chart, value: number | null) => string} */
  const moment = (_chart, value) => value === null ? "" : secondText(value);
  /**
   * Away from the cursor, what is now.
   * @type {(chart: Chart, value: number | null, line: number) => string}
   */
  const near = (chart, value, line) => text(value ?? chart.data[line]?.at(-1) ?? null);
  const options = {
    width: Math.max(100, parent.clientWidth),
    height: HEIGHT,
    padding: [8, 6, 0, 0],
    cursor: { sync: { key: "details" }, y: false, drag: { x: false, y: false } },
    legend: { live: true },
    scales: {
      x: { time: true },
      y: { range },
    },
    axes: [
      { ...axis, size: 24, space: 70, values: moments },
      { ...axis, size: 52, space: 26, values: marks },
    ],
    series: [
      { value: moment },
      ...lines.map(({ title, color: name }, at) => ({
        label: title,
        stroke: color(name),
        width: 1.5,
        dash: DASHES[at % DASHES.length],
        points: { show: false },
        value: near,
      })),
    ],
  };
  return new Library(options, [[], ...lines.map(() => [])], parent);
}

/** @param {number} seconds */
function secondText(seconds) {
  return new Date(seconds * 1000).toTimeString().slice(0, 8);
}

/**
 * A canvas does not know `light-dark()`: an element is asked what comes of it.
 * @param {HTMLElement} parent
 * @param {string} name
 */
function resolved(parent, name) {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  parent.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
