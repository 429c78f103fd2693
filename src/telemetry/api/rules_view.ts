import type { ActorNode, Topology } from "../../protocol/mod.ts";
import type { RulesView } from "./api_schema.ts";

/** What was drawn besides actors and channels: who shares a thread, and how actors start again. Actors that live alike are told once. */
export function rulesView({ troupes, supervisors, actors }: Topology): RulesView {
  const places = new Map<string, number>();
  const lives: RulesView["lives"][number][] = [];
  const placeOf = ({ restart, hangTimeoutMs, durable }: ActorNode): number => {
    const key = JSON.stringify([restart, hangTimeoutMs, durable]);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, lives.length);
    // JSON has no number for what is without an end.
    const hangMs = Number.isFinite(hangTimeoutMs) ? hangTimeoutMs : null;
    return lives.push({ restart, hangMs, durable }) - 1;
  };
  return {
    troupes,
    supervisors: supervisors.map(({ name, strategy, above }) => ({ name, strategy, above })),
    actors: actors.map(placeOf),
    lives,
  };
}
