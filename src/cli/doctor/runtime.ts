/** Tries what every graph needs: the Deno, the memory, the workers. */
import { isDenoFit, NEEDED_DENO } from "../../package.ts";
import { fails, type Finding, isGranted, ok, said } from "./finding.ts";
import { loadFlag, mayLoad } from "./load.ts";
import { tryGraph } from "./trials.ts";

/** How long a wake-up within this thread may take. */
const WAKE_MS = 10_000;

/** Is this Deno new enough? */
export function deno(version: string = Deno.version.deno): Finding {
  if (isDenoFit(version)) {
    return ok("deno", `this is ${version}; ${NEEDED_DENO} or newer is needed`);
  }
  return fails(
    "deno",
    `this is ${version}, and ${NEEDED_DENO} or newer is needed`,
    "bring it up to date: deno upgrade",
  );
}

/** Can memory be shared, and a thread wait for what another does to it without being held up? */
export async function memory(): Promise<Finding> {
  const mend = "use another version of Deno";
  // Whoever waits for memory alone does not keep the process going.
  const timer = setTimeout(() => {}, WAKE_MS);
  try {
    const words = new Int32Array(new SharedArrayBuffer(4));
    const { value } = Atomics.waitAsync(words, 0, 0, WAKE_MS);
    Atomics.notify(words, 0);
    if (await value === "ok") return ok("memory", "threads can share it, and wait for each other");
    return fails("memory", "nobody who waits for it is woken", mend);
  } catch (error) {
    return fails("memory", `it cannot be shared: ${said(error)}`, mend);
  } finally {
    clearTimeout(timer);
  }
}

/** How many threads run at once? So many workers does a graph have that is drawn with `workers: "cores"`. */
export function cores(): Finding {
  const { hardwareConcurrency: count } = navigator;
  return ok(
    "cores",
    `${count} ${
      count === 1 ? "thread runs" : "threads run"
    } at once; workers: "cores" packs actors ` +
      `into ${count === 1 ? "one worker" : "as many workers"}`,
  );
}

/** May workers load the package, and the actors of a program in this folder? */
export function read(): Finding {
  const missing = [
    ...(isGranted({ name: "read", path: "." }) ? [] : ["--allow-read"]),
    ...(mayLoad() ? [] : [loadFlag()]),
  ];
  if (missing.length === 0) return ok("read", "workers can load this package and this folder");
  const flags = [...new Set(missing)].join(" and ");
  return fails("read", "workers cannot load their modules", `run with ${flags}`);
}

/** Does a graph run? It has two actors, each in a worker of its own, and one channel. */
export async function graph(): Promise<Finding> {
  // A worker whose module may not be read asks whoever sits at the terminal.
  if (read().state !== "ok") {
    return fails(
      "graph",
      "it was not tried, because workers cannot load their modules",
      "see read",
    );
  }
  try {
    await tryGraph();
    return ok("graph", "two actors ran in two workers, and ended");
  } catch (error) {
    return fails("graph", `a graph of two actors failed: ${said(error)}`, "see what it says");
  }
}
