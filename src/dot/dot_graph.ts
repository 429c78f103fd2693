/** A graph as DOT knows it: plain data, no layout. */

/** Attributes of a graph, a node or an edge. A value is written as it is given: see `escapeLabel` for text. */
export type DotAttributes = Readonly<Record<string, string | number>>;

/** A node statement. */
export interface DotNode {
  /** The node's name in the file; any text. */
  readonly id: string;
  /** Its attributes. */
  readonly attributes?: DotAttributes;
}

/** An edge statement. */
export interface DotEdge {
  /** The node that it leaves. */
  readonly from: string;
  /** The node that it enters. */
  readonly to: string;
  /** Its attributes. */
  readonly attributes?: DotAttributes;
}

/** A frame around nodes and other frames. */
export interface DotCluster {
  /** Its name in the file; any text. Each has one of its own. */
  readonly id: string;
  /** Its attributes. */
  readonly attributes?: DotAttributes;
  /** The nodes in it, by name, without those of the frames in it. */
  readonly nodes: readonly string[];
  /** The frames in it. */
  readonly clusters: readonly DotCluster[];
}

/** A directed graph. Parallel edges are kept apart. */
export interface DotGraph {
  /** The graph's name; any text. */
  readonly name: string;
  /** A line for people at the top of the file. */
  readonly comment?: string;
  /** Attributes of the graph itself. */
  readonly attributes?: DotAttributes;
  /** Attributes of every node. */
  readonly nodeDefaults?: DotAttributes;
  /** Attributes of every edge. */
  readonly edgeDefaults?: DotAttributes;
  /** The nodes. */
  readonly nodes: readonly DotNode[];
  /** Frames around nodes. */
  readonly clusters?: readonly DotCluster[];
  /** Nodes that stand beside each other, by name: in one column of a graph that goes from left to right. */
  readonly columns?: readonly (readonly string[])[];
  /** The edges. */
  readonly edges: readonly DotEdge[];
}
