// @ts-check
// Asks the worker for a layout, once per topology. A layout that takes too long is tried again without the room for the
// edges' labels, which is where the time goes.

import { labelsAside } from "./beside.js";
import { layGrid } from "./grid.js";
import { ranksOf } from "./ranks.js";
import { cutIntoRows } from "./row_cut.js";
import { stackRows } from "./row_stack.js";
import { layoutDot } from "./layout_dot.js";

/**
 * @typedef {import("./geometry.js").Geometry} Geometry
 * @typedef {import("./layout_dot.js").Box} Box
 * @typedef {import("./layout_dot.js").Link} Link
 * @typedef {import("./row_cut.js").Size} Size
 * @typedef {{ nodes: readonly Box[], links: readonly Link[], stage: Size,
 *   frames?: readonly import("./layout_dot.js").Frame[] }} Wanted
 * @typedef {{ job: number, geometry?: Geometry, error?: string }} Answer what the worker says
 */

/** Where the page is. */
const ROOT = new URL("../", import.meta.url);

/** How long a layout may take, in milliseconds. */
const PATIENCE_MS = 10_000;

/** Above so many edges there is no room for labels from the start. */
const MANY_EDGES = 600;

/** How much better the graph must fit top-down before it is not drawn from left to right, as people read. */
const TURN_GAIN = 1.2;

/** Below this scale, left to right, it is worth looking at the other direction, and then at rows. */
const READABLE = 0.85;
const CRAMPED = 0.6;

/** Above so many nodes rows would be long lines too. */
const MANY_NODES = 80;

/**
 * Below this scale no name is written as usual, and a grid is better that makes everything so much larger: where there are many
 * links for each node, their corners are harder to follow than curves.
 */
const TINY = 0.5;
const GRID_GAIN = 1.4;
const TANGLE_GAIN = 2.2;
const TANGLED = 1.3;

/** What is between two ranks at least. */
const LEAST_GAP = 28;

/** @type {Worker | null} */
let worker = null;
let jobs = 0;

/**
 * Lays out boxes and links for a stage of the given size. What Graphviz cannot lay out in time is laid out as a grid,
 * without frames.
 * @param {Wanted & { viz: string }} wanted `viz` is where the engine is served
 * @returns {Promise<Geometry>}
 */
export async function layOut({ viz, nodes, links, stage, frames = [] }) {
  const labelled = links.length <= MANY_EDGES;
  const ranks = ranksOf(nodes.length, links);
  const gain = links.length > TANGLED * nodes.length ? TANGLE_GAIN : GRID_GAIN;
  const grid = () => layGrid(ranks, nodes, labelled ? links : bare(links), stage);
  if (frames.length > 0) {
    const framed = await tried({
      viz,
      nodes,
      links: labelled ? links : bare(links),
      stage,
      frames,
    });
    if (framed) return framed;
  }
  if (nodes.length > MANY_NODES) {
    const first = grid();
    if (fitScale(first, stage) > gain * scaleAtMost(ranks, nodes, stage)) return first;
  }
  const drawn = (labelled && await tried({ viz, nodes, links, stage })) ||
    await tried({ viz, nodes, links: bare(links), stage });
  if (drawn && fitScale(drawn, stage) >= TINY) return drawn;
  const other = grid();
  return !drawn || fitScale(other, stage) > gain * fitScale(drawn, stage) ? other : drawn;
}

/**
 * The scale that ranks can have at most, one beside the other or one under the other: where that is too small, nobody has to
 * wait for Graphviz, which takes seconds for large graphs.
 * @param {readonly (readonly number[])[]} ranks
 * @param {readonly Box[]} nodes
 * @param {Size} stage
 */
function scaleAtMost(ranks, nodes, stage) {
  const least = (/** @type {(box: Box) => number} */ of) => Math.min(...nodes.map(of)) + LEAST_GAP;
  return Math.max(
    stage.width / (ranks.length * least(({ width }) => width)),
    stage.height / (ranks.length * least(({ height }) => height)),
  );
}

/**
 * What Graphviz makes of it; `null` when it fails, which it does with some graphs, or takes too long.
 * @param {Wanted & { viz: string }} wanted
 * @returns {Promise<Geometry | null>}
 */
async function tried(wanted) {
  try {
    return await best(wanted);
  } catch {
    return null;
  }
}

/**
 * The scale at which a geometry fills a stage.
 * @param {Size} size
 * @param {Size} stage
 */
export function fitScale({ width, height }, stage) {
  return Math.min(stage.width / Math.max(1, width), stage.height / Math.max(1, height));
}

/**
 * @param {Wanted & { viz: string }} wanted
 * @returns {Promise<Geometry>}
 */
async function best({ viz, nodes, links, stage, frames = [] }) {
  const across = labelsAside(await ask(viz, layoutDot(nodes, links, "LR", frames)), links);
  if (fitScale(across, stage) >= READABLE || links.length > MANY_EDGES) return across;
  const down = await ask(viz, layoutDot(nodes, links, "TB", frames));
  const one = fitScale(down, stage) > TURN_GAIN * fitScale(across, stage) ? down : across;
  if (fitScale(one, stage) >= CRAMPED || nodes.length > MANY_NODES || frames.length > 0) {
    return one;
  }
  const cut = cutIntoRows(across, nodes, links, stage);
  if (!cut) return one;
  const stacked = stackRows(cut, await layOutRows(viz, cut.rows, nodes, links), nodes, links);
  return fitScale(stacked, stage) > TURN_GAIN * fitScale(one, stage) ? stacked : one;
}

/**
 * Each row is a graph of its own, with numbers of its own.
 * @param {string} viz
 * @param {readonly import("./row_cut.js").Row[]} rows
 * @param {readonly Box[]} nodes
 * @param {readonly Link[]} links
 */
function layOutRows(viz, rows, nodes, links) {
  return Promise.all(rows.map(async (row) => {
    const place = new Map(row.nodes.map((node, at) => [node, at]));
    const inside = row.links.map((at) => {
      const link = /** @type {Link} */ (links[at]);
      return { ...link, from: Number(place.get(link.from)), to: Number(place.get(link.to)) };
    });
    const boxes = row.nodes.map((node) => /** @type {Box} */ (nodes[node]));
    return labelsAside(await ask(viz, layoutDot(boxes, inside, "LR")), inside);
  }));
}

/**
 * @param {readonly Link[]} links
 * @returns {Link[]}
 */
function bare(links) {
  return links.map((link) => ({ ...link, box: null }));
}

/**
 * @param {string} viz
 * @param {string} dot
 * @returns {Promise<Geometry>}
 */
function ask(viz, dot) {
  worker ??= new Worker(new URL("layout_worker.js", import.meta.url), { type: "module" });
  const asked = worker;
  const job = ++jobs;
  return new Promise((resolve, reject) => {
    const watchdog = setTimeout(() => give(new Error("the layout took too long")), PATIENCE_MS);
    /** @param {MessageEvent<Answer>} event */
    const onMessage = ({ data }) => {
      if (data.job === job) give(data.error ? new Error(data.error) : null, data.geometry);
    };
    const onError = () => give(new Error("the layout worker did not start"));
    asked.addEventListener("message", onMessage);
    asked.addEventListener("error", onError);
    // The worker is in a folder of its own, so it is given the whole address.
    asked.postMessage({ job, viz: new URL(viz, ROOT).href, dot });

    /**
     * @param {Error | null} error
     * @param {Geometry} [geometry]
     */
    function give(error, geometry) {
      clearTimeout(watchdog);
      asked.removeEventListener("message", onMessage);
      asked.removeEventListener("error", onError);
      if (!error) return resolve(/** @type {Geometry} */ (geometry));
      // An engine that failed once can fail for ever after: the next job gets a new one.
      asked.terminate();
      if (worker === asked) worker = null;
      reject(error);
    }
  });
}
