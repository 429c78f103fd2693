/**
 * DOT, the language of Graphviz: quoting and printing. Both sides may use it; it knows nothing of actors.
 *
 * @module
 */
export type { DotAttributes, DotCluster, DotEdge, DotGraph, DotNode } from "./dot_graph.ts";
export { printDot } from "./print.ts";
export { escapeLabel, quoteId, quoteValue } from "./quote.ts";
