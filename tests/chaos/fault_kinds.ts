/** The ways to die in a storm, by name; and one way to talk nonsense. */
export const FAULT_KINDS = [
  "throw before take",
  "throw after take",
  "throw after send",
  "throw after commit",
  "throw, and go on",
  "unhandled rejection",
  "error in a timer",
  "self.close()",
  "Deno.exit()",
  "exit in mid-commit",
  "exit in the last commit",
  "hang",
  "hang in calls",
  "hang in an await",
  "posts of its own",
  "kill from outside",
] as const;

/** One of them. */
export type FaultKind = typeof FAULT_KINDS[number];

/** Where in its turn an actor may meet its fate. */
export type FaultPoint =
  | "before take"
  | "after take"
  | "after send"
  | "after commit"
  | "before end";

/** Where a fault of that kind strikes; `undefined`: anywhere. */
export function pointOf(kind: FaultKind): FaultPoint | undefined {
  if (kind === "exit in the last commit") return "before end";
  return kind.startsWith("throw ") ? kind.slice("throw ".length) as FaultPoint : undefined;
}
