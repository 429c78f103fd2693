import type { DotAttributes, DotCluster, DotGraph } from "./dot_graph.ts";
import { commentLine, quoteId, quoteValue } from "./quote.ts";

/**
 * Prints a graph as DOT text, one statement a line.
 *
 * ```ts
 * import { printDot } from "./mod.ts";
 *
 * const text = printDot({
 *   name: "two",
 *   nodes: [{ id: "a" }, { id: "b" }],
 *   edges: [{ from: "a", to: "b" }],
 * });
 * if (!text.includes('"a" -> "b";')) throw new Error(text);
 * ```
 */
export function printDot(graph: DotGraph): string {
  const lines = [`digraph ${quoteId(graph.name)} {`];
  if (graph.comment) lines.push(`  // ${commentLine(graph.comment)}`);
  for (const [name, value] of Object.entries(graph.attributes ?? {})) {
    lines.push(`  ${name}=${quoteValue(value)};`);
  }
  if (graph.nodeDefaults) lines.push(`  node${printAttributes(graph.nodeDefaults)};`);
  if (graph.edgeDefaults) lines.push(`  edge${printAttributes(graph.edgeDefaults)};`);
  for (const { id, attributes } of graph.nodes) {
    lines.push(`  ${quoteId(id)}${printAttributes(attributes)};`);
  }
  for (const cluster of graph.clusters ?? []) lines.push(...clusterLines(cluster, "  "));
  for (const column of graph.columns ?? []) {
    lines.push(`  { rank=same; ${column.map((node) => `${quoteId(node)};`).join(" ")} }`);
  }
  for (const { from, to, attributes } of graph.edges) {
    lines.push(`  ${quoteId(from)} -> ${quoteId(to)}${printAttributes(attributes)};`);
  }
  lines.push("}", "");
  return lines.join("\n");
}

/** Graphviz draws a frame around a subgraph whose name begins so. */
function clusterLines({ id, attributes, nodes, clusters }: DotCluster, indent: string): string[] {
  const inner = `${indent}  `;
  return [
    `${indent}subgraph ${quoteId(`cluster_${id}`)} {`,
    ...Object.entries(attributes ?? {}).map(([name, value]) =>
      `${inner}${name}=${quoteValue(value)};`
    ),
    ...nodes.map((node) => `${inner}${quoteId(node)};`),
    ...clusters.flatMap((cluster) => clusterLines(cluster, inner)),
    `${indent}}`,
  ];
}

function printAttributes(attributes: DotAttributes = {}): string {
  const pairs = Object.entries(attributes).map(([name, value]) => `${name}=${quoteValue(value)}`);
  return pairs.length === 0 ? "" : ` [${pairs.join(" ")}]`;
}
