// @ts-check
// The nodes of a graph in ranks: each after those that send to it, as far as there is no way around in a circle. Within a
// rank they stand as their neighbours do.

import { besides, firstOf } from "./beside.js";

/** @typedef {import("./beside.js").BesideLink} Ends */

/** So often each rank is put in the order of its neighbours. */
const SWEEPS = 4;

/**
 * @param {number} count of nodes
 * @param {readonly Ends[]} links
 * @returns {number[][]} the nodes of each rank, in order
 */
export function ranksOf(count, links) {
  const mates = new Map(besides(count, links).map((nodes) => [nodes[0], nodes]));
  if (mates.size === 0) return ranksOfEach(count, links, () => true);
  // What stands beside another is ranked as one with it.
  const first = firstOf(count, links);
  const joined = links.map(({ from, to }) => ({ from: first[from] ?? from, to: first[to] ?? to }));
  const ranks = ranksOfEach(count, joined, (node) => first[node] === node);
  return ranks.map((nodes) => nodes.flatMap((node) => mates.get(node) ?? [node]));
}

/**
 * @param {number} count of nodes
 * @param {readonly Ends[]} links
 * @param {(node: number) => boolean} counts whether a node is to be ranked at all
 * @returns {number[][]}
 */
function ranksOfEach(count, links, counts) {
  const out = neighbours(count, links, ({ from, to }) => [from, to]);
  const into = neighbours(count, links, ({ from, to }) => [to, from]);
  const { order, ahead } = forwards(out, into);
  const rank = new Int32Array(count);
  for (const node of order) {
    for (const next of ahead[node] ?? []) {
      rank[next] = Math.max(rank[next] ?? 0, (rank[node] ?? 0) + 1);
    }
  }
  /** @type {number[][]} */
  const ranks = [];
  rank.forEach((at, node) => {
    if (counts(node)) (ranks[at] ??= []).push(node);
  });
  const place = new Float64Array(count);
  for (const nodes of ranks) settle(nodes, place);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const down = sweep % 2 === 0;
    for (const nodes of down ? ranks : ranks.toReversed()) {
      sort(nodes, down ? into : out, place);
      settle(nodes, place);
    }
  }
  return ranks;
}

/**
 * @param {number} count
 * @param {readonly Ends[]} links
 * @param {(link: Ends) => [at: number, other: number]} way
 */
function neighbours(count, links, way) {
  /** @type {number[][]} */
  const lists = Array.from({ length: count }, () => []);
  for (const link of links) {
    const [at, other] = way(link);
    if (at !== other) lists[at]?.push(other);
  }
  return lists;
}

/**
 * The nodes so that each stands before those that it leads to, and where each leads to without the ways that close a circle.
 * @param {readonly number[][]} out
 * @param {readonly number[][]} into
 */
function forwards(out, into) {
  const OPEN = 1;
  const DONE = 2;
  const state = new Uint8Array(out.length);
  /** @type {number[][]} */
  const ahead = out.map(() => []);
  /** @type {number[]} */
  const order = [];
  const all = out.map((_, node) => node);
  const sources = all.filter((node) => into[node]?.length === 0);
  for (const start of [...sources, ...all]) {
    if (state[start] !== 0) continue;
    /** @type {{ node: number, next: number }[]} */
    const way = [{ node: start, next: 0 }];
    state[start] = OPEN;
    for (let top = way.at(-1); top; top = way.at(-1)) {
      const next = out[top.node]?.[top.next++];
      if (next === undefined) {
        state[top.node] = DONE;
        order.push(top.node);
        way.pop();
      } else if (state[next] !== OPEN) {
        ahead[top.node]?.push(next);
        if (state[next] === 0) way.push({ node: next, next: 0 });
        state[next] ||= OPEN;
      }
    }
  }
  return { order: order.reverse(), ahead };
}

/** @param {readonly number[]} nodes @param {Float64Array} place */
function settle(nodes, place) {
  nodes.forEach((node, at) => place[node] = (at + 0.5) / nodes.length);
}

/** @param {number[]} nodes @param {readonly number[][]} beside @param {Float64Array} place */
function sort(nodes, beside, place) {
  const wish = new Map(nodes.map((node) => {
    const others = beside[node] ?? [];
    const sum = others.reduce((total, other) => total + (place[other] ?? 0), 0);
    return [node, others.length === 0 ? place[node] ?? 0 : sum / others.length];
  }));
  nodes.sort((one, other) => (wish.get(one) ?? 0) - (wish.get(other) ?? 0));
}
