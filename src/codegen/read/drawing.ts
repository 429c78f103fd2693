/** A drawing as it is written, before its marks are read: texts, and where they stand. */

/** The whole drawing. */
export interface Drawing {
  /** What it is called, `null` if it has no name. */
  readonly name: string | null;
  /** Its title. */
  readonly label: string;
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  readonly clusters: readonly DrawnCluster[];
}

/** What has a label, attributes, and a line. */
interface DrawnThing {
  /** What is written in it, with its ends of lines; empty where nothing is. */
  readonly label: string;
  /** Its attributes, without the empty ones. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Where it is, where that is known. */
  readonly line: number | undefined;
}

/** A node. */
export interface DrawnNode extends DrawnThing {
  readonly id: string;
  /** The subgraphs around it, the outermost first. */
  readonly clusters: readonly DrawnCluster[];
}

/** An edge. Those from one node to another are in the order of the file. */
export interface DrawnEdge extends DrawnThing {
  readonly from: string;
  readonly to: string;
}

/** A subgraph. What it has from the one around it is not told again. */
export interface DrawnCluster extends DrawnThing {
  readonly id: string;
  readonly parent: DrawnCluster | null;
}
