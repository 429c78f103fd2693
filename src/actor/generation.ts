import type { Clock } from "../clock.ts";
import { RxBundle, TxBundle } from "../channel/bundle.ts";
import { ringKind } from "../channel/kind.ts";
import { RingMemory } from "../channel/ring_memory.ts";
import { RxEnd } from "../channel/rx_end.ts";
import { TxEnd } from "../channel/tx_end.ts";
import { type Bell, Ringer } from "../memory/doorbell.ts";
import { ProbeWriter } from "../probe/write.ts";
import type { PortShape } from "../protocol/actor_shape.ts";
import type { WorkerMessage } from "../protocol/messages.ts";
import type { ActorPlan, EndPlan } from "../protocol/plan.ts";
import { Ballot } from "../shutdown/ballot.ts";
import { StateStore } from "../state/mod.ts";
import { TurnJournal } from "../turn/mod.ts";
import type { ActorDefinition } from "./definition.ts";
import type { ActorLog } from "./log.ts";
import { Performance } from "./performance.ts";
import type { Scheduler } from "./scheduler.ts";

type End = TxEnd<unknown> | RxEnd<unknown>;

/** What a generation runs in. */
export interface Surroundings {
  readonly region: SharedArrayBuffer;
  /** Byte offset of the worker's own doorbell. */
  readonly doorbell: number;
  /** Byte offset of the ballot. */
  readonly ballot: number;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly log: ActorLog;
  post(message: WorkerMessage): void;
}

/**
 * Runs one generation of an actor from its first instruction to its last: finishes the turn its predecessor left half
 * published, attaches to channels and state, calls `run`, and gives everything back.
 *
 * Rejects with what `run` threw. The channel ends of the generation then refuse every verb, so that callbacks it left
 * behind cannot disturb its successor.
 */
export async function runGeneration(
  definition: ActorDefinition,
  plan: ActorPlan,
  generation: number,
  surroundings: Surroundings,
): Promise<void> {
  const { region, clock, scheduler, log } = surroundings;
  const probe = new ProbeWriter(region, plan.probe);
  const ballot = new Ballot(region, surroundings.ballot, plan.index);
  const ends = plan.ports.flatMap((port) => port.ends.map((end) => ({ port: port.name, end })));
  const journal = new TurnJournal(region, plan.journal, ends.length, generation, plan.label);
  const createEnd = (port: string, end: EndPlan) =>
    attach(definition.ports[port] as PortShape, end, surroundings);

  journal.recover((i, cursor, ending) => {
    const { port, end } = ends[i] as { port: string; end: EndPlan };
    const left = createEnd(port, end);
    left.publish(cursor, ending);
    left.ringPeer();
  });

  const attached = ends.map(({ port, end }) => createEnd(port, end));
  const { at, cells } = plan.state;
  const state = new StateStore(region, at, cells, journal.mask, plan.label);
  journal.attach(attached, state);
  const performance = new Performance({
    plan,
    generation,
    ports: portsOf(definition, plan, attached),
    inputs: attached.filter((end) => end instanceof RxEnd),
    outputs: attached.filter((end) => end instanceof TxEnd),
    ends: attached,
    state: state.values,
    journal,
    ballot,
    probe,
    scheduler,
    clock,
    log,
    post: (message) => surroundings.post(message),
  });

  probe.busy(clock.now());
  try {
    await definition.run(performance as never);
    for (const end of attached) end.end();
    performance.commit();
    ballot.leave();
  } finally {
    journal.revoke();
    for (const end of attached) end.revoke();
    scheduler.leave(plan.seat);
    probe.down(clock.now());
  }
}

function attach(port: PortShape, end: EndPlan, surroundings: Surroundings): End {
  const kind = ringKind<unknown>(port.kind);
  const { region, doorbell, scheduler } = surroundings;
  // A peer in the same thread is told at once: no doorbell, no atomics.
  const peer = end.peer.doorbell === doorbell
    ? new Nudge(scheduler, end.peer.seat)
    : new Ringer(region, end.peer);
  const memory = new RingMemory(region, end.at, end.spec, peer);
  return end.direction === "tx" ? kind.createTx(memory) : kind.createRx(memory);
}

/** Wakes an actor of the same thread. */
class Nudge implements Bell {
  readonly #scheduler: Scheduler;
  readonly #seat: number;

  constructor(scheduler: Scheduler, seat: number) {
    this.#scheduler = scheduler;
    this.#seat = seat;
  }

  ring(): void {
    this.#scheduler.nudge(this.#seat);
  }
}

function portsOf(
  definition: ActorDefinition,
  plan: ActorPlan,
  attached: readonly End[],
): Record<string, unknown> {
  const ports: Record<string, unknown> = {};
  let next = 0;
  for (const { name, ends } of plan.ports) {
    const lanes = attached.slice(next, next += ends.length);
    const { bundle, direction } = definition.ports[name] as PortShape;
    if (!bundle) ports[name] = lanes[0];
    else if (direction === "tx") ports[name] = new TxBundle(lanes as TxEnd<unknown>[]);
    else ports[name] = new RxBundle(lanes as RxEnd<unknown>[]);
  }
  return ports;
}
