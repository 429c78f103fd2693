import type { TelemetrySource } from "../../protocol/mod.ts";
import { live, refuse } from "../http/mod.ts";

/**
 * Whether a graph does what it is there for: it runs, and each end of a link in it has a partner. It tells how many have none, and not
 * which, because it is answered without the token.
 */
export function readiness(source: TelemetrySource): Response {
  const lifecycle = source.lifecycle();
  if (lifecycle !== "running") return refuse(503, `not ready: the graph is ${lifecycle}`);
  const ends = source.topology.actors.filter(({ link }) => link !== undefined);
  const alone = ends.filter(({ index }) => source.linkOf?.(index)?.isLinked !== true);
  if (alone.length === 0) return live("ready\n");
  return refuse(
    503,
    `not ready: ${alone.length} of ${ends.length} ends of links wait for a partner`,
  );
}
