// @ts-check
// The DOT text that is laid out: sizes and ids only. No name is in it, so no name can break it, and no number, so the
// layout is good for as long as the topology is.

/** @typedef {{ width: number, height: number }} Box in pixels; a DOT point is one */
/** @typedef {{ from: number, to: number, box: Box | null }} Link */
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
  const lines = [
    "digraph g {",
    `rankdir=${direction}; nodesep=0.35; ranksep=${direction === "LR" ? 0.45 : 0.4};`,
    many ? "nslimit=1; nslimit1=1; mclimit=0.2;" : "",
    'node [shape=box fixedsize=true label=""]; edge [arrowsize=0.8];',
  ];
  nodes.forEach(({ width, height }, index) => {
    lines.push(`a${index} [id=a${index} width=${inches(width)} height=${inches(height)}];`);
  });
  frames.forEach(({ parent }, at) => {
    if (parent === null) lines.push(...cluster(frames, at));
  });
  links.forEach(({ from, to, box }, index) => {
    const label = box ? ` label=<${spacer(box)}>` : "";
    lines.push(`a${from} -> a${to} [id=c${index}${label}];`);
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
