/**
 * Functions of the runtime that have the machine do something and promise what comes of it. In code of a simulation each is an errand.
 *
 * @module
 */
import { type Cover, descriptorOf, type MachineCall } from "./cover.ts";
import { currentThread } from "./context.ts";
import { addErrand, sendFor } from "./errands.ts";
import { isRefused } from "./refused.ts";

/** What code of a thread that is gone awaits: it does nothing any more. */
function never(): Promise<never> {
  return new Promise(() => {});
}

/** The function, as one whose promises are errands of the code of simulations that calls it. */
export function onErrand(what: string, machine: MachineCall): MachineCall {
  return function (this: unknown, ...args: unknown[]): unknown {
    const thread = currentThread();
    if (thread === undefined) return Reflect.apply(machine, this, args);
    if (thread.isGone) return never();
    const result = Reflect.apply(machine, this, args);
    if (!(result instanceof Promise)) return adopt(what, result);
    return sendFor(thread, what, result.then((value) => adopt(what, value)));
  };
}

/** The same for a function that is called back with what comes of it: by its last argument. */
export function onErrandCalledBack(what: string, machine: MachineCall): MachineCall {
  return function (this: unknown, ...args: unknown[]): unknown {
    const thread = currentThread();
    const back = args.at(-1);
    if (thread === undefined || typeof back !== "function") {
      return Reflect.apply(machine, this, args);
    }
    if (thread.isGone) return undefined;
    const done = Promise.withResolvers<void>();
    let bring = () => {};
    const result = Reflect.apply(machine, this, [...args.slice(0, -1), (...news: unknown[]) => {
      bring = () => void back(...news);
      done.resolve();
    }]);
    // Only now: where the machine refuses by throwing, nothing is under way.
    addErrand(thread, what, done.promise, () => bring());
    return result;
  };
}

/** Methods of what a response, a connection or a process is to code of a simulation, each of which is an errand. */
const METHODS: readonly (readonly [kind: string, methods: readonly string[]])[] = [
  ["Response", ["text", "json", "arrayBuffer", "bytes", "blob", "formData"]],
  ["TcpConn", ["read", "write", "closeWrite"]],
  ["TlsConn", ["read", "write", "closeWrite", "handshake"]],
  ["UnixConn", ["read", "write", "closeWrite"]],
];

/** Properties of such things that are streams of what the machine brings. */
const STREAMS: Readonly<Record<string, readonly string[]>> = {
  Response: ["body"],
  TcpConn: ["readable"],
  TlsConn: ["readable"],
  UnixConn: ["readable"],
  FsFile: ["readable"],
};

/** What the machine has given: what that promises in turn are errands, too. */
function adopt<T>(what: string, given: T): T {
  if (typeof given !== "object" || given === null) return given;
  const kind = given.constructor?.name ?? "";
  for (const [of, methods] of METHODS) {
    if (of === kind) { for (const method of methods) adoptMethod(what, given, method); }
  }
  for (const key of STREAMS[kind] ?? []) {
    const stream = (given as Record<string, unknown>)[key];
    if (stream instanceof ReadableStream) adoptStream(what, stream);
  }
  return given;
}

function adoptMethod(what: string, of: object, key: string): void {
  const method = descriptorOf(of, key)?.value;
  if (typeof method !== "function") return;
  Object.defineProperty(of, key, {
    value: onErrand(`${key}() of ${what}`, method),
    configurable: true,
    writable: true,
  });
}

function adoptStream(what: string, stream: ReadableStream): void {
  const { getReader } = stream;
  const read = (...args: unknown[]) => {
    const reader = Reflect.apply(getReader as unknown as MachineCall, stream, args) as object;
    adoptMethod(what, reader, "read");
    return reader as ReadableStreamDefaultReader<unknown>;
  };
  async function* values(): AsyncGenerator<unknown> {
    const reader = read();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        yield value;
      }
    } finally {
      await reader.cancel();
      reader.releaseLock();
    }
  }
  Object.assign(stream, { getReader: read, values, [Symbol.asyncIterator]: values });
}

/** Whose functions promise what the machine does. */
function owners(): readonly (readonly [name: string, of: object])[] {
  return [
    ["Deno", Deno],
    ["file", Deno.FsFile.prototype],
    ["Deno.permissions", Deno.Permissions.prototype],
    ["crypto.subtle", SubtleCrypto.prototype],
    ["blob", Blob.prototype],
    ["navigator.locks", Object.getPrototypeOf((navigator as unknown as { locks: object }).locks)],
    ["caches", CacheStorage.prototype],
    ["WebAssembly", WebAssembly],
    ["Deno.Command", Deno.Command.prototype],
  ];
}

/** Of those with other functions beside these. */
const SINGLE: readonly (readonly [name: string, of: object, key: string])[] = [
  ["fetch", globalThis, "fetch"],
  ["createImageBitmap", globalThis, "createImageBitmap"],
];

/** Functions of these that are none that promise anything, or are seen to elsewhere. */
const OTHERS = /^[A-Z]|Sync$|^(constructor|exit|inspect|cwd|chdir|refTimer|unrefTimer)/;

function coverOf(what: string, of: object, key: string, over: PropertyDescriptor): Cover {
  return { of, key, by: { value: onErrand(what, over.value) }, over };
}

/** All that promises something the machine does. Made once, each as it was before anybody put another there. */
export const OUTSIDE_COVERS: readonly Cover[] = [
  ...owners().flatMap(([name, of]) =>
    Object.entries(Object.getOwnPropertyDescriptors(of)).flatMap(([key, descriptor]) =>
      typeof descriptor.value !== "function" || OTHERS.test(key) || isRefused(of, key)
        ? []
        : [coverOf(`${name}.${key}`, of, key, descriptor)]
    )
  ),
  ...SINGLE.flatMap(([name, of, key]) => {
    const descriptor = Object.getOwnPropertyDescriptor(of, key);
    return descriptor === undefined ? [] : [coverOf(name, of, key, descriptor)];
  }),
];
