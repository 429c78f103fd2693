/** Files of a project that are the same for every drawing. */

/** Text as it stands in a file. It is set in here so that nothing takes its imports for those of this module. */
function flush(text: string): string {
  return text.slice(1).replace(/^ {2}/gm, "");
}

/** The entry. */
const MAIN = flush(`
  import { run } from "@steady-state/deno";
  import { buildGraph } from "./generated/graph.ts";

  export { buildGraph };

  if (import.meta.main) await run(buildGraph());
`);

/** Conditions and votes. */
const CONDITIONS = flush(`
  /** What actors wait for, and when they agree to stop, as graph.dot means it. */
  import {
    type Accept,
    type Actor,
    any,
    type Condition,
    type Rx,
    type RxBundle,
    type Tx,
    type TxBundle,
  } from "@steady-state/deno/actor";

  /** An end that takes, be it of one channel or of a bundle. */
  export type Input = Rx<unknown> | RxBundle<unknown>;

  /** An end that sends, be it of one channel or of a bundle. */
  export type Output = Tx<never> | TxBundle<never>;

  /**
   * So many messages on an input; of a bundle, on that share of its lanes: 1 is all of them, 0 any.
   */
  export function avail(input: Input, messages: number, share = 1): Condition {
    if (!("lanes" in input)) return input.avail(messages);
    return input.avail(messages, lanesOf(input.girth, share));
  }

  /**
   * Room for so many messages on an output; of a bundle, on that share of its lanes: 1 is all of
   * them, 0 any. A reader that is gone for good is not waited for: what would go there is given up.
   */
  export function room(
    actor: Pick<Actor, "timeout">,
    output: Output,
    messages: number,
    share = 1,
  ): Condition {
    if (output.isAbandoned) return actor.timeout(0);
    if (!("lanes" in output)) return output.vacant(messages);
    const readers = output.lanes.filter((lane) => !lane.isAbandoned).length;
    return output.vacant(messages, Math.min(lanesOf(output.girth, share), readers));
  }

  /** So many of the lanes are that share of them: one at least. */
  function lanesOf(girth: number, share: number): number {
    return Math.max(1, Math.ceil(girth * share));
  }

  /**
   * What the drawing says; but once that can never come any more, or a stop is wanted, whatever is
   * left on the inputs, so that nothing stays there and no stop waits for a clock.
   */
  export function orRest(
    actor: Pick<Actor, "stopping">,
    drawn: Condition,
    ...inputs: readonly Input[]
  ): Condition {
    if (!drawn.hopeless() && !actor.stopping().met()) return drawn;
    return inputs.length === 0 ? actor.stopping() : any(...inputs.map((input) => input.avail()));
  }

  /** Agrees to stop once all these inputs, by name, are closed and empty, and closes these outputs then. */
  export function onceDrained(
    inputs: Readonly<Record<string, Input>>,
    ...outputs: readonly Output[]
  ): Accept {
    return (vote) => {
      for (const [name, input] of Object.entries(inputs)) {
        if (!vote(\`\${name} is closed and empty\`, input.isClosedAndEmpty)) return false;
      }
      return outputs.every((output) => output.close());
    };
  }
`);

/** What those do that nobody has written yet. */
const STAND_INS = flush(`
  /** What actors do until somebody has written it. */
  import { type Actor, all } from "@steady-state/deno/actor";
  import { type Input, type Output, room } from "./conditions.ts";

  /** Waits for room on each of these outputs; \`false\` if a stop has cut that short. */
  export function hasRoom(
    actor: Pick<Actor, "wait" | "timeout">,
    outputs: readonly Output[],
  ): Promise<boolean> {
    return actor.wait(all(...outputs.map((output) => room(actor, output, 1, 0))));
  }

  /** How many messages fit on each of these outputs. One that nobody reads any more holds nothing up. */
  export function roomOn(outputs: readonly Output[]): number {
    return Math.min(...outputs.map(vacantOn));
  }

  /** What has come on an input, as far as it fits on each of these outputs. */
  export function batchFor<T>(
    outputs: readonly Output[],
    input: { takeBatch(max: number): T[] },
  ): T[] {
    return input.takeBatch(roomOn(outputs));
  }

  function vacantOn(output: Output): number {
    if (output.isAbandoned) return Infinity;
    if (!("lanes" in output)) return output.vacantUnits;
    return output.lanes.reduce((sum, lane) => sum + lane.vacantUnits, 0);
  }

  /** How many messages were sent on an output so far: the number of the next one. */
  export function sentOn(output: Output): number {
    if (!("lanes" in output)) return output.sent;
    return output.lanes.reduce((sum, lane) => sum + lane.sent, 0);
  }

  /** How many messages were taken from these inputs so far. */
  export function takenOn(...inputs: readonly Input[]): number {
    const ends = inputs.flatMap((input) => "lanes" in input ? input.lanes : [input]);
    return ends.reduce((sum, end) => sum + end.taken, 0);
  }

  /** Whether message number \`round\` that came back in a circle is sent on output \`at\` of so many again. */
  export function goesRound(round: number, at: number, outputs: number): boolean {
    return round % (2 * outputs) === 2 * at;
  }

  /** Shows how many messages an actor has taken, and logs it at the first, the tenth, the hundredth and so on. */
  export function tell(
    actor: Pick<Actor, "log" | "setStatus">,
    { before, after }: { readonly before: number; readonly after: number },
  ): void {
    if (after === before) return;
    actor.setStatus(\`\${after} messages taken\`);
    const hasMoreDigits = \`\${after}\`.length > \`\${before}\`.length;
    if (before === 0 || hasMoreDigits) actor.log.info(\`\${after} messages taken\`);
  }
`);

/** Conditions that the writer of an actor makes. */
const EVENTS = flush(`
  /** What actors wait for that is no channel and no clock: \`Other(…)\` in graph.dot. */
  import type { Actor, Condition } from "@steady-state/deno/actor";

  interface Event {
    readonly promise: Promise<void>;
    isOver: boolean;
  }

  /** What is waited for, by actor and name. */
  const events = new WeakMap<object, Map<string, Event>>();

  /** After so long what failed is tried again; the pause doubles each time that it fails again, */
  const FIRST_PAUSE_MS = 100;
  /** up to this. */
  const LONGEST_PAUSE_MS = 60_000;

  /**
   * Holds once \`wait\` has fulfilled; it is called again in the round after that. One that fails has
   * not come: that is logged, and it is called again after a pause.
   */
  export function event(
    actor: Pick<Actor, "settled" | "signal" | "log">,
    name: string,
    wait: (signal: AbortSignal) => Promise<void>,
  ): Condition {
    const own = events.get(actor) ?? new Map<string, Event>();
    events.set(actor, own);
    const known = own.get(name);
    if (known !== undefined && !known.isOver) return actor.settled(known.promise);
    const promise = untilFulfilled(actor, name, wait);
    const begun: Event = { promise, isOver: false };
    promise.finally(() => begun.isOver = true);
    own.set(name, begun);
    return actor.settled(promise);
  }

  async function untilFulfilled(
    { signal, log }: Pick<Actor, "signal" | "log">,
    name: string,
    wait: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      try {
        return await wait(signal);
      } catch (error) {
        if (signal.aborted) return;
        log.error(\`\${name} has failed, and is called again in \${pauseMs} ms: \${error}\`);
      }
      await pause(pauseMs, signal);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }

  function pause(ms: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
    return promise;
  }
`);

/** Who plays the edges of the graph in tests. */
const PERFORMERS = flush(`
  /** Who plays actors at the edges of the graph in tests. Each sends once and takes once, whatever dies. */
  import { type Actor, any } from "@steady-state/deno/actor";
  import type { Input, Output } from "./conditions.ts";
  import { roomOn, sentOn } from "./stand_ins.ts";

  type Ends = Readonly<Record<string, unknown>>;

  /** An actor of any ports. */
  export interface PlayedActor extends Omit<Actor, "ports" | "state" | "args"> {
    readonly ports: Ends;
  }

  /** What makes the messages of an actor that is played, by the names of its outputs. */
  type Examples = Readonly<Record<string, (n: number) => unknown>>;

  /** Plays a source: sends messages number 0 to \`count - 1\` on each of its outputs, and ends. */
  export function sending(
    count: number,
    examples: Examples,
  ): (actor: PlayedActor) => Promise<void> {
    return async (actor) => {
      for (;;) {
        const open = sendMore(actor, count, examples);
        if (open.length === 0) return;
        await actor.wait(any(...open.map((end) => end.vacant())));
      }
    };
  }

  /**
   * Plays an actor of a circle that nothing comes into: sends messages number 0 to \`count - 1\` on each
   * of its outputs, and takes what comes back.
   */
  export function starting(
    count: number,
    examples: Examples,
  ): (actor: PlayedActor) => Promise<void> {
    return async (actor) => {
      const outputs = Object.keys(examples).map((name) => actor.ports[name] as Output);
      const inputs = Object.keys(actor.ports).filter((name) => !(name in examples))
        .map((name) => actor.ports[name] as Input);
      while (actor.isRunning(() => outputs.every((output) => output.close()))) {
        for (const input of inputs) input.takeBatch();
        const open = sendMore(actor, count, examples);
        const room = open.map((end) => end.vacant());
        await actor.wait(any(...inputs.map((input) => input.avail()), ...room));
      }
    };
  }

  /** Sends as many as there is room for, and tells the outputs on which there are more to send. */
  function sendMore(actor: PlayedActor, count: number, examples: Examples): Output[] {
    const open = Object.entries(examples).filter(([name, example]) => {
      const end = actor.ports[name] as Output;
      if (end.isAbandoned) return false;
      const fits = Math.min(roomOn([end]), count - sentOn(end));
      for (let i = 0; i < fits; i++) end.trySend(example(sentOn(end)) as never);
      return sentOn(end) < count;
    });
    actor.commit();
    return open.map(([name]) => actor.ports[name] as Output);
  }

  /** Plays a sink: takes what comes on all of its inputs, until nothing more can. */
  export async function taking(actor: PlayedActor): Promise<void> {
    const inputs = Object.values(actor.ports) as Input[];
    while (actor.isRunning(() => inputs.every((input) => input.isClosedAndEmpty))) {
      if (!(await actor.wait(any(...inputs.map((input) => input.avail()))))) continue;
      for (const input of inputs) input.takeBatch();
    }
  }
`);

export { CONDITIONS, EVENTS, MAIN, PERFORMERS, STAND_INS };
