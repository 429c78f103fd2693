/** Who uses the log, and for what: what both ends compare, and what is told of whom. */
export interface LogUser {
  /** What the aqueduct is called in both pods. */
  readonly aqueduct: string;
  /** The kind of its messages. */
  readonly kind: string;
  /** The whole schema of the kind, as text. */
  readonly schema: string;
  /** The hash of that. */
  readonly hash: string;
  /** How many lanes it has. */
  readonly girth: number;
  /** What the graph is called. */
  readonly graph: string;
  /** What the pod is called. */
  readonly pod: string;
}

/** How much of a schema a sentence quotes. */
const SCHEMA_TEXT = 300;

/** Who it is, for messages: `pod "shop" (graph "orders")`. */
export function nameOf({ pod, graph }: Pick<LogUser, "pod" | "graph">): string {
  return `pod "${pod}" (graph "${graph}")`;
}

/** Why these two cannot have a log between them, as the end of a sentence; `undefined` if they can. */
export function misfitOf(mine: LogUser, theirs: LogUser): string | undefined {
  const whose = nameOf(theirs);
  if (theirs.aqueduct !== mine.aqueduct) {
    return `it is the log of aqueduct "${theirs.aqueduct}", written by ${whose}: give each aqueduct a stream and a subject of its own`;
  }
  if (theirs.hash !== mine.hash) {
    return `${whose} writes messages of ${shown(theirs)}, and here they are of ${shown(mine)}: ` +
      "have both pods use the same kind, and a new stream where the kind has changed";
  }
  if (theirs.girth !== mine.girth) {
    return `${whose} writes ${theirs.girth} lanes, and here it has ${mine.girth}: give both the same girth, and a new stream where it has changed`;
  }
  return undefined;
}

function shown({ kind, schema }: LogUser): string {
  const text = schema.length > SCHEMA_TEXT ? `${schema.slice(0, SCHEMA_TEXT)}…` : schema;
  return `kind ${kind}, ${text}`;
}
