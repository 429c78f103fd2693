/**
 * Modules of Node that modules of actors import, as they are in a simulation: with its time, its chance, and errands.
 *
 * @module
 */
import { currentThread } from "./context.ts";
import type { MachineCall } from "./cover.ts";
import { onErrand, onErrandCalledBack } from "./outside.ts";
import { fillByChance, uuidByChance } from "./own_chance.ts";
import { TIMER_PROMISES, TIMERS } from "./own_timers.ts";

/** What a module exports. */
export type Exports = Readonly<Record<string, unknown>>;

type OwnVersion = (name: string, value: MachineCall) => unknown;

/** Functions of these are done later, though they look like others that are. */
const UNLIKE = /^[A-Z]|Sync$|^(?:create|watch|unwatch|get|set|open(?:As)?Blob)/;

const calledBack = (module: string): OwnVersion => (name, call) =>
  UNLIKE.test(name) ? call : onErrandCalledBack(`${module}.${name}`, call);
const promising = (module: string): OwnVersion => (name, call) =>
  UNLIKE.test(name) ? call : onErrand(`${module}.${name}`, call);

/** What each of them is here, by its name. Whatever a change says nothing about stays. */
const CHANGES: Readonly<Record<string, OwnVersion>> = {
  "timers": (name, call) => (TIMERS as Exports)[name] ?? call,
  "timers/promises": (name, call) => (TIMER_PROMISES as Exports)[name] ?? call,
  "fs": calledBack("fs"),
  "fs/promises": promising("fs.promises"),
  "dns": calledBack("dns"),
  "dns/promises": promising("dns.promises"),
  "zlib": calledBack("zlib"),
  "crypto": (name, call) => CHANCE[name]?.(call) ?? calledBack("crypto")(name, call),
};

/** Modules whose doings no simulation sees. */
const UNSEEN = new Set([
  "child_process",
  "cluster",
  "dgram",
  "http",
  "http2",
  "https",
  "inspector",
  "net",
  "readline",
  "readline/promises",
  "tls",
  "worker_threads",
]);

function nameOf(specifier: string): string | undefined {
  return specifier.startsWith("node:") ? specifier.slice("node:".length) : undefined;
}

/** Whether a simulation has a module of its own in the place of that one. */
export function isOwnBuiltin(specifier: string): boolean {
  const name = nameOf(specifier);
  return name !== undefined && Object.hasOwn(CHANGES, name);
}

/** Whether what that module does goes on in the machine's time, and a simulation does not see it. */
export function isUnseen(specifier: string): boolean {
  return UNSEEN.has(nameOf(specifier) ?? "");
}

const made = new Map<string, Exports>();

/** Makes the module that a simulation has in the place of that one, to be had by {@link ownBuiltin} from then on. */
export async function makeOwnBuiltin(specifier: string): Promise<void> {
  const name = nameOf(specifier) as string;
  if (made.has(name)) return;
  const genuine = await import(specifier) as Exports;
  const promises = `${name}/promises`;
  const inner = Object.hasOwn(CHANGES, promises)
    ? changed(promises, await import(`node:${promises}`) as Exports)
    : undefined;
  made.set(name, changed(name, genuine, inner));
}

function changed(name: string, genuine: Exports, promises?: Exports): Exports {
  const change = CHANGES[name] as OwnVersion;
  const { default: standard, ...named } = genuine;
  const all = { ...(standard as Exports), ...named };
  const own: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(all)) {
    own[key] = typeof value === "function" ? change(key, value as MachineCall) : value;
  }
  // It has an object in the place of a function.
  if (name === "timers/promises") own.scheduler = TIMER_PROMISES.scheduler;
  if (promises !== undefined) own.promises = promises.default;
  return { ...own, default: own };
}

/** The module that a simulation has in the place of that one. */
export function ownBuiltin(specifier: string): Exports {
  return made.get(nameOf(specifier) as string) as Exports;
}

/** Functions of `node:crypto` that are chance, each as it is in a simulation. */
const CHANCE: Readonly<Record<string, (machine: MachineCall) => MachineCall>> = {
  randomUUID: () => uuidByChance,
  getRandomValues: () => (array) => crypto.getRandomValues(array as Uint8Array<ArrayBuffer>),
  randomBytes: filling(0, 1),
  pseudoRandomBytes: filling(0, 1),
  randomFillSync: filling(0, Infinity),
  randomFill: (machine) =>
    function (this: unknown, ...args) {
      if (currentThread() === undefined) return Reflect.apply(machine, this, args);
      const back = args.at(-1) as (error: null, array: unknown) => void;
      fillByChance(bytesOf(args[0], args.slice(1, -1)));
      TIMERS.setImmediate(() => back(null, args[0]));
    },
  randomInt: (machine) =>
    function (this: unknown, ...args) {
      const thread = currentThread();
      if (thread === undefined) return Reflect.apply(machine, this, args);
      const back = typeof args.at(-1) === "function" ? args.at(-1) as MachineCall : undefined;
      const bounds = args.filter((arg) => typeof arg === "number");
      const [min, max] = bounds.length > 1 ? bounds : [0, ...bounds];
      // Its refusals are those of the machine.
      Reflect.apply(machine, this, bounds);
      const drawn = (min as number) +
        Math.floor(thread.random() * (max as number - (min as number)));
      if (back === undefined) return drawn;
      TIMERS.setImmediate(() => back(null, drawn));
    },
};

/** A function that gives bytes by chance: those of the machine first, which knows what may be asked for. */
function filling(of: number, callbackAt: number): (machine: MachineCall) => MachineCall {
  return (machine) =>
    function (this: unknown, ...args) {
      if (currentThread() === undefined) return Reflect.apply(machine, this, args);
      const back = args[callbackAt] as MachineCall | undefined;
      const given = Reflect.apply(machine, this, args.slice(0, callbackAt));
      fillByChance(callbackAt === 1 ? given as Uint8Array : bytesOf(args[of], args.slice(1)));
      if (back === undefined) return given;
      TIMERS.setImmediate(() => back(null, given));
    };
}

function bytesOf(array: unknown, [offset, size]: readonly unknown[]): Uint8Array {
  const { buffer, byteOffset, byteLength } = ArrayBuffer.isView(array) ? array : {
    buffer: array as ArrayBuffer,
    byteOffset: 0,
    byteLength: (array as ArrayBuffer).byteLength,
  };
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  const from = Number(offset ?? 0);
  return bytes.subarray(from, from + Number(size ?? byteLength - from));
}
