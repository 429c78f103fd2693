import { faultsText, textOf } from "../../errors.ts";
import {
  between,
  type Check,
  choice,
  filled,
  flag,
  isObject,
  optionFaults,
  type Place,
  placeOf,
  type Schema,
  textsOf,
  that,
  whole,
} from "../../option_faults.ts";
import { MAX_DURATION_MS } from "../duration.ts";
import { DEFAULTS } from "../options.ts";
import { UsageError } from "../usage_error.ts";

/** A process of a graph that is distributed over several: a program, and how it is run. */
export interface Pod {
  /** The program: a path, seen from the folder of the manifest, or the address of a module. */
  readonly script: string;
  /**
   * Flags of `deno run`, which are its permissions above all: `["--allow-net=127.0.0.1", "--allow-read"]`. A flag and its value are joined
   * by `=`.
   *
   * @default {[]}
   */
  readonly deno?: readonly string[];
  /**
   * What the program finds in `Deno.args`.
   *
   * @default {[]}
   */
  readonly args?: readonly string[];
  /**
   * Environment variables, besides those that the command has itself. They are printed in units and for Kubernetes, so secrets do not
   * belong here: set them where the command is started, or in a secret of Kubernetes.
   *
   * @default {none}
   */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * The pods that it sends to. At a stop it ends before they do, so that they can take what it has sent.
   *
   * @default {[]}
   */
  readonly feeds?: readonly string[];
  /** The port of its page on loopback, by which others see that it lives. Left out, nobody asks. */
  readonly page?: number;
  /**
   * Ports at which other pods or clients reach it.
   *
   * @default {[]}
   */
  readonly ports?: readonly number[];
  /**
   * Whether it keeps files, durable state for instance, in the folder that `STATE_DIRECTORY` names: systemd and Kubernetes give it one that
   * outlives it.
   *
   * @default {false}
   */
  readonly durable?: boolean;
  /**
   * Restarts within the window before it is given up.
   *
   * @default {5}
   */
  readonly restarts?: number;
  /**
   * The window, in milliseconds.
   *
   * @default {60_000}
   */
  readonly withinMs?: number;
  /**
   * The wait before the second restart in the window, in milliseconds; it doubles from there. The first restart is immediate.
   *
   * @default {1000}
   */
  readonly firstMs?: number;
  /**
   * The longest wait before a restart, in milliseconds.
   *
   * @default {30_000}
   */
  readonly maxMs?: number;
  /**
   * Whether exit code 0 is its end, or answered with a restart too.
   *
   * @default {"failure"}
   */
  readonly onExit?: "failure" | "always";
  /**
   * How long it gets to end once it was asked to, in milliseconds: longer than its graph's `stopTimeoutMs`.
   *
   * @default {30_000}
   */
  readonly graceMs?: number;
}

/** The pods of a distributed graph, by name: what a module that describes them exports by default. */
export type PodManifest = Readonly<Record<string, Pod>>;

type Standards = Exclude<keyof Pod, "script" | "page">;

/** A pod, with all that holds. */
export type FilledPod = Pod & Required<Pick<Pod, Standards>>;

const MAX_PORT = 65_535;
const MAX_RESTARTS = 999_999;

const text: Check<string> = that((value) => typeof value === "string", "give a text");
const script: Check<string> = that(
  (value) => typeof value === "string" && value !== "",
  "give the path or the address of a program",
);
const texts: Check<readonly string[]> = (value, place) =>
  Array.isArray(value)
    ? value.flatMap((one, at) => text(one, { ...place, path: `${place.path}[${at}]` }))
    : that<readonly string[]>(() => false, "give an array of texts")(value, place);
const flags: Check<readonly string[]> = (value, place) =>
  Array.isArray(value)
    ? value.flatMap((one, at) => aFlag(one, { ...place, path: `${place.path}[${at}]` }))
    : that<readonly string[]>(() => false, "give an array of flags")(value, place);
const aFlag: Check<string> = that(
  (value) => typeof value === "string" && /^--?[A-Za-z][^\s=]*(=.*)?$/s.test(value),
  `give a flag of deno run, with its value joined by "="`,
);
const port: Check<number> = whole(1, MAX_PORT, "a port");
const ports: Check<readonly number[]> = (value, place) =>
  Array.isArray(value)
    ? value.flatMap((one, at) => port(one, { ...place, path: `${place.path}[${at}]` }))
    : that<readonly number[]>(() => false, "give an array of ports")(value, place);
const variables: Check<Readonly<Record<string, string>>> = (value, place) =>
  isObject(value) && !Array.isArray(value)
    ? Object.entries(value).flatMap(([name, one]) => [
      ...variable(name, place),
      ...text(one, { ...place, path: `${place.path}.${name}` }),
    ])
    : that<Readonly<Record<string, string>>>(() => false, "give an object of texts")(value, place);

function variable(name: string, place: Place): ReturnType<typeof text> {
  return that<string>(
    (value) => typeof value === "string" && /^[A-Za-z_][A-Za-z0-9_]*$/.test(value),
    "name variables by letters, digits and _",
  )(name, { ...place, path: `a name in ${place.path}` });
}

/** What is known of a pod. */
const POD: Schema<Pod, Standards> = {
  script: { check: script, required: true },
  deno: { check: flags, default: [] },
  args: { check: texts, default: [] },
  env: { check: variables, default: {} },
  feeds: { check: texts, default: [] },
  page: { check: port },
  ports: { check: ports, default: [] },
  durable: { check: flag, default: false },
  restarts: { check: whole(0, MAX_RESTARTS), default: DEFAULTS.restarts },
  withinMs: { check: between(1, MAX_DURATION_MS, "milliseconds"), default: DEFAULTS.withinMs },
  firstMs: { check: between(0, MAX_DURATION_MS, "milliseconds"), default: DEFAULTS.firstMs },
  maxMs: { check: between(0, MAX_DURATION_MS, "milliseconds"), default: DEFAULTS.maxMs },
  onExit: { check: choice(["failure", "always"]), default: "failure" },
  graceMs: { check: between(0, MAX_DURATION_MS, "milliseconds"), default: DEFAULTS.graceMs },
};

/** Units of systemd, hosts of a cluster and lines of a log are called so. */
const NAME = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;
const MAX_NAME = 50;

/**
 * The pods of a manifest, with all that holds.
 *
 * @param path where it is from, for the error
 * @throws {UsageError} with all that is wrong with it
 */
export function readManifest(given: unknown, path: string): ReadonlyMap<string, FilledPod> {
  const faults = isObject(given) && !Array.isArray(given)
    ? manifestFaults(given)
    : ["it exports no pods by default, as in: export default { shop: { script: './shop.ts' } }"];
  if (faults.length > 0) throw new UsageError(faultsText(`read pods from ${path}`, faults));
  return new Map(
    Object.entries(given as PodManifest).map((
      [name, pod],
    ) => [name, filled<Pod, Standards>(POD, pod)]),
  );
}

function manifestFaults(given: object): string[] {
  const pods = Object.entries(given);
  if (pods.length === 0) return ["there are no pods in it"];
  const names = pods.map(([name]) => name);
  return pods.flatMap(([name, pod]) => [
    ...(NAME.test(name) && name.length <= MAX_NAME ? [] : [
      `pod "${
        textOf(name)
      }" is called so, name it by small letters, digits and "-", ${MAX_NAME} at most`,
    ]),
    ...textsOf(optionFaults(POD, pod, placeOf(`pod "${name}"`))),
    ...feedFaults(name, pod, names),
    ...paceFaults(name, pod),
  ]);
}

function feedFaults(name: string, pod: unknown, names: readonly string[]): string[] {
  const { feeds } = (isObject(pod) ? pod : {}) as Partial<Pod>;
  if (!Array.isArray(feeds)) return [];
  return feeds.filter((fed) => typeof fed === "string" && (fed === name || !names.includes(fed)))
    .map((fed) =>
      fed === name
        ? `pod "${name}" feeds itself, leave that out`
        : `pod "${name}" feeds "${textOf(fed)}", which there is not, there are ${names.join(", ")}`
    );
}

function paceFaults(name: string, pod: unknown): string[] {
  const { firstMs = DEFAULTS.firstMs, maxMs = DEFAULTS.maxMs } =
    (isObject(pod) ? pod : {}) as Partial<Pod>;
  if (!(firstMs > maxMs)) return [];
  return [`pod "${name}" waits ${firstMs} ms first and ${maxMs} ms at most, give a longer maxMs`];
}
