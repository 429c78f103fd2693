/** Tries what a graph has to do with outside of its own threads: its page, files, signals, other processes. */
import { listen, LOOPBACK } from "../../telemetry/http/listen.ts";
import { choosePort, PORT_VARIABLE, portVariableFaults } from "../../telemetry/http/port.ts";
import { isBeingDebugged, missingPermission } from "../../execution/inspector_link.ts";
import { mayGuard } from "../guard.ts";
import { fails, type Finding, isGranted, off, ok, said } from "./finding.ts";
import { load, mayLoad } from "./load.ts";
import { tryToEndThread } from "./trials.ts";

const TOKEN_VARIABLE = "TELEMETRY_TOKEN";

const NO_PAGE = "or without a page: run(graph, { telemetry: false }), and doctor --no-telemetry";

/** Can the page be served? `run` does not start a graph if it cannot, unless it is to have none. */
export async function page(): Promise<Finding> {
  if (!mayLoad()) return fails("page", "it was not tried, because it cannot be loaded", "see read");
  try {
    await load("telemetry/serve_telemetry.ts");
  } catch (error) {
    return fails("page", `what it is made of cannot be loaded: ${said(error)}`, "see what it says");
  }
  const faults = portVariableFaults().map(({ text }) => text);
  if (faults.length > 0) return fails("page", "it has no port", faults.join("; "));
  const choice = choosePort(undefined);
  // Whoever may not listen, and sits at a terminal, would be asked: so no other port is tried that may not be had.
  const mayMove = isGranted({ name: "net", host: LOOPBACK });
  if (!mayMove && !isGranted({ name: "net", host: `${LOOPBACK}:${choice.port}` })) {
    const host = choice.explicit ? `${LOOPBACK}:${choice.port}` : LOOPBACK;
    return fails(
      "page",
      `it cannot be served at ${host}`,
      `run with --allow-net=${host}, ${NO_PAGE}`,
    );
  }
  const stop = new AbortController();
  try {
    const only = { ...choice, explicit: choice.explicit || !mayMove };
    const server = listen(only, () => new Response(), stop.signal);
    const { port } = server.addr;
    stop.abort();
    await server.finished;
    const others = port === choice.port || choice.port === 0
      ? ""
      : `, since ${choice.port} is in use`;
    return ok("page", `it can be served at http://${LOOPBACK}:${port}${others}`);
  } catch (error) {
    return fails("page", "it cannot be served", said(error));
  }
}

/** Are the variables seen that say how the page is served? */
export function environment(): Finding {
  const names = [PORT_VARIABLE, TOKEN_VARIABLE];
  const unread = names.filter((variable) => !isGranted({ name: "env", variable }));
  if (unread.length === 0) {
    return ok("environment", `${names.join(" and ")} count, if they are set`);
  }
  return off(
    "environment",
    `${unread.join(" and ")} ${unread.length === 1 ? "is" : "are"} ignored`,
    `run with --allow-env=${unread.join(",")}`,
  );
}

/** Can a thread be ended whose code never returns, and can it be profiled? One that hangs on purpose is. */
export async function hangs(): Promise<Finding> {
  const lost = "a thread that hangs cannot be ended, nor any be profiled";
  if (missingPermission() !== undefined) {
    return off("hangs", lost, `run with --allow-sys and --allow-net=${LOOPBACK}`);
  }
  if (!mayLoad()) return off("hangs", "it was not tried, because it cannot be loaded", "see read");
  try {
    if (await isBeingDebugged()) {
      return off("hangs", "nobody looks for them where a debugger is", "run without --inspect");
    }
    const why = await tryToEndThread();
    if (why === undefined) return ok("hangs", "a thread that hung on purpose was ended");
    return off("hangs", `${lost}: ${why}`, "use another version of Deno");
  } catch (error) {
    return off("hangs", `${lost}: ${said(error)}`, "see what it says");
  }
}

/** Is SQLite there, which keeps durable state? */
export async function durable(): Promise<Finding> {
  try {
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(":memory:");
    database.exec("CREATE TABLE probe (word)");
    database.close();
    return ok("sqlite", "durable state can be kept, in files that may be written");
  } catch (error) {
    return off(
      "sqlite",
      `durable state cannot be kept: ${said(error)}`,
      "use another version of Deno",
    );
  }
}

/** May a durable file, a recording or dead letters be kept there? Whoever names the path needs it. */
export function files(path: string | undefined): Finding {
  const name = "files";
  const place = path ?? ".";
  const shown = path ?? "this folder";
  const missing = (["write", "read"] as const).filter((name) => !isGranted({ name, path: place }));
  if (missing.length === 0) {
    return ok(name, `durable state, recordings and dead letters can be kept in ${shown}`);
  }
  const lost = missing.includes("write")
    ? `nothing can be kept in ${shown}: no durable state, no recording, no dead letter`
    : `no durable state can be kept in ${shown}, and recordings that are too old stay`;
  const flags = missing.map((name) => `--allow-${name}=${path ?? "."}`).join(" and ");
  return path === undefined
    ? off(name, lost, `run with ${flags}, or name another place with doctor --write PATH`)
    : fails(name, lost, `run with ${flags}`);
}

/** May the program connect to that host, which it needs: to post alerts there, or because an actor does? Nobody is called. */
export function connection(host: string): Finding {
  if (isGranted({ name: "net", host })) return ok("connect", `${host} may be connected to`);
  return fails("connect", `${host} may not be connected to`, `run with --allow-net=${host}`);
}

/** Could `cli run`, with these permissions, keep a process running? */
export function processes(): Finding {
  if (!isGranted({ name: "run", command: Deno.execPath() })) {
    return off(
      "processes",
      "cli run could start none with these flags",
      `give it --allow-run=${Deno.execPath()},sh`,
    );
  }
  if (mayGuard()) return ok("processes", "cli run can start one again when it dies");
  return off(
    "processes",
    "cli run can start one again when it dies, but one goes on alone if cli run itself is killed",
    Deno.build.os === "windows" ? "nothing does on Windows" : "give it --allow-run=sh, too",
  );
}

/** Is it seen that whoever started the program, as nohup does, wants it to ignore the end of the terminal? */
export function hangUp(): Finding {
  if (seesIgnored()) return ok("nohup", "it is seen, and SIGHUP stops no graph then");
  return off(
    "nohup",
    "it is not seen: SIGHUP stops a graph if standard input, output or error is a terminal",
    "name the signals that count: run(graph, { signals }); or, on Linux, run with -A",
  );
}

/** Deno says that it may be read to whoever may read everything, and lets only those read it who may do everything. */
function seesIgnored(): boolean {
  const path = "/proc/self/status";
  if (Deno.build.os !== "linux" || !isGranted({ name: "read", path })) return false;
  try {
    return Deno.readTextFileSync(path).includes("SigIgn:");
  } catch {
    return false;
  }
}
