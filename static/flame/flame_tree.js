// @ts-check
// A CPU profile as a tree of functions, with the time each took.

/**
 * @typedef {{ functionName: string, url: string, lineNumber: number, columnNumber: number }} CallFrame
 * @typedef {{ nodes: { id: number, callFrame: CallFrame, hitCount?: number, children?: number[] }[],
 *   startTime: number, endTime: number, samples?: number[], timeDeltas?: number[] }} Profile V8's own, in microseconds
 * @typedef {"own" | "framework" | "runtime"} Origin whose code a function is
 * @typedef {{ name: string, place: string, origin: Origin, self: number, total: number, calls: Flame[],
 *   parent: Flame | null }} Flame times in microseconds
 * @typedef {{ root: Flame, idle: number, span: number }} FlameTree `root` has what was not idle
 * @typedef {{ name: string, place: string, origin: Origin, self: number, total: number }} Hot
 */

/** What V8 calls the time in which nothing ran. */
const IDLE = "(idle)";

/** Files of the framework that every worker runs: what lies beside them is the framework, wherever that is. */
export const FRAMEWORK_FILES = [
  "troupe/worker.js",
  "troupe/entry.ts",
  "troupe/troupe_scheduler.ts",
  "actor/performance.ts",
];

/**
 * Makes the tree of a profile. Functions are ordered by their time, longest first.
 * @param {Profile} profile
 * @returns {FlameTree}
 */
export function flameTree({ nodes, samples = [], timeDeltas = [], startTime, endTime }) {
  /** @type {Map<number, number>} */
  const selves = new Map();
  samples.forEach((id, at) => {
    selves.set(id, (selves.get(id) ?? 0) + Math.max(0, timeDeltas[at] ?? 0));
  });
  const home = nodes.map(({ callFrame }) => homeOf(callFrame.url)).find(Boolean);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const called = new Set(nodes.flatMap(({ children = [] }) => children));
  const first = nodes.find(({ id }) => !called.has(id));
  const span = Math.max(0, endTime - startTime);
  const root = makeRoot();
  let idle = 0;

  /** @param {number} id @param {Flame} parent */
  function add(id, parent) {
    const node = byId.get(id);
    if (!node) return;
    const self = selves.get(id) ?? 0;
    const { functionName, url } = node.callFrame;
    if (functionName === IDLE) {
      idle += self;
      return;
    }
    const flame = {
      name: functionName || "(anonymous)",
      place: placeOf(node.callFrame),
      origin: originOf(url, home),
      self,
      total: self,
      calls: [],
      parent,
    };
    for (const child of node.children ?? []) add(child, flame);
    parent.total += flame.total;
    // What no sample has met takes no room.
    if (flame.total > 0) parent.calls.push(flame);
    flame.calls.sort((/** @type {Flame} */ one, /** @type {Flame} */ other) =>
      other.total - one.total
    );
  }
  root.self = root.total = first ? selves.get(first.id) ?? 0 : 0;
  for (const child of first?.children ?? []) add(child, root);
  root.calls.sort((one, other) => other.total - one.total);
  return { root, idle, span };
}

/**
 * The functions of a tree, by the time that they took themselves, longest first. A function that calls itself counts
 * once in its total.
 * @param {Flame} root
 * @returns {Hot[]}
 */
export function hottest(root) {
  /** @type {Map<string, Hot>} */
  const all = new Map();
  /** @type {Set<string>} */
  const open = new Set();
  /** @param {Flame} flame */
  function visit(flame) {
    const { name, place, origin, self, total } = flame;
    const key = `${name} ${place}`;
    const hot = all.get(key) ?? { name, place, origin, self: 0, total: 0 };
    all.set(key, hot);
    hot.self += self;
    const outermost = !open.has(key);
    if (outermost) hot.total += total;
    open.add(key);
    for (const call of flame.calls) visit(call);
    if (outermost) open.delete(key);
  }
  for (const call of root.calls) visit(call);
  return [...all.values()].sort((one, other) => other.self - one.self || other.total - one.total);
}

/** @returns {Flame} */
function makeRoot() {
  return { name: "all", place: "", origin: "runtime", self: 0, total: 0, calls: [], parent: null };
}

/** @param {CallFrame} frame */
function placeOf({ url, lineNumber }) {
  const file = url.split(/[?#]/)[0]?.split("/").slice(-2).join("/") ?? "";
  // The lines of TypeScript are those of what it was made into, which nobody has seen.
  return file === "" || /\.[mc]?tsx?$/.test(file) ? file : `${file}:${lineNumber + 1}`;
}

/** @param {string} url */
function homeOf(url) {
  const file = FRAMEWORK_FILES.find((name) => url.endsWith(`/src/${name}`));
  return file && url.slice(0, -file.length);
}

/** @param {string} url @param {string | undefined} home @returns {Origin} */
function originOf(url, home) {
  if (!/^(file|https?|data|blob):/.test(url)) return "runtime";
  return home !== undefined && url.startsWith(home) ? "framework" : "own";
}
