/**
 * A process that kills itself again and again, and one that starts it again. The graph lies in a file, so none of that costs an order.
 *
 * @module
 */
import type { Graph } from "@steady-state/deno";

/** Between two deaths, in milliseconds: about a second. */
const LEAST_MS = 500;
const MOST_MS = 1500;

/** What a child may do, besides what every child may: write these files. */
export interface Lives {
  /** Where the graph lies. */
  readonly region: string;
  /** Where dead letters go; "" for nowhere. */
  readonly letters: string;
}

/** Kills this process without warning, about a second after its graph is up, unless that is asked to stop before. */
export async function dieSoon(graph: Graph): Promise<void> {
  while (graph.lifecycle !== "running") {
    if (graph.lifecycle === "stopped") return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const timer = setTimeout(() => {
    if (graph.lifecycle === "running") Deno.kill(Deno.pid, "SIGKILL");
  }, LEAST_MS + Math.random() * (MOST_MS - LEAST_MS));
  const calm = () => clearTimeout(timer);
  await graph.finished.then(calm, calm);
}

/** Starts this program again and again until it comes to its end by itself. Returns its exit code. */
export async function liveAgain(lives: Lives): Promise<number> {
  const files = [lives.region, lives.letters].filter((file) => file !== "");
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-lock", "--no-prompt", "--no-check", "--allow-sys", "--allow-net=127.0.0.1"],
      ...["--allow-read", `--allow-write=${files.join(",")}`],
      // The graph gives it up once its file is mapped: no actor has it.
      "--allow-ffi",
      ...["--allow-env=TELEMETRY_SERVER_PORT", import.meta.resolve("./main.ts")],
      ...[...Deno.args, "--region", lives.region],
    ],
  });
  let child = command.spawn();
  let isAsked = false;
  // A terminal sends Ctrl-C to the child as well, which takes the two for one.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      isAsked = true;
      tell(child, signal);
    });
  }
  for (let deaths = 0;; deaths++) {
    const { code, signal } = await child.status;
    if (signal !== "SIGKILL" || isAsked) {
      console.log(`The process was killed ${deaths} ${deaths === 1 ? "time" : "times"}.`);
      return code;
    }
    child = command.spawn();
  }
}

function tell(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended.
  }
}
