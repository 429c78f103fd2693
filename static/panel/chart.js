// One chart over time. All charts of the details share one cursor.

const HEIGHT = 112;

/** Lines beside each other differ in their dashes too. */
const DASHES = [[], [6, 3], [2, 3]];

/**
 * Makes a chart in `parent`. `lines` have a title, a name, and the name of their colour in the style sheet; `text` writes a
 * value, `top` is the value at the upper edge, or `null` for the largest.
 */
export function createChart(Library, parent, { lines, text, top }) {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(name).trim() && resolved(parent, name);
  const axis = {
    stroke: color("--muted"),
    grid: { stroke: color("--line"), width: 1 },
    ticks: { show: false },
    font: "11px sans-serif",
  };
  const options = {
    width: Math.max(100, parent.clientWidth),
    height: HEIGHT,
    padding: [8, 6, 0, 0],
    cursor: { sync: { key: "details" }, y: false, drag: { x: false, y: false } },
    legend: { live: true },
    scales: {
      x: { time: true },
      y: { range: (_chart, _low, high) => [0, top ?? Math.max(high ?? 0, 1e-9) * 1.1] },
    },
    axes: [
      { ...axis, size: 24, space: 70, values: (_chart, ticks) => ticks.map(secondText) },
      { ...axis, size: 52, space: 26, values: (_chart, ticks) => ticks.map((tick) => text(tick)) },
    ],
    series: [
      { value: (_chart, value) => value === null ? "" : secondText(value) },
      ...lines.map(({ title, color: name }, at) => ({
        label: title,
        stroke: color(name),
        width: 1.5,
        dash: DASHES[at % DASHES.length],
        points: { show: false },
        // Away from the cursor, what is now.
        value: (chart, value, line) => text(value ?? chart.data[line].at(-1) ?? null),
      })),
    ],
  };
  return new Library(options, [[], ...lines.map(() => [])], parent);
}

function secondText(seconds) {
  return new Date(seconds * 1000).toTimeString().slice(0, 8);
}

// A canvas does not know `light-dark()`: an element is asked what comes of it.
function resolved(parent, name) {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  parent.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
