// @ts-check
// The DOT text that is laid out: sizes and ids only. No name is in it, so no name can break it, and no number, so the
// layout is good for as long as the topology is.

import { besides } from "./beside.js";

/** @typedef {{ width: number, height: number }} Box in pixels; a DOT point is one */
/**
 * @typedef {object} Link
 * @property {number} from
 * @property {number} to
 * @property {Box | null} box of its label
 * @property {boolean | undefined} [both] whether it has a head at each end
 * @property {boolean | undefined} [beside] whether its ends stand beside each other
 */
/** @typedef {{ nodes: readonly number[], parent: number | null, box: Box }} Frame around nodes; the box is its name's */

/** Above so many nodes or edges Graphviz is told to hurry. */
const MANY_NODES = 300;
const MANY_EDGES = 600;

/**
 * @param {readonly Box[]} nodes
 * @param {readonly Link[]} links
 * @param {"LR" | "TB"} direction
 * @param {readonly Frame[]} [frames]
 * @returns {string}
 */
export function layoutDot(nodes, links, direction, frames = []) {
  const many = nodes.length > MANY_NODES || links.length > MANY_EDGES;
  const columns = besides(nodes.length, links);
  const lines = [
    "digraph g {",
    `rankdir=${direction}; nodesep=0.35; ranksep=${direction === "LR" ? 0.45 : 0.4};`,
    many ? "nslimit=1; nslimit1=1; mclimit=0.2;" : "",
    // Else a node that is in a frame could not stand beside one that is not.
    columns.length > 0 && frames.length > 0 ? "newrank=true;" : "",
    'node [shape=box fixedsize=true label=""]; edge [arrowsize=0.8];',
  ];
  nodes.forEach(({ width, height }, index) => {
    lines.push(`a${index} [id=a${index} width=${inches(width)} height=${inches(height)}];`);
  });
  frames.forEach(({ parent }, at) => {
    if (parent === null) lines.push(...cluster(frames, at));
  });
  for (const column of columns) {
    lines.push(`{ rank=same; ${column.map((node) => `a${node};`).join(" ")} }`);
  }
  links.forEach(({ from, to, box, both }, index) => {
    const label = box ? ` label=<${spacer(box)}>` : "";
    lines.push(`a${from} -> a${to} [id=c${index}${both ? " dir=both" : ""}${label}];`);
  });
  lines.push("}");
  return lines.join("\n");
}

/**
 * @param {readonly Frame[]} frames
 * @param {number} at
 * @returns {string[]}
 */
function cluster(frames, at) {
  const { nodes = [], box = { width: 0, height: 0 } } = frames[at] ?? {};
  return [
    `subgraph cluster_k${at} { id=k${at}; margin=14; labeljust=l; label=<${spacer(box)}>;`,
    ...nodes.map((node) => `a${node};`),
    ...frames.flatMap(({ parent }, other) => parent === at ? cluster(frames, other) : []),
    "}",
  ];
}

/** @param {Box} box */
function spacer({ width, height }) {
  const size = `fixedsize="true" width="${Math.round(width)}" height="${Math.round(height)}"`;
  return `<table border="0" cellborder="0" cellspacing="0" cellpadding="0" ${size}><tr><td></td></tr></table>`;
}

/** @param {number} pixels */
function inches(pixels) {
  return (pixels / 72).toFixed(3);
}
