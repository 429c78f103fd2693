// @ts-check
// Graphs that are long and thin, or high and thin, as a grid that has the shape of the stage: ranks are split into columns,
// and columns go on in the next line, as text does. `grid_lines.js` leads the links around the nodes.

import { besides } from "./beside.js";
import { gridLines } from "./grid_lines.js";

/**
 * @typedef {import("./geometry.js").Geometry} Geometry
 * @typedef {import("./layout_dot.js").Box} Box
 * @typedef {import("./layout_dot.js").Link} Link
 * @typedef {import("./row_cut.js").Size} Size
 * @typedef {{ row: number, column: number }} Cell
 * @typedef {{ ranks: readonly (readonly number[])[], sets: readonly (readonly number[])[] }} Ranked the nodes of each rank, and which
 *   of them stand beside each other
 * @typedef {{ start: number, size: number }} Span
 * @typedef {{ cells: Cell[], rows: Span[], columns: Span[], gap: number, width: number, height: number }} Grid where nodes stand, and
 *   where rows and columns do: between them is room for links
 */

/** Room for links beside a column, of which a part is for lines, and between two rows. */
const GAP = 46;
export const LINES = 26;
const GUTTER = 26;

/** Below this scale labels are not worth it that everything is smaller: nobody can read them before coming nearer. */
const LABELS_FROM = 0.4;

/** How much larger everything must be before ranks go on in another line, which leads links back. */
const LINE_GAIN = 2;

/** More lines than this are too many to try. */
const MOST_LINES = 60;

/**
 * @param {readonly number[][]} ranks
 * @param {readonly Box[]} boxes
 * @param {readonly Link[]} links
 * @param {Size} stage
 * @returns {Geometry}
 */
export function layGrid(ranks, boxes, links, stage) {
  const sets = besides(boxes.length, links);
  const label = links.reduce((most, { box }) => Math.max(most, box?.width ?? 0), 0);
  const labelled = gridOf({ ranks, sets }, boxes, stage, label + LINES + 14);
  const scale = Math.min(stage.width / labelled.width, stage.height / labelled.height);
  const far = label === 0 || scale < LABELS_FROM;
  const grid = far ? gridOf({ ranks, sets }, boxes, stage, GAP) : labelled;
  const nodes = grid.cells.map(({ row, column }) => ({
    x: middle(grid.columns[column]),
    y: middle(grid.rows[row]),
  }));
  const edges = gridLines(grid, nodes, boxes, links, !far);
  return { width: grid.width, height: grid.height, nodes, edges };
}

/**
 * The grid that is seen as large as possible on a stage.
 * @param {Ranked} ranked
 * @param {readonly Box[]} boxes
 * @param {Size} stage
 * @param {number} gap
 * @returns {Grid}
 */
function gridOf(ranked, boxes, stage, gap) {
  const { ranks, sets } = ranked;
  const cell = {
    width: most(boxes, ({ width }) => width) + gap,
    height: most(boxes, ({ height }) => height) + GUTTER,
  };
  const longest = Math.max(...ranks.map(({ length }) => length));
  let best = { score: 0, most: 1, across: 1 };
  const least = Math.max(1, ...sets.map(({ length }) => length));
  const tried = new Set(
    ranks.length === 0 ? [1] : divisions(longest).filter((high) => high >= least),
  );
  for (const high of tried) {
    const columns = columnsOf(ranked, high);
    for (let lines = 1; lines <= Math.min(MOST_LINES, columns.length); lines++) {
      const across = Math.ceil(columns.length / lines);
      const rows = linesOf(columns, across).reduce((sum, line) => sum + heightOf(line), 0);
      const scale = Math.min(
        stage.width / (across * cell.width + gap),
        stage.height / (rows * cell.height + GUTTER),
      );
      const score = lines === 1 ? scale * LINE_GAIN : scale;
      if (score > best.score) best = { score, most: high, across };
    }
  }
  return measured(linesOf(columnsOf(ranked, best.most), best.across), boxes, gap);
}

/** @param {number} count @returns {number[]} every height that splits so many nodes in another way */
function divisions(count) {
  return Array.from({ length: count }, (_, at) => Math.ceil(count / (at + 1)));
}

/**
 * Each rank as columns of so many rows at most. A rank of several is written row by row, so that its nodes stay beside those
 * that they belong to; one with sets column by column, so that no set is torn apart.
 * @param {Ranked} ranked
 * @param {number} high
 * @returns {(number | undefined)[][]} the nodes of a column by row
 */
function columnsOf({ ranks, sets }, high) {
  const setOf = new Map(sets.map((set) => [set[0], set]));
  return ranks.flatMap((nodes) => {
    if (nodes.some((node) => setOf.has(node))) return columnsOfSets(nodes, setOf, high);
    const count = Math.ceil(nodes.length / high);
    const rows = Math.ceil(nodes.length / count);
    /** @type {(number | undefined)[][]} */
    const columns = Array.from({ length: count }, () => []);
    nodes.forEach((node, at) => {
      const row = Math.floor(((Math.floor(at / count) + 0.5) * high) / rows);
      const column = columns[at % count];
      if (column) column[row] = node;
    });
    return columns;
  });
}

/**
 * @param {readonly number[]} nodes those of a set one after the other
 * @param {ReadonlyMap<number | undefined, readonly number[]>} setOf by the first of a set
 * @param {number} high
 */
function columnsOfSets(nodes, setOf, high) {
  /** @type {number[][]} */
  const columns = [[]];
  for (let at = 0; at < nodes.length;) {
    const set = setOf.get(nodes[at]) ?? [/** @type {number} */ (nodes[at])];
    if ((columns.at(-1)?.length ?? 0) + set.length > high) columns.push([]);
    columns.at(-1)?.push(...set);
    at += set.length;
  }
  return columns;
}

/**
 * @template T
 * @param {readonly T[]} columns
 * @param {number} across
 * @returns {T[][]}
 */
function linesOf(columns, across) {
  return Array.from(
    { length: Math.ceil(columns.length / across) },
    (_, line) => columns.slice(line * across, (line + 1) * across),
  );
}

/** @param {readonly (number | undefined)[][]} line */
function heightOf(line) {
  return Math.max(...line.map(({ length }) => length));
}

/**
 * @param {readonly (number | undefined)[][][]} lines
 * @param {readonly Box[]} boxes
 * @param {number} gap
 * @returns {Grid}
 */
function measured(lines, boxes, gap) {
  /** @type {Cell[]} */
  const cells = [];
  let first = 0;
  for (const line of lines) {
    line.forEach((nodes, column) =>
      nodes.forEach((node, row) => {
        if (node !== undefined) cells[node] = { row: first + row, column };
      })
    );
    first += heightOf(line);
  }
  const columns = spans(cells, ({ column }) => column, (at) => boxes[at]?.width ?? 0, gap);
  const rows = spans(cells, ({ row }) => row, (at) => boxes[at]?.height ?? 0, GUTTER);
  const last = (/** @type {Span | undefined} */ span) => (span?.start ?? 0) + (span?.size ?? 0);
  return {
    cells,
    rows,
    columns,
    gap,
    width: last(columns.at(-1)) + LINES,
    height: last(rows.at(-1)) + GUTTER,
  };
}

/**
 * @param {readonly Cell[]} cells
 * @param {(cell: Cell) => number} placeOf
 * @param {(node: number) => number} sizeOf
 * @param {number} gap
 * @returns {Span[]}
 */
function spans(cells, placeOf, sizeOf, gap) {
  /** @type {number[]} */
  const sizes = [];
  cells.forEach((cell, node) => {
    const at = placeOf(cell);
    sizes[at] = Math.max(sizes[at] ?? 0, sizeOf(node));
  });
  let start = 0;
  return Array.from(sizes, (size = 0) => {
    const span = { start: start + gap, size };
    start = span.start + size;
    return span;
  });
}

/** @param {Span | undefined} span */
function middle(span) {
  return (span?.start ?? 0) + (span?.size ?? 0) / 2;
}

/** @param {readonly Box[]} boxes @param {(box: Box) => number} of */
function most(boxes, of) {
  return boxes.reduce((largest, box) => Math.max(largest, of(box)), 0);
}
