import type { ActorDefinition } from "../actor/definition.ts";
import { ballotIn, forGood, runGeneration, trailBy } from "../actor/generation.ts";
import type { Performance } from "../actor/performance.ts";
import { createLog } from "../actor/log.ts";
import type { Scheduler } from "../actor/scheduler.ts";
import type { Surroundings } from "../actor/surroundings.ts";
import { reportError } from "../errors.ts";
import { overOf } from "../generation_over.ts";
import { viewsOf } from "../memory/views.ts";
import { unpackCues } from "../protocol/cues.ts";
import type {
  BootMessage,
  BootPlan,
  HostMessage,
  PerformMessage,
  RetireMessage,
  TurnUnderWork,
  WorkerMessage,
} from "../protocol/mod.ts";
import type { World } from "../world.ts";

/** All that the host may say to a worker that has loaded its actors. */
export type CastMessage = Exclude<HostMessage, BootMessage>;

/** What a worker has for its actors: threads of the machine and of a simulation have others. */
export interface Means {
  readonly scheduler: Scheduler;
  readonly world: World;
  /** Tells the host. */
  post(message: WorkerMessage): void;
  heapBytes(): number;
  /** The number of the thread; `null` where the system does not tell. */
  readonly thread: number | null;
  /** The region's words as channels within the thread use them, where that is not the standard: a simulation notices what is stored. */
  readonly localWords?: Int32Array;
  /** Told of an actor that waits in vain again and again, and how often it has in a row. */
  readonly onVain?: (actor: number, waits: number) => void;
}

/** The generations that a worker runs, by seat, and what the host says to them. */
export class Cast {
  readonly #plan: BootPlan;
  readonly #definitions: readonly ActorDefinition[];
  readonly #surroundings: Surroundings;
  readonly #heapBytes: () => number;
  readonly #thread: number | null;
  readonly #performances: (Performance | undefined)[] = [];

  /** @param definitions as the plan numbers them */
  constructor(
    plan: BootPlan,
    definitions: readonly ActorDefinition[],
    { scheduler, world, post, heapBytes, thread, localWords, onVain }: Means,
  ) {
    this.#plan = plan;
    this.#definitions = definitions;
    this.#heapBytes = heapBytes;
    this.#thread = thread;
    const { run, region, doorbell, ballot } = plan;
    const votes = ballotIn(region, ballot);
    this.#surroundings = {
      run,
      region,
      localWords: localWords ?? viewsOf(region).words,
      doorbell,
      ballot: votes,
      scheduler,
      world,
      trail: trailBy(world),
      createLog: (actor) =>
        createLog(() => votes.logsFrom, () => world.now(), (level, text, data) => {
          const record = { type: "log", actor, time: world.now(), level, text } as const;
          post(data === undefined ? record : { ...record, data });
        }),
      post,
      ...(onVain && { onVain }),
    };
  }

  /** Does as the host says. */
  receive(message: CastMessage): void {
    switch (message.type) {
      case "ping":
        return this.#answer(message.call);
      case "replay":
        return this.#performances[message.seat]?.replay(message);
      case "tell":
        return this.#performances[message.seat]?.tell(message);
      case "ask":
        return this.#performances[message.seat]?.heedOwnStop();
      case "look":
        return this.#performances[message.seat]?.lookForReaders();
      case "letterKept": {
        const current = this.#performances[message.seat];
        if (current?.generation === message.generation) current.letterKept();
        return;
      }
      case "perform":
        return this.#perform(message);
      case "retire":
        return this.#retire(message);
      default:
        message satisfies never;
    }
  }

  /** Whose turns have messages under work, and which. */
  turns(): TurnUnderWork[] {
    return this.#performances.flatMap((performance, seat) => {
      const underWork = performance?.underWork() ?? [];
      return underWork.length > 0 ? [{ actor: this.#plan.actors[seat] as number, underWork }] : [];
    });
  }

  /** As `Performance.setState`, for the actor on that seat; `false` if there is none. */
  setState(seat: number, values: Readonly<Record<string, unknown>>): boolean {
    return this.#performances[seat]?.setState(values) ?? false;
  }

  /** The thread is gone, in the middle of whatever it did: nothing that its actors left behind does anything more. */
  abandon(): void {
    for (const performance of this.#performances) performance?.abandon();
  }

  #perform({ cues }: PerformMessage): void {
    for (const { plan: actor, generation, suspects } of unpackCues(cues)) {
      const { seat, permanent } = actor;
      const loaded = this.#definitions[this.#plan.definitions[seat] as number] as ActorDefinition;
      const definition = permanent ? forGood(loaded) : loaded;
      this.#performances[seat] = runGeneration(
        definition,
        actor,
        generation,
        suspects,
        this.#surroundings,
      );
    }
  }

  #answer(call: number | undefined): void {
    const { scheduler, world, post } = this.#surroundings;
    const { index: worker } = this.#plan;
    scheduler.lookout.look(world.now());
    scheduler.answer();
    post({ type: "pong", worker, call, heapBytes: this.#heapBytes(), thread: this.#thread });
  }

  #retire({ seat, generation, handOver }: RetireMessage): void {
    const { post } = this.#surroundings;
    const actor = this.#plan.actors[seat] as number;
    const current = this.#performances[seat];
    const own = current?.generation === generation ? current : undefined;
    const lent = own?.retire("it was taken out of its worker")?.lent ?? false;
    const answer = () => post({ type: "retired", actor, generation, lent });
    // Its thread will be ended: there is nothing to wait for.
    if (own === undefined || !handOver || lent) answer();
    else own.whenGone(answer);
  }
}

/**
 * What the host is told of something thrown outside of any `run`; nothing, if it means nothing. It may be anybody's: whose turns had
 * messages under work is told with it. But what is left of a generation that is over, a timer or a promise that nobody awaits, must not
 * bring its mates down.
 */
export function uncaughtNews(
  thrown: unknown,
  turns: () => TurnUnderWork[],
  now: () => number,
): WorkerMessage | undefined {
  const over = overOf(thrown);
  if (over === undefined) return { type: "uncaught", error: reportError(thrown), turns: turns() };
  // A successor does the work again. Where there is none, some of it may be missing.
  if (!over.returned || over.told) return undefined;
  over.told = true;
  const text = `a timer of it, or a promise that it did not await, went on after its run had ` +
    `returned: ${reportError(thrown).message}`;
  return { type: "log", actor: over.actor, time: now(), level: "warn", text };
}
