import type { Rx } from "../../channel/rx.ts";
import { textOf } from "../../errors.ts";
import { misuse, type OptionFault, optionFaults, throwOptionFaults } from "../../option_faults.ts";
import type { JobCall } from "./attempts.ts";
import type { CallHands } from "./call_hands.ts";
import { CallLoop } from "./call_loop.ts";
import {
  type CallResults,
  CALLS_OPTIONS,
  type CallsOptions,
  type CallsSettings,
  settingsOf,
} from "./calls_options.ts";
import { type JobTraits, JobWindow } from "./job_window.ts";
import { Marks } from "./marks.ts";

/** As `Actor.calls` is given it: with results, or without. */
function sorted(given: readonly unknown[]): readonly unknown[] {
  return given.length < 4 ? [given[0], undefined, ...given.slice(1)] : given;
}

/** As `Actor.calls`. */
export async function performCalls(
  hands: CallHands,
  given: readonly unknown[],
): Promise<boolean> {
  const [jobs, results, options, call] = sorted(given);
  const doing = `make calls in actor "${hands.label}"`;
  const end = hands.inputOf(jobs);
  const faults = [
    ...partFaults(end, jobs, results, call),
    ...optionFaults(CALLS_OPTIONS, options),
  ];
  throwOptionFaults(doing, faults);
  const port = jobs as Rx<unknown>;
  const wanted = options as CallsOptions<unknown>;
  const needsMarks = wanted.order !== undefined && wanted.order !== "strict";
  const marks = needsMarks ? Marks.in(hands.state, { run: hands.run, end }) : undefined;
  throwOptionFaults(doing, roomFaults(wanted, port, needsMarks, marks));
  const settings = settingsOf(wanted, Math.min(port.capacity, marks?.most ?? Infinity));
  const window = new JobWindow(port, settings.window, marks, traitsOf(hands, port, settings));
  return await new CallLoop(hands, {
    jobs: port,
    results: (results ?? undefined) as CallResults<unknown> | undefined,
    window,
    settings,
    call: call as JobCall<unknown>,
  }).run();
}

function partFaults(end: number, jobs: unknown, results: unknown, call: unknown): OptionFault[] {
  const faults: OptionFault[] = [];
  if (end < 0) {
    faults.push(
      misuse(
        `its jobs are ${
          shownEnd(jobs)
        }, which is none of its inputs, give a port that takes, or one lane of a bundle`,
      ),
    );
  }
  if (results !== undefined && results !== null && !takesResults(results)) {
    faults.push(
      misuse(`its results are ${shownEnd(results)}, give a port that sends, or leave it out`),
    );
  }
  if (typeof call !== "function") {
    faults.push(
      misuse(`what is to be called is ${textOf(call)}, give a function of a job`),
    );
  }
  return faults;
}

function shownEnd(end: unknown): string {
  const { name } = (end ?? {}) as { readonly name?: unknown };
  return typeof name === "string" ? `channel "${name}"` : Deno.inspect(end, { depth: 0 });
}

function takesResults(results: unknown): boolean {
  const { trySend, vacant } = results as Partial<CallResults<never>>;
  return typeof trySend === "function" && typeof vacant === "function";
}

/** What does not fit the channel of the jobs, or the marks. */
function roomFaults(
  { concurrency, window }: CallsOptions<unknown>,
  { name, capacity }: Rx<unknown>,
  needsMarks: boolean,
  marks: Marks | undefined,
): OptionFault[] {
  const faults: OptionFault[] = [];
  for (const [option, value] of Object.entries({ concurrency, window })) {
    if (value === undefined) continue;
    const of = (most: number, what: string) => ({
      error: RangeError,
      text: `option ${option} is ${value}, give a whole number from 1 to ${most}, ${what}`,
    });
    if (value > capacity) faults.push(of(capacity, `the capacity of channel "${name}"`));
    else if (marks !== undefined && value > marks.most) {
      faults.push(of(marks.most, "what its state has room for, or give callMarks() more"));
    }
  }
  if (window !== undefined && concurrency !== undefined && window < concurrency) {
    faults.push({
      error: RangeError,
      text:
        `option window is ${window} and concurrency ${concurrency}, give a window that is no smaller`,
    });
  }
  if (needsMarks && marks === undefined) {
    faults.push(misuse(
      `with an order other than "strict" results overtake jobs that are not done, and its state has no cell free to mark them in, ` +
        `declare one: state: { marks: callMarks() }`,
    ));
  }
  return faults;
}

/** By what jobs belong together, and what their ids are. */
function traitsOf(
  hands: CallHands,
  jobs: Rx<unknown>,
  { order, key: idOf }: CallsSettings<unknown>,
): JobTraits<unknown> {
  return (job, number) => {
    const effectId = () => hands.effectId(jobs, number - jobs.taken);
    try {
      return {
        key: typeof order === "object" ? keyOf("order.perKey", order.perKey(job)) : undefined,
        effectId: idOf === undefined ? effectId() : String(keyOf("key", idOf(job))),
      };
    } catch (thrown) {
      // A job that nobody can put anywhere is given up, and the rest goes on.
      return { key: undefined, effectId: effectId(), fault: `no call was made: ${textOf(thrown)}` };
    }
  };
}

function keyOf(option: string, key: unknown): string | number {
  if (typeof key === "string" || typeof key === "number") return key;
  throw new TypeError(`option ${option} returned ${textOf(key)}, let it return a text or a number`);
}
