import { lookAtChannel } from "../../channel/ring/host.ts";
import { type Phase, ProbeReader } from "../../probe/read.ts";
import type { WorkerPlan } from "../../protocol/mod.ts";
import type { Supervision } from "../../supervisor/mod.ts";
import type { GraphPlan, PlannedActor } from "../plan/mod.ts";
import type { Fate } from "../report/mod.ts";

/** An actor as it stands at one moment. */
export interface ActorStatus {
  /** Its name. */
  readonly name: string;
  /** Its number among actors of one name, or `null` when it has none. */
  readonly instance: number | null;
  /** Name and instance as people read them. */
  readonly label: string;
  /**
   * `starting`: its worker is loading. `running`: a generation of it is at work. `restarting`: it has died, or was taken out, and
   * waits to start again. `stopping`: it is at work, and asked to end, alone or with the graph. `asleep`: it is a member of a pool that is
   * not needed now, and has no thread. The others are ends, and mean the same as in the report of a stop: `ended`, `failed`, `removed`,
   * `unstopped`.
   */
  readonly status:
    | "starting"
    | "running"
    | "restarting"
    | "stopping"
    | "asleep"
    | "ended"
    | "failed"
    | "removed"
    | "unstopped";
  /** Why it failed, was removed or did not stop; an empty string otherwise. */
  readonly why: string;
  /** Its life by number: 0 for the first, one more after each restart. */
  readonly generation: number;
  /**
   * What it does: `busy` with its turn; `waiting` between two turns, for messages, time or a promise; `blocked`, because there is no room
   * in an output; `outside`, where it awaits something else in the middle of a turn; `down` while no generation of it is at work.
   */
  readonly phase: "busy" | "waiting" | "blocked" | "outside" | "down";
  /** Since when, in milliseconds since the epoch; 0 before its first start. */
  readonly since: number;
  /**
   * What it may wait for: while it is `waiting`, the inputs that are open and empty; while it is `blocked`, the outputs that are full.
   * Labels of channels. It may wait for time or a promise besides.
   */
  readonly waitsFor: readonly string[];
  /** The worker that it belongs to: the name of its troupe, `worker 1` or the like where it was packed with others, or its own label. */
  readonly worker: string;
}

/** How an actor stands now. */
export function statusOf(
  plan: GraphPlan,
  { plan: actor, worker }: PlannedActor,
  supervision: Supervision,
  fate: Fate | undefined,
  isStopping: boolean,
  now: number,
): ActorStatus {
  const { index, name, instance, label, probe: at } = actor;
  const probe = new ProbeReader(plan.region, at);
  const phase = supervision.isRunning(index) ? probe.sample(now).phase : "down";
  return {
    name,
    instance,
    label,
    status: standing(supervision, index, fate, isStopping),
    why: fate?.why ?? "",
    generation: supervision.generation(index),
    phase,
    since: probe.since,
    waitsFor: channelsInWay(plan, actor.ends, phase),
    worker: (plan.workers[worker] as WorkerPlan).name,
  };
}

function standing(
  supervision: Supervision,
  actor: number,
  fate: Fate | undefined,
  isStopping: boolean,
): ActorStatus["status"] {
  if (supervision.isRunning(actor)) return isStopping ? "stopping" : "running";
  if (supervision.isAsleep(actor)) return "asleep";
  if (supervision.isDown(actor)) {
    return supervision.generation(actor) === 0 ? "starting" : "restarting";
  }
  return fate?.outcome ?? "ended";
}

function channelsInWay(
  { region }: GraphPlan,
  ends: PlannedActor["plan"]["ends"],
  phase: Phase,
): string[] {
  if (phase !== "waiting" && phase !== "blocked") return [];
  return ends.flatMap(({ direction, at, spec }) => {
    if ((direction === "rx") !== (phase === "waiting")) return [];
    const { closed, messages } = lookAtChannel(region, at);
    const isInWay = direction === "rx" ? !closed && messages <= 0 : messages >= spec.capacity;
    return isInWay ? [spec.name] : [];
  });
}
