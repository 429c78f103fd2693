/** The channels of a graph as edges of DOT: an edge for each, and one for all channels of one partner between two actors. */
import { entryAt } from "../../../static/lists/entry_at.js";
import { LEVELS, OK } from "../../../static/words/levels.js";
import { countText, percentText, rateText } from "../../../static/words/numbers.js";
import { shownLines } from "../../../static/words/shown_text.js";
import { type DotAttributes, type DotEdge, escapeLabel } from "../../dot/mod.ts";
import { type ChannelEdge, channelLabel, type Topology } from "../../protocol/mod.ts";
import type { ChannelSample, GraphSample } from "../sample/mod.ts";

/** The edges of a graph, with current values, if there is a sample. `ids` are those of the actors. */
export function dotEdges(
  { channels }: Topology,
  sample: GraphSample | undefined,
  ids: readonly string[],
): DotEdge[] {
  const groups = new Map<string, ChannelEdge[]>();
  for (const edge of channels) {
    const key = keyOf(edge);
    const group = groups.get(key);
    if (group) group.push(edge);
    else groups.set(key, [edge]);
  }
  return [...groups.values()].map((edges) => {
    const { from, to } = entryAt(edges, 0);
    const told = edges.map(({ index }) => sample?.channels[index]);
    return {
      from: ids[from]!,
      to: ids[to]!,
      attributes: edges.length === 1
        ? channelAttributes(entryAt(edges, 0), told[0])
        : sharedAttributes(edges, told),
    };
  });
}

/** The same for channels that share an edge: each lane of partners has one of its own. */
function keyOf({ index, from, to, lane, partner }: ChannelEdge): string {
  if (partner === undefined) return String(index);
  return JSON.stringify([Math.min(from, to), Math.max(from, to), lane, partner]);
}

function channelAttributes(edge: ChannelEdge, sample: ChannelSample | undefined): DotAttributes {
  const id = `c${edge.index}`;
  const name = escapeLabel(channelLabel(edge));
  const label = `${name}\\n${linesOf(edge, sample).join("\\n")}`;
  return sample ? { id, label, ...colours([sample]) } : { id, label };
}

function sharedAttributes(
  edges: readonly ChannelEdge[],
  told: readonly (ChannelSample | undefined)[],
): DotAttributes {
  const { index, from, lane, partner } = entryAt(edges, 0);
  const title = escapeLabel(channelLabel({ name: partner!, lane }));
  const lines = edges.map((edge, at) =>
    `${escapeLabel(edge.name)}: ${linesOf(edge, told[at]).join(", ")}`
  );
  const samples = told.filter((sample) => sample !== undefined);
  return {
    id: `e${index}`,
    label: [title, ...lines].join("\\n"),
    ...edges.some((edge) => edge.from !== from) && { dir: "both" },
    ...samples.length > 0 && colours(samples),
  };
}

/** What is told of a channel: how it is made, or what it does. */
function linesOf(edge: ChannelEdge, sample: ChannelSample | undefined): string[] {
  if (!sample) {
    const { kind, capacity, drops } = edge;
    return [`${escapeLabel(kind)} × ${capacity}`, ...drops ? [escapeLabel(drops.rule)] : []];
  }
  const { fill, rate, sent, level, dropped, shown } = sample;
  const mark = level > OK ? `${entryAt(LEVELS, level).glyph} ` : "";
  return [
    `${mark}${rateText(rate)}, ${percentText(fill * 100)}, ${countText(sent)}`,
    ...dropped ? [`${countText(dropped)} dropped`] : [],
    ...shownLines(shown).map((line) => line.join(": ")),
  ];
}

/** By the worst of them, and by all that flows in them. */
function colours(samples: readonly ChannelSample[]): DotAttributes {
  const { dot } = entryAt(LEVELS, Math.max(...samples.map(({ level }) => level)));
  const rate = samples.reduce((sum, sample) => sum + (sample.rate ?? 0), 0);
  return {
    color: dot.color,
    style: dot.style,
    penwidth: Number((1 + Math.log10(1 + rate) / 2).toFixed(2)),
  };
}
