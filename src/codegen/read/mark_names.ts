/** The names of marks and attributes: of the grammar. */

/** What may be said of an actor. */
export const NODE_MARKS: readonly string[] = [
  "mod",
  "driver",
  "troupe",
  "supervisor",
  "restart",
  "hang",
  "durable",
  "calls",
  "export",
  "instance",
];

/** What may be said of a channel. */
export const EDGE_MARKS: readonly string[] = [
  "name",
  "type",
  "consume",
  "capacity",
  "bytes",
  "tx",
  "rx",
  "lane",
];

/** What may be said of a subgraph. */
export const CLUSTER_MARKS: readonly string[] = ["troupe", "supervisor", "strategy"];
