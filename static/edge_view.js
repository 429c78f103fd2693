// A channel on the graph: a curve that says by width how much flows and by colour how full it is, and a label.

import { setAttribute, setText, svg } from "./dom.js";
import { OK } from "./levels.js";
import { LEVEL_SHAPES } from "./marks.js";
import { fit, measure } from "./measure.js";
import { countText, percentText, rateText } from "./numbers.js";

const LABEL_MIN = 104;
const LABEL_HEIGHT = 54;
const BRIEF_HEIGHT = 38;
const GAUGE = 60;
const NAME_FONT = "400 11px";
const NAME_MAX = 200;

/** Above so many channels a label leaves out the name, which the details have. */
const BRIEF_FROM = 16;

/** Whether the labels of so many channels are brief. */
export function isBrief(channels) {
  return channels > BRIEF_FROM;
}

/** The room for a channel's label. */
export function edgeBox(channel, brief) {
  if (brief) return { width: LABEL_MIN, height: BRIEF_HEIGHT };
  const width = Math.min(NAME_MAX, measure(channelName(channel), NAME_FONT)) + 14;
  return { width: Math.round(Math.max(LABEL_MIN, width)), height: LABEL_HEIGHT };
}

/** A channel's name with its lane. */
export function channelName({ name, lane }) {
  return lane === null ? name : `${name} ${lane}`;
}

/** Draws a channel and returns what updates it. */
export function createEdge(index, channel, brief, shape) {
  const line = svg("path", { class: "line", d: shape.path });
  const head = svg("path", {
    class: "head",
    d: "M0 0L-11 -5L-11 5Z",
    transform: `translate(${shape.tip.x} ${shape.tip.y}) rotate(${shape.angle})`,
  });
  const top = brief ? -17 : -25;
  const rateAt = top + (brief ? 11 : 25);
  const gaugeAt = { x: -GAUGE / 2, y: rateAt + 5, height: 3, rx: 1.5 };
  const main = svg("text", { class: "rate", y: rateAt });
  const total = svg("text", { class: "total", y: rateAt + 20 });
  const gauge = svg("rect", { class: "gauge", ...gaugeAt, width: 0 });
  const mark = svg("path", {
    class: "mark",
    transform: `translate(${-GAUGE / 2 - 10} ${rateAt + 6.5})`,
  });
  const element = svg(
    "g",
    { id: `c${index}`, class: "chan", role: "button", "aria-label": channelName(channel) },
    svg("title", {}, `${channelName(channel)}: ${channel.kind}, at most ${channel.capacity}`),
    svg("path", { class: "hit", d: shape.path }),
    line,
    head,
  );
  if (shape.label) {
    const name = svg(
      "text",
      { class: "cname", y: top + 10 },
      fit(channelName(channel), NAME_FONT, NAME_MAX),
    );
    const { x, y } = shape.label;
    element.append(
      svg(
        "g",
        { class: "label", transform: `translate(${x} ${y})` },
        ...(brief ? [] : [name]),
        main,
        mark,
        svg("rect", { class: "gauge track", ...gaugeAt, width: GAUGE }),
        gauge,
        total,
      ),
    );
  }

  function update(values) {
    setAttribute(element, "class", `chan v${values.level}${values.rate > 0 ? " flows" : ""}`);
    setAttribute(line, "stroke-width", lineWidth(values));
    setText(main, `${rateText(values.rate)} · ${percentText(values.fill)}`);
    setAttribute(mark, "d", values.level === OK ? "" : LEVEL_SHAPES[values.level]);
    setText(total, `${countText(values.total)} total`);
    setAttribute(gauge, "width", GAUGE * (values.fill ?? 0) / 100);
  }

  return { element, update };
}

function lineWidth({ rate, level }) {
  return Number((1.2 + 0.45 * Math.log10(1 + (rate ?? 0)) + level * 0.3).toFixed(1));
}
