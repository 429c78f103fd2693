/**
 * Takes CPU profiles of threads, through the inspector: nothing has to be prepared in the thread, and it need not return to its
 * event loop.
 *
 * @module
 */
import { lifeLockOf, lifeLockReleased } from "../life_lock.ts";
import { bounded } from "./bounded.ts";
import { type InspectorLink, InspectorUnavailable, missingPermission } from "./inspector_link.ts";
import { findTarget, sharedInspector } from "./shared_inspector.ts";

/** A function in a profile: where it is, and which functions it called. Lines and columns count from 0, as V8 writes them. */
export interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly scriptId: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly hitCount?: number;
  readonly children?: readonly number[];
}

/** A CPU profile in V8's own format, `.cpuprofile`. Times are in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

/** What was learned of a thread. */
export interface ThreadProfile {
  readonly profile: CpuProfile;
  /** Bytes in use on its heap at the end; `null` if it did not say. */
  readonly heapBytes: number | null;
  /** Whether it took less time than was asked for, because the inspector was needed to end a thread. */
  readonly cutShort: boolean;
}

/** A profile cannot be taken. Its message says why, as the second half of a sentence. */
export class ProfileUnavailable extends Error {
  override readonly name = "ProfileUnavailable";
}

const FIND_MS = 2000;
/** What a thread may take to begin: one that is in a call into the runtime answers when that returns. */
const BEGIN_MS = 2000;
/** What it may take to hand over what it has noted: a profile of half a minute is some megabytes. */
const END_MS = 5000;
/** The same, when somebody is in a hurry. */
const HURRIED_END_MS = 300;
/** Between two looks at whether another thread of the process needs the inspector. */
const LOOK_MS = 100;
/** Between two samples, in microseconds. */
const SAMPLING_US = 1000;

/** Why no profile can be taken in this process, as the second half of a sentence; `null` if one can. Nobody is asked. */
export function profilingObstacle(): string | null {
  return missingPermission() ?? null;
}

/** What ends a profile before its time: the inspector is needed, the thread has ended, or whoever asked breaks it off. */
type ProfileEnd = "needed" | "ended" | "brokenOff";

const WHY: Record<ProfileEnd, string> = {
  needed: "the inspector was needed to end a thread",
  ended: "its thread ended",
  brokenOff: "it was broken off",
};

/**
 * Takes a profile of the thread whose entry URL has the fragment `id`, for `ms` milliseconds. It gives the inspector up early
 * when a thread has to be ended; when `signal` says so, or the thread itself ends, there is no profile.
 *
 * While it lasts, the start of a worker takes about a second longer (0.9 to 1.1 s were measured): the runtime holds it back for
 * the debugger it sees.
 *
 * @throws {ProfileUnavailable} if the thread cannot be reached, or ends
 */
export async function profileThread(
  id: string,
  ms: number,
  signal?: AbortSignal,
): Promise<ThreadProfile> {
  const { promise: end, resolve } = Promise.withResolvers<ProfileEnd>();
  const over = new AbortController();
  const calm = sharedInspector.onHurry(() => resolve("needed"));
  const leave = () => resolve("brokenOff");
  signal?.addEventListener("abort", leave, { signal: over.signal });
  if (signal?.aborted) leave();
  lifeLockReleased(lifeLockOf(id), over.signal).then(() => resolve("ended"), () => {});
  try {
    const link = await sharedInspector.join();
    const target = await findTarget(link, id, FIND_MS);
    return await record(link, target, ms, end);
  } catch (error) {
    if (!(error instanceof InspectorUnavailable)) throw error;
    throw new ProfileUnavailable(error.message);
  } finally {
    over.abort();
    calm();
    await sharedInspector.leave();
  }
}

async function record(
  link: InspectorLink,
  target: string,
  ms: number,
  end: Promise<ProfileEnd>,
): Promise<ThreadProfile> {
  link.send("Profiler.enable", target);
  link.send("Profiler.setSamplingInterval", target, { interval: SAMPLING_US });
  const begun = link.send("Profiler.start", target);
  if (await bounded(Promise.race([begun, end]), BEGIN_MS) === undefined) {
    throw new ProfileUnavailable(
      "its thread does not answer: it is in a call into the runtime that does not return, or a debugger is attached",
    );
  }
  link.hasten(false);
  const endedBy = await waited(ms, end);
  if (endedBy === "ended" || endedBy === "brokenOff") throw new ProfileUnavailable(WHY[endedBy]);
  link.hasten(true);
  const heap = link.send("Runtime.getHeapUsage", target) as Promise<
    { usedSize: number } | undefined
  >;
  const stopped = link.send("Profiler.stop", target) as Promise<
    { profile: CpuProfile } | undefined
  >;
  link.send("Profiler.disable", target);
  const hurried = end.then((why) =>
    why === "needed" ? bounded(stopped, HURRIED_END_MS) : undefined
  );
  const result = await bounded(Promise.race([stopped, hurried]), endedBy ? HURRIED_END_MS : END_MS);
  if (result === undefined) {
    const why = endedBy ?? await bounded(end, 0);
    throw new ProfileUnavailable(why ? WHY[why] : "its thread does not hand over what it noted");
  }
  return {
    profile: result.profile,
    heapBytes: (await bounded(heap, HURRIED_END_MS))?.usedSize ?? null,
    cutShort: endedBy === "needed",
  };
}

/** Waits; the result is what ended it before its time. */
async function waited(ms: number, end: Promise<ProfileEnd>): Promise<ProfileEnd | undefined> {
  const until = performance.now() + ms;
  for (;;) {
    const left = until - performance.now();
    if (left <= 0) return undefined;
    const why = await bounded(end, Math.min(left, LOOK_MS));
    if (why !== undefined) return why;
    if (await sharedInspector.isWanted()) return "needed";
  }
}
