/**
 * Takes CPU profiles of threads, through the inspector: nothing has to be prepared in the thread, and it need not return to its
 * event loop.
 *
 * @module
 */
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

/**
 * Takes a profile of the thread whose entry URL has the fragment `id`, for `ms` milliseconds, or until `signal` says so. It gives
 * the inspector up early when a thread has to be ended.
 *
 * While it lasts, the start of a worker takes half a second longer: the runtime holds it back for the debugger it sees.
 *
 * @throws {ProfileUnavailable} if the thread cannot be reached
 */
export async function profileThread(
  id: string,
  ms: number,
  signal?: AbortSignal,
): Promise<ThreadProfile> {
  const hurry = Promise.withResolvers<true>();
  const calm = sharedInspector.onHurry(() => hurry.resolve(true));
  try {
    const link = await sharedInspector.join();
    const target = await findTarget(link, id, FIND_MS);
    return await record(link, target, { ms, hurry: hurry.promise, signal });
  } catch (error) {
    if (!(error instanceof InspectorUnavailable)) throw error;
    throw new ProfileUnavailable(error.message);
  } finally {
    calm();
    await sharedInspector.leave();
  }
}

interface Terms {
  readonly ms: number;
  readonly hurry: Promise<true>;
  readonly signal: AbortSignal | undefined;
}

async function record(
  link: InspectorLink,
  target: string,
  { ms, hurry, signal }: Terms,
): Promise<ThreadProfile> {
  link.send("Profiler.enable", target);
  link.send("Profiler.setSamplingInterval", target, { interval: SAMPLING_US });
  const begun = link.send("Profiler.start", target);
  if (await bounded(Promise.race([begun, hurry]), BEGIN_MS) === undefined) {
    throw new ProfileUnavailable(
      "its thread does not answer: it is in a call into the runtime that does not return, or a debugger is attached",
    );
  }
  link.hasten(false);
  const cutShort = await waited(ms, hurry, signal);
  link.hasten(true);
  const heap = link.send("Runtime.getHeapUsage", target) as Promise<
    { usedSize: number } | undefined
  >;
  const stopped = link.send("Profiler.stop", target) as Promise<
    { profile: CpuProfile } | undefined
  >;
  link.send("Profiler.disable", target);
  const withinMs = cutShort ? HURRIED_END_MS : END_MS;
  const result = await bounded(
    Promise.race([stopped, hurry.then(() => bounded(stopped, HURRIED_END_MS))]),
    withinMs,
  );
  if (result === undefined) {
    throw new ProfileUnavailable(
      cutShort
        ? "the inspector was needed to end a thread"
        : "its thread ended, or does not hand over what it noted",
    );
  }
  return {
    profile: result.profile,
    heapBytes: (await bounded(heap, HURRIED_END_MS))?.usedSize ?? null,
    cutShort,
  };
}

/** Waits; the result is whether it was cut short because the inspector is needed. */
async function waited(
  ms: number,
  hurry: Promise<true>,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const end = performance.now() + ms;
  for (;;) {
    const left = end - performance.now();
    if (left <= 0 || signal?.aborted) return false;
    if (await bounded(hurry, Math.min(left, LOOK_MS))) return true;
    if (await sharedInspector.isWanted()) return true;
  }
}
