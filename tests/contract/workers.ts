/** Starts a worker for each of the tasks and gives what each of them posts; ends them all afterwards. */
export async function inWorkers<R>(module: URL, tasks: readonly unknown[]): Promise<R[]> {
  const workers = tasks.map(() => new Worker(module, { type: "module" }));
  try {
    return await Promise.all(workers.map((worker, i) => answerOf<R>(worker, tasks[i])));
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

function answerOf<R>(worker: Worker, task: unknown): Promise<R> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`A worker failed: ${event.message}`));
    };
    worker.postMessage(task);
  });
}

/** Awaits a park. It does not keep the process alive by itself, so a timer does. */
export async function parked<T>(park: Promise<T> | undefined): Promise<T | "not parked"> {
  if (park === undefined) return "not parked";
  const timer = setInterval(() => {}, 1000);
  try {
    return await park;
  } finally {
    clearInterval(timer);
  }
}

/** In a worker: does the one task that {@link inWorkers} gives it, and posts the result. */
export function doTask<T, R>(run: (task: T) => R | Promise<R>): void {
  addEventListener("message", async (event) => {
    const result = await run((event as MessageEvent<T>).data);
    (globalThis as unknown as { postMessage(message: R): void }).postMessage(result);
  });
}

const NOTHING = new Int32Array(new SharedArrayBuffer(4));

/** Lets other threads have the processor for a moment: there may be fewer processors than threads that spin. */
export function giveWay(): void {
  Atomics.wait(NOTHING, 0, 0, 0.05);
}
