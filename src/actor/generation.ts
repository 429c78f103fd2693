import { bundleTx, RxBundle } from "../channel/bundle.ts";
import { ringKind, RingMemory, type RxControl, type TxControl } from "../channel/ring/mod.ts";
import { isLastingError, reportError } from "../errors.ts";
import { hasLastingFaults } from "../option_faults.ts";
import { Ringer } from "../memory/doorbell.ts";
import { StampPace, type TrailClock, type TrailMeans } from "../probe/trail_write.ts";
import { ProbeWriter } from "../probe/write.ts";
import type { ActorPlan, EndPlan, Port, SuspectMessage } from "../protocol/mod.ts";
import { Ballot } from "../shutdown/ballot.ts";
import { StateStore } from "../state/mod.ts";
import { TurnJournal } from "../turn/mod.ts";
import type { Actor } from "./actor.ts";
import type { ActorDefinition } from "./definition.ts";
import { RETURNED } from "./votes.ts";
import { ActorHandle } from "./handle.ts";
import { type Parting, Performance } from "./performance.ts";
import type { Role, Setting } from "./setting.ts";
import type { Surroundings } from "./surroundings.ts";

type EndControl = TxControl | RxControl;

/**
 * Runs one generation of an actor from its first instruction to its last: attaches to channels and state, calls `run`, gives
 * everything back, and tells the host how it ended. What its predecessor left half published the host has finished by then.
 *
 * After its end the channel ends of the generation refuse every verb, so that callbacks it left behind cannot disturb its
 * successor; and if its code may hold views on their memory, the host is told, and ends the thread before there is one.
 *
 * Nothing here is an async function: there may be ten thousand actors, and the frame of one would be kept for each.
 *
 * @returns how to retire it from outside
 */
export function runGeneration(
  definition: ActorDefinition,
  plan: ActorPlan,
  generation: number,
  suspects: readonly SuspectMessage[],
  surroundings: Surroundings,
): Performance | undefined {
  try {
    const setting = setUp(definition, plan, generation, suspects, surroundings);
    const performance = new Performance(setting);
    // One promise for each actor, beside that of its run. What its functions hold is kept as long as the actor runs.
    play(definition, new ActorHandle(performance, setting)).then(
      () => returned(performance),
      (thrown) => threw(performance, thrown),
    );
    return performance;
  } catch (thrown) {
    tellCrash(surroundings, plan.index, generation, thrown, { underWork: [], lent: false });
    return undefined;
  }
}

function returned(performance: Performance): void {
  const { role: { index: actor }, generation, surroundings: { post } } = performance.setting;
  let wasToAct: boolean;
  try {
    wasToAct = performance.end();
  } catch (thrown) {
    return threw(performance, thrown);
  }
  performance.afterRun(() => wasToAct && post({ type: "ended", actor, generation }));
}

function threw(performance: Performance, thrown: unknown): void {
  const { role, generation, surroundings } = performance.setting;
  const parting = performance.retire("its run threw");
  if (parting === undefined) performance.stray(thrown);
  performance.afterRun(() =>
    parting !== undefined && tellCrash(surroundings, role.index, generation, thrown, parting)
  );
}

function tellCrash(
  { post }: Surroundings,
  actor: number,
  generation: number,
  thrown: unknown,
  { underWork, lent }: Parting,
): void {
  post({
    type: "crashed",
    actor,
    generation,
    error: reportError(thrown),
    underWork,
    lent,
    // Not by its name: an actor's own error may have the same.
    returned: ReturnedError.is(thrown),
    // What it has in hand may be what its options were made of.
    lasting: isLastingError(thrown) || (underWork.length === 0 && hasLastingFaults(thrown)),
  });
}

/** Calls its `run`, which may be a plain function that throws at once. */
function play(definition: ActorDefinition, actor: Actor): Promise<unknown> {
  try {
    return Promise.resolve(definition.run(actor as never));
  } catch (thrown) {
    return Promise.reject(thrown);
  }
}

/** The ballot of a graph, for all actors of a thread. */
export function ballotIn(region: SharedArrayBuffer, at: number): Ballot {
  return new Ballot(region, at);
}

/** What the channels of a thread measure latencies by. */
export function trailBy(clock: TrailClock): TrailMeans {
  return { clock, pace: new StampPace() };
}

/** Gets ready what it works with. */
function setUp(
  definition: ActorDefinition,
  plan: ActorPlan,
  generation: number,
  suspects: readonly SuspectMessage[],
  surroundings: Surroundings,
): Setting {
  const { region } = surroundings;
  const probe = new ProbeWriter(region, plan.probe);
  const journal = new TurnJournal(region, plan.journal, plan.ends.length, generation, plan.label);
  const ends = plan.ends.map((end) =>
    attach(definition.ports[end.port] as Port, end, surroundings)
  );
  const { at, cells } = plan.state;
  const state = cells.length === 0
    ? undefined
    : new StateStore(region, at, cells, journal.mask, plan.label);
  journal.attach(ends, state);
  return {
    role: roleOf(plan),
    generation,
    ports: portsOf(definition, plan, ends),
    ends,
    state: state?.values ?? NO_STATE,
    journal,
    probe,
    surroundings,
    suspects,
    isLocal: plan.ends.every(({ peer }) => peer.doorbell === surroundings.doorbell),
  };
}

/** The part of `plan` that a generation keeps. */
function roleOf(plan: ActorPlan): Role {
  const { index, seat, name, instance, label, args, waitStrategy, inCycle } = plan;
  return { index, seat, name, instance, label, args, waitStrategy, inCycle };
}

const NO_STATE: Record<string, unknown> = Object.freeze({});

function attach(port: Port, end: EndPlan, surroundings: Surroundings): EndControl {
  const kind = ringKind<unknown>(port.kind);
  const { region, doorbell, scheduler, trail, localWords } = surroundings;
  // A peer in the same thread is told at once: no doorbell, no atomics.
  const isLocal = end.peer.doorbell === doorbell;
  const peer = isLocal ? scheduler : new Ringer(region, end.peer);
  const memory = new RingMemory(
    region,
    end.at,
    end.spec,
    peer,
    trail,
    isLocal ? localWords : undefined,
    end.peer.seat,
  );
  return end.direction === "tx" ? kind.createTx(memory) : kind.createRx(memory);
}

function portsOf(
  definition: ActorDefinition,
  plan: ActorPlan,
  attached: readonly EndControl[],
): Record<string, unknown> {
  const ports: Record<string, unknown> = {};
  const { ends } = plan;
  for (let from = 0, to = 0; from < ends.length; from = to) {
    const { port: name } = ends[from] as EndPlan;
    while (to < ends.length && (ends[to] as EndPlan).port === name) to++;
    const { bundle, direction } = definition.ports[name] as Port;
    const lanes = attached.slice(from, to);
    if (!bundle) ports[name] = (attached[from] as EndControl).end;
    else if (direction === "tx") ports[name] = bundleTx(lanes as TxControl[]);
    else ports[name] = new RxBundle((lanes as RxControl[]).map(({ end }) => end));
  }
  return ports;
}

/** A permanent actor has come to the end of its `run`, and nothing had asked it to. */
class ReturnedError extends Error {
  readonly #isOurs = true;

  constructor(label: string) {
    super(
      `Cannot end actor "${label}": its run returned, but it is permanent and was not asked to`,
    );
    this.name = "ReturnedError";
    // Where it was thrown says nothing: the actor's code is no part of it.
    this.stack = "";
  }

  /** Whether `thrown` is one: only this class can give an object the private name, and a look for it runs no code of the object. */
  static is(thrown: unknown): boolean {
    return Object(thrown) === thrown && #isOurs in (thrown as object);
  }
}

/** A definition as it is run for a permanent actor: it must go on as long as the actor may. */
export function forGood(definition: ActorDefinition): ActorDefinition {
  return {
    ...definition,
    async run(actor) {
      await definition.run(actor);
      // Commits what the last turn has done, as every end does.
      if (actor.isRunning(RETURNED)) throw new ReturnedError(actor.label);
    },
  };
}
