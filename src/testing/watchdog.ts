/**
 * Ends the process when a step of a simulation does not end: an endless loop in the test's thread leaves nobody there to say so. Another
 * thread looks on. A step costs two stores.
 *
 * @module
 */

/** Which steps are looked at: those of one simulation. */
export interface StepWatch {
  /** Thread `who` takes a step, at that moment of its time. */
  stepBegins(who: number, now: number): void;
  stepEnds(): void;
  /** The simulation is over. */
  end(): void;
}

/** What a simulation tells of itself. */
export interface WatchedSimulation {
  readonly seed: number;
  /** What its threads are called, by their numbers. */
  readonly names: readonly string[];
  /** When it began, in milliseconds since the epoch. */
  readonly epoch: number;
  /** How much of the machine's time a step may take. */
  readonly limitMs: number;
}

/** What the thread that looks on is told: what the threads from a number on are. */
type Told = { readonly from: number; readonly simulation: WatchedSimulation | undefined };

/** Cells that it looks at, at the beginning of the memory: how many steps have begun, and whose it is; and the moment in it. */
const [BEGUN, WHO] = [0, 1] as const;
const MEMORY_BYTES = 16;

interface Dog {
  readonly words: Int32Array;
  readonly times: Float64Array;
  tell(told: Told): void;
}

let dog: Promise<Dog | undefined> | undefined;
let numbers = 0;

const NOBODY: StepWatch = { stepBegins() {}, stepEnds() {}, end() {} };

/** Has the steps of a simulation watched, unless it may take any time, or a debugger may stop it. */
export async function watchSteps(simulation: WatchedSimulation): Promise<StepWatch> {
  if (simulation.limitMs === Infinity) return NOBODY;
  const found = await (dog ??= startDog());
  if (found === undefined) return NOBODY;
  const { words, times } = found;
  const from = numbers;
  numbers += simulation.names.length;
  found.tell({ from, simulation });
  return {
    stepBegins(who, now) {
      times[MEMORY_BYTES / 8 - 1] = now;
      words[WHO] = from + who;
      words[BEGUN] = (words[BEGUN] as number) + 1;
    },
    stepEnds: () => void (words[WHO] = -1),
    end: () => found.tell({ from, simulation: undefined }),
  };
}

/** Starts the thread that looks on, once in a process: it is one of Node's, because those keep no process alive. */
async function startDog(): Promise<Dog | undefined> {
  const { isBeingDebugged } = await import("../execution/inspector_link.ts");
  if (await isBeingDebugged()) return undefined;
  const { Worker } = await import("node:worker_threads");
  const memory = new SharedArrayBuffer(MEMORY_BYTES);
  const words = new Int32Array(memory);
  words[WHO] = -1;
  const workerData = { memory, BEGUN, WHO, TIME: MEMORY_BYTES / 8 - 1 };
  const worker = new Worker(`(${lookOn})()`, { eval: true, workerData });
  worker.unref();
  return {
    words,
    times: new Float64Array(memory),
    tell: (told) => worker.postMessage(told),
  };
}

/** What that thread does. Its text is all of it that gets there: it uses nothing of this module. */
function lookOn(): void {
  const PERIOD_MS = 200;
  /** A look that comes so late comes after the whole process stood still, and that is nobody's fault. */
  const LATE_MS = 5 * PERIOD_MS;
  const SHOWN_MS = 1000;
  import("node:worker_threads").then(({ parentPort, workerData }) => {
    const { memory, BEGUN, WHO, TIME } = workerData;
    const words = new Int32Array(memory);
    const times = new Float64Array(memory);
    const told = new Map<number, WatchedSimulation>();
    parentPort?.on("message", ({ from, simulation }: Told) => {
      if (simulation === undefined) told.delete(from);
      else told.set(from, simulation);
    });
    let [begun, stuckMs, lookedAt] = [-1, 0, performance.now()];
    const looks = setInterval(() => {
      const now = performance.now();
      const passedMs = now - lookedAt;
      lookedAt = now;
      const who = words[WHO] as number;
      const isSame = words[BEGUN] === begun && who >= 0;
      begun = words[BEGUN] as number;
      stuckMs = !isSame ? 0 : passedMs > LATE_MS ? stuckMs : stuckMs + passedMs;
      for (const [from, { seed, names, epoch, limitMs }] of told) {
        const name = names[who - from];
        if (who < from || name === undefined || stuckMs < limitMs) continue;
        const at = ((times[TIME] as number) - epoch).toFixed(0);
        const text =
          `Cannot go on with the simulation of seed ${seed}: a step of ${name} does not end, after ${at} ms of its time; it is in ` +
          `an endless loop, or in a call that does not return; the process ends: run it in a debugger with the environment ` +
          `variable SEED=${seed}, or raise option stepLimit, which is ${limitMs} ms of the machine's time\n`;
        Deno.stderr.writeSync(new TextEncoder().encode(text));
        clearInterval(looks);
        // Under `deno test` another thread shows what was written, and it is to come to that. Nothing less than this ends a thread that
        // never comes back.
        setTimeout(() => Deno.kill(Deno.pid, "SIGKILL"), SHOWN_MS);
        return;
      }
    }, PERIOD_MS);
  });
}
