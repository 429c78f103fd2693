import type { Rx } from "../../channel/rx.ts";
import { textOf } from "../../errors.ts";
import { optionFaults, throwLastingFaults } from "../../option_faults.ts";
import {
  type LoopHands,
  Marks,
  marksFault,
  partFaults,
  PeekWindow,
  placed,
  type ResultsTx,
  roomFaults,
  windowFaults,
} from "../ahead/mod.ts";
import type { JobCall } from "./attempts.ts";
import { CallLoop } from "./call_loop.ts";
import {
  CALLS_OPTIONS,
  type CallsOptions,
  type CallsSettings,
  settingsOf,
} from "./calls_options.ts";
import { type JobEntry, jobEntry } from "./job_entry.ts";

/** As `Actor.calls`. */
export async function performCalls(
  hands: LoopHands,
  given: readonly unknown[],
): Promise<boolean> {
  const parts = placed(given);
  const [jobs, results, options, call] = parts;
  const doing = `make calls in actor "${hands.label}"`;
  const end = hands.inputOf(jobs);
  throwLastingFaults(doing, [
    ...partFaults(end, parts, ["jobs", "a job"]),
    ...optionFaults(CALLS_OPTIONS, options),
  ]);
  const port = jobs as Rx<unknown>;
  const wanted = options as CallsOptions<unknown>;
  const { concurrency, window, order = "strict" } = wanted;
  const needsMarks = order !== "strict";
  const marks = needsMarks ? Marks.in(hands.state, hands.marksOf(end)) : undefined;
  throwLastingFaults(doing, [
    ...roomFaults({ concurrency, window }, port, marks),
    ...windowFaults("concurrency", concurrency, window),
    ...(needsMarks && marks === undefined
      ? [marksFault('with an order other than "strict" results overtake jobs that are not done')]
      : []),
  ]);
  const settings = settingsOf(wanted, Math.min(port.capacity, marks?.most ?? Infinity));
  const entryOf = entriesOf(hands, port, settings);
  return await new CallLoop(hands, {
    jobs: port,
    input: end,
    results: (results ?? undefined) as ResultsTx<unknown> | undefined,
    window: new PeekWindow(port, settings.window, marks, entryOf),
    settings,
    call: call as JobCall<unknown>,
  }).run();
}

/** What is known of jobs: by what they belong together, and what their ids are. */
function entriesOf(
  hands: LoopHands,
  jobs: Rx<unknown>,
  { order, key: idOf }: CallsSettings<unknown>,
): (job: unknown, number: number) => JobEntry<unknown> {
  return (job, number) => {
    const effectId = () => hands.effectId(jobs, number - jobs.taken);
    try {
      const key = typeof order === "object" ? keyBy("order.perKey", order.perKey(job)) : undefined;
      const id = idOf === undefined ? effectId() : String(keyBy("key", idOf(job)));
      return jobEntry({ number, job, key, effectId: id });
    } catch (thrown) {
      // A job that nobody can put anywhere is given up, and the rest goes on.
      const fault = `no call was made: ${textOf(thrown)}`;
      return jobEntry({ number, job, key: undefined, effectId: effectId() }, fault);
    }
  };
}

function keyBy(option: string, key: unknown): string | number {
  if (typeof key === "string" || typeof key === "number") return key;
  throw new TypeError(`option ${option} returned ${textOf(key)}, let it return a text or a number`);
}
