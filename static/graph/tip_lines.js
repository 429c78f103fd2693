// @ts-check
// What is told of what is pointed at on the graph.

import { linkValues } from "../fold/summary.js";
import { entryAt } from "../lists/entry_at.js";
import { channelLabel } from "../words/channel_label.js";
import { LEVEL_NAMES, OK } from "../words/levels.js";
import { countText, percentText, rateText } from "../words/numbers.js";
import { unitText } from "../words/unit_text.js";
import { titleOf } from "./group_view.js";

/** @typedef {import("../feed/model.js").Model} Model */

/** So many channels of an edge are named. */
const NAMED = 4;

/**
 * The whole name first, then what is known.
 * @param {Model} model
 * @param {import("./scene.js").Scene | null} scene
 * @param {string} id of an actor, a channel, a group or an edge
 * @returns {string[]}
 */
export function tipLines(model, scene, id) {
  const { actors, chans } = model.topology;
  if (id.startsWith("a")) {
    const { label, troupe, process = false } = entryAt(actors, Number(id.slice(1)));
    const { level, up, busy, inFlight, unsettledMs, status } = model.actor(Number(id.slice(1)));
    const does = up === false ? "down" : `${percentText(busy)} busy`;
    return [
      label,
      `${does}${levelText(level)}`,
      ...(inFlight ?? 0) >= 1
        ? [`${countText(inFlight ?? 0)} in flight, the oldest ${unitText("ms", unsettledMs)}`]
        : [],
      ...troupe === null ? [] : [process ? `in process ${troupe}` : `in ${troupe}`],
      // There is no room for all of it on the node.
      ...status ? [status] : [],
    ];
  }
  if (id.startsWith("g")) {
    const group = scene?.picture.nodes.find((node) => node.id === id)?.group;
    return group ? [titleOf(group)] : [];
  }
  const edge = scene?.edges.find((one) => one.id === id);
  if (!edge) return [];
  const { channels, title } = edge;
  const { fill, rate, level } = linkValues(model, channels);
  const many = channels.length > 1;
  const flows = `${rateText(rate)} · ${many ? "max " : ""}${percentText(fill)}${levelText(level)}`;
  if (many) {
    const first = entryAt(chans, channels[0]);
    const leadsBack = channels.some((at) => entryAt(chans, at).to === first.from);
    const nameOf = (/** @type {number} */ at) => {
      const channel = entryAt(chans, at);
      const label = channelLabel(channel);
      return leadsBack ? `${label} → ${entryAt(actors, channel.to).label}` : label;
    };
    const names = [...new Set(channels.map(nameOf))];
    const more = names.length > NAMED ? `, and ${countText(names.length - NAMED)} more` : "";
    return [title, flows, `${names.slice(0, NAMED).join(", ")}${more}`];
  }
  const { from, to, kind, capacity, drops } = entryAt(chans, channels[0]);
  const [start, end] = [from, to].map((at) => entryAt(actors, at).label);
  const holds = `${kind}, at most ${capacity}`;
  return [title, flows, `${start} → ${end}`, drops ? `${holds}, ${drops}` : holds];
}

/** @param {number | null | undefined} level */
function levelText(level) {
  return (level ?? OK) === OK ? "" : ` · ${entryAt(LEVEL_NAMES, level ?? OK)}`;
}
