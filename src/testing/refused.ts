/**
 * What code of a simulation cannot use: what goes on by itself, in the machine's time or in another thread, and what is the whole
 * process's. A simulation in which it is called ends, and says where.
 *
 * @module
 */
import process from "node:process";
import { type Cover, descriptorOf, type MachineCall } from "./cover.ts";
import { type CodeThread, currentThread } from "./context.ts";
import { callPlace, placeText } from "./place.ts";

const BY_ITSELF = "goes on by itself, in the machine's time";
const OF_PROCESS = "is the whole process's, that of the test too";

/** What is refused, and why: the end of a sentence about it. */
const REFUSED: readonly (readonly [of: object, key: string, name: string, why: string])[] = [
  ...["WebSocket", "WebSocketStream", "EventSource", "Worker", "BroadcastChannel", "FileReader"]
    .map((key) => [globalThis, key, `new ${key}()`, BY_ITSELF] as const),
  ...["serve", "serveHttp", "listen", "listenTls", "listenDatagram", "watchFs", "upgradeWebSocket"]
    .map((key) => [Deno, key, `Deno.${key}()`, BY_ITSELF] as const),
  ...["addSignalListener", "removeSignalListener"]
    .map((key) => [Deno, key, `Deno.${key}()`, OF_PROCESS] as const),
  [Deno, "spawn", "Deno.spawn()", BY_ITSELF],
  [Deno.Command.prototype, "spawn", "spawn() of Deno.Command", BY_ITSELF],
];

/** Whether it is refused, so that it is nothing else. */
export function isRefused(of: object, key: string): boolean {
  return REFUSED.some((refused) => refused[0] === of && refused[1] === key);
}

/** Ends the simulation that this thread is of. */
function refuse(thread: CodeThread, what: string, why: string): never {
  const place = callPlace(thread.modules);
  const text = `it calls ${what}${placeText(place)}, which ${why}`;
  thread.onRefused?.(text, place);
  throw new Error(`Cannot simulate an actor: ${text}`);
}

/** The thread of a worker whose code this is; that of the host may do as it likes. */
function workerThread(): CodeThread | undefined {
  const thread = currentThread();
  return thread?.onRefused === undefined ? undefined : thread;
}

function refusedCover(of: object, key: string, name: string, why: string): Cover[] {
  const over = descriptorOf(of, key);
  if (over === undefined) return [];
  // A function to be called with and without `new`.
  const refusing = function () {
    const thread = workerThread();
    if (thread !== undefined) refuse(thread, name, why);
  };
  // Some of them are loaded when they are looked at: nobody does so here.
  const get = () =>
    workerThread() !== undefined ? refusing : over.get ? over.get.call(of) : over.value;
  return [{ of, key, by: { get }, over }];
}

const { kill: processKill, on, once, addListener } = process;

function isSignal(event: unknown): boolean {
  return typeof event === "string" && event.startsWith("SIG");
}

/** A function that is refused to code of a simulation if it is called with such arguments. */
function refusedWith(
  of: object,
  key: string,
  name: string,
  machine: () => MachineCall,
  isSuch: (first: unknown) => boolean,
): Cover {
  const value = function (this: unknown, ...args: unknown[]): unknown {
    const thread = workerThread();
    if (thread !== undefined && isSuch(args[0])) refuse(thread, name, OF_PROCESS);
    return Reflect.apply(machine(), this, args);
  };
  return { of, key, by: { value }, over: descriptorOf(of, key) };
}

const denoKill = Object.getOwnPropertyDescriptor(Deno, "kill") as PropertyDescriptor;

const isOwnPid = (pid: unknown) => pid === Deno.pid;

/** All that is refused. Made once, each as it was before anybody put another there. */
export const REFUSED_COVERS: readonly Cover[] = [
  ...REFUSED.flatMap((refused) => refusedCover(...refused)),
  refusedWith(Deno, "kill", "Deno.kill()", () => denoKill.get?.call(Deno) as MachineCall, isOwnPid),
  refusedWith(process, "kill", "process.kill()", () => processKill as MachineCall, isOwnPid),
  ...Object.entries({ on, once, addListener }).map(([key, machine]) =>
    refusedWith(process, key, `process.${key}()`, () => machine as MachineCall, isSignal)
  ),
];
