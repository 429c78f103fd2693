import { faultsText, textOf, unknownParts } from "../../errors.ts";
import { loginFaults, type NatsLogin, STANDARD_LOGIN } from "../../nats/login.ts";

/** A number for each lane, or one for a channel that is none of a bundle. */
export type LaneNumbers = number | readonly number[];

/** How an aqueduct goes through a log of NATS JetStream. Both pods name the same servers, stream and subject. */
export interface JetstreamOptions extends Partial<NatsLogin> {
  /** One address or several, with commas: `nats://127.0.0.1:4222`, or `tls://…`. The first that answers is taken. */
  readonly servers: string;
  /** The stream, which is this aqueduct's alone; `STEADY_` and the aqueduct's name if it is left out. */
  readonly stream?: string;
  /** What the subjects of the lanes begin with, `steady.orders.0`, …; `steady.` and the aqueduct's name if it is left out. */
  readonly subject?: string;
  /** Whether the stream is made if it is not there: true if it is left out. */
  readonly create?: boolean;
  /** For a stream that is made: the bytes it may have; when they are used up the sending pod waits. No bound if it is left out. */
  readonly maxBytes?: number;
  /** For a stream that is made: for how many milliseconds messages are kept, read or not. For ever if it is left out. */
  readonly maxAgeMs?: number;
  /** For a stream that is made: on how many servers of a cluster it is. One if it is left out. */
  readonly replicas?: number;

  /**
   * Sending: the number in the log of the first message that this process sends, for each lane. What the log has of them already is not
   * written again: so a source that begins anew with each process gives 0, and one that is told where to begin gives that number. If it is
   * left out, the first message goes behind whatever is there.
   */
  readonly first?: LaneNumbers;
  /**
   * Sending deliveries: how many messages at the end of the log are looked through when the sending pod starts. What has one of their
   * origins is not written again. More than the source has under way: 16,384 if it is left out.
   */
  readonly window?: number;

  /** Taking: the name under which the place is kept that this pod has come to. Pods of other names read the same log for themselves. */
  readonly reader?: string;
  /**
   * Taking: where that place is kept. `broker`: beside the log, whenever messages are settled. `graph`: in the durable state of the
   * graph, which is saved together with that of its other actors.
   */
  readonly position?: "broker" | "graph";
  /** Taking: the number of the message to begin with, for each lane, by a program that keeps it with its results. Nothing else keeps it then. */
  readonly from?: LaneNumbers;
  /** Taking: what to do when messages are gone from the log that were not read: to wait, and say so, or to go on behind them. */
  readonly lost?: "refuse" | "skip";
  /** Taking: whether the log keeps what is settled, for other readers; if it is left out, it is removed. */
  readonly keep?: boolean;
  /** Taking: `workers`: pods that say so share the messages, each goes to one of them. */
  readonly share?: "workers";
  /** Taking, shared: after how many milliseconds another pod has what a dead one had. 15 seconds if it is left out. */
  readonly ackWaitMs?: number;
}

/** An address in a log of NATS JetStream: plain data, which goes into plans. */
export type JetstreamAddress =
  & { readonly engine: "jetstream" }
  & NatsLogin
  & Required<
    Pick<
      JetstreamOptions,
      | "ackWaitMs"
      | "create"
      | "keep"
      | "lost"
      | "maxAgeMs"
      | "maxBytes"
      | "position"
      | "reader"
      | "replicas"
      | "stream"
      | "subject"
      | "window"
    >
  >
  & {
    readonly first: readonly number[] | null;
    readonly from: readonly number[] | null;
    readonly share: "workers" | null;
  };

const DEFAULTS: Omit<JetstreamAddress, "servers"> = {
  ...STANDARD_LOGIN,
  engine: "jetstream",
  stream: "",
  subject: "",
  create: true,
  maxBytes: 0,
  maxAgeMs: 0,
  replicas: 1,
  first: null,
  window: 16_384,
  reader: "main",
  position: "broker",
  from: null,
  lost: "refuse",
  keep: false,
  share: null,
  ackWaitMs: 15_000,
};

/** What makes a name of a stream or a reader: no spaces, no dots, no wildcards, no slashes. */
const NAME = /^[^\s.*>/\\]+$/;
/** A subject that can be published to. */
const SUBJECT = /^[^\s.*>]+(\.[^\s.*>]+)*$/;
/** The least time after which others have what a pod had: what a busy worker may take to say that it works. */
const LEAST_ACK_WAIT_MS = 1000;

/**
 * Says that an aqueduct goes through a log of NATS JetStream: `graph.aqueduct("orders", order, { via: jetstream({ servers }) })`, in both
 * pods. The log outlives them, so each may be killed and started again.
 *
 * The stream is made when the first of them starts, if it is not there. A full stream makes the sending pod wait, a broker that is away
 * makes both wait, and nothing else of them.
 *
 * ```ts
 * import { jetstream } from "@steady-state/deno/links";
 * import { assertEquals } from "@std/assert";
 *
 * const via = jetstream({ servers: "nats://127.0.0.1:4222", tokenEnv: "NATS_TOKEN" });
 * assertEquals([via.engine, via.position], ["jetstream", "broker"]);
 * ```
 *
 * @throws {TypeError} with all that is wrong with the options
 */
export function jetstream(options: JetstreamOptions): JetstreamAddress {
  const faults = optionFaults(options);
  if (faults.length > 0) {
    throw new TypeError(faultsText("go through a log of NATS JetStream", faults));
  }
  const { first, from, ...rest } = options;
  const given = Object.fromEntries(
    Object.entries(rest).filter(([, value]) => value !== undefined),
  ) as Omit<JetstreamOptions, "first" | "from">;
  return { ...DEFAULTS, ...given, first: lanesOf(first), from: lanesOf(from) };
}

/** Whether something is what {@link jetstream} makes. */
export function isJetstream(value: unknown): value is JetstreamAddress {
  if (typeof value !== "object" || value === null) return false;
  const { engine, servers } = value as Partial<JetstreamAddress>;
  return engine === "jetstream" && typeof servers === "string" &&
    Object.keys(DEFAULTS).every((name) => name in value);
}

/** The address of an aqueduct, with the names of stream and subject where none were given. */
export function namedAddress(address: JetstreamAddress, aqueduct: string): JetstreamAddress {
  const plain = aqueduct.replaceAll(/[\s.*>/\\]/g, "_");
  return {
    ...address,
    stream: address.stream === "" ? `STEADY_${plain.toUpperCase()}` : address.stream,
    subject: address.subject === "" ? `steady.${plain}` : address.subject,
  };
}

/** An address as messages show it. */
export function jetstreamPlace({ servers, stream }: JetstreamAddress): string {
  return `jetstream ${servers.replaceAll("nats://", "")}${stream === "" ? "" : `/${stream}`}`;
}

/** What is wrong with an address for one end of an aqueduct of so many lanes, a sentence each. */
export function jetstreamFaults(
  { first, from, share, position, keep, lost, reader }: JetstreamAddress,
  { role, girth }: { readonly role: "egress" | "ingress"; readonly girth: number },
): string[] {
  const faults: string[] = [];
  for (const [name, lanes] of [["first", first], ["from", from]] as const) {
    if (lanes !== null && lanes.length !== girth) {
      faults.push(
        `its ${name} has ${counted(lanes.length, "number")}, and it has ${
          counted(girth, "lane")
        }: give one for each`,
      );
    }
  }
  if (role === "egress") {
    const taking = [
      ...(from === null ? [] : ["from"]),
      ...(share === null ? [] : ["share"]),
      ...(position === DEFAULTS.position ? [] : ["position"]),
      ...(keep === DEFAULTS.keep ? [] : ["keep"]),
      ...(lost === DEFAULTS.lost ? [] : ["lost"]),
      ...(reader === DEFAULTS.reader ? [] : ["reader"]),
    ];
    for (const name of taking) faults.push(`its ${name} is for the pod that takes, leave it out`);
  } else if (first !== null) faults.push("its first is for the pod that sends, leave it out");
  return faults;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function lanesOf(numbers: LaneNumbers | undefined): readonly number[] | null {
  if (numbers === undefined) return null;
  return typeof numbers === "number" ? [numbers] : [...numbers];
}

function optionFaults(options: JetstreamOptions): string[] {
  if (typeof options !== "object" || options === null) {
    return [`its options are ${textOf(options)}, give { servers }`];
  }
  const known = Object.keys({ ...DEFAULTS, servers: "" }).filter((name) => name !== "engine");
  const faults = unknownParts("jetstream", options, known);
  const { stream, subject, reader, first, from, share, position, lost } = options;
  const login = { ...STANDARD_LOGIN, ...options };
  const texts = Object.keys(STANDARD_LOGIN) as (keyof NatsLogin)[];
  const noTexts = texts.filter((name) => typeof login[name] !== "string");
  faults.push(...noTexts.map((name) => `its ${name} is ${textOf(login[name])}, give a text`));
  if (noTexts.length === 0) faults.push(...loginFaults(login));
  for (const [name, value] of Object.entries({ stream, reader })) {
    if (value !== undefined && !(typeof value === "string" && NAME.test(value))) {
      faults.push(
        `its ${name} is ${textOf(value)}: names have no spaces, dots, slashes and wildcards`,
      );
    }
  }
  if (subject !== undefined && !(typeof subject === "string" && SUBJECT.test(subject))) {
    faults.push(`its subject is ${textOf(subject)}: it has no spaces, wildcards and empty parts`);
  }
  faults.push(
    ...choices("share", share, ["workers"]),
    ...choices("position", position, ["broker", "graph"]),
    ...choices("lost", lost, ["refuse", "skip"]),
    ...numbers(options, { maxBytes: 0, maxAgeMs: 0, replicas: 1, window: 0 }),
    ...numbers(options, { ackWaitMs: LEAST_ACK_WAIT_MS }),
  );
  for (const name of ["create", "keep"] as const) {
    const value = options[name];
    if (value !== undefined && typeof value !== "boolean") {
      faults.push(`its ${name} is ${textOf(value)}, give true or false`);
    }
  }
  for (const [name, value] of Object.entries({ first, from })) {
    if (value === undefined) continue;
    const lanes = Array.isArray(value) ? value : [value];
    if (lanes.length === 0 || !lanes.every((one) => Number.isSafeInteger(one) && one >= 0)) {
      faults.push(
        `its ${name} is ${textOf(value)}, give the number of a message, or one for each lane`,
      );
    }
  }
  const places = [
    ...(from === undefined ? [] : ["from"]),
    ...(position === undefined ? [] : ["position"]),
    ...(share === undefined ? [] : ["share"]),
  ];
  if (places.length > 1) {
    faults.push(`its ${places.join(" and ")} say each where the place is kept: give one of them`);
  }
  return faults;
}

function choices(name: string, value: unknown, known: readonly string[]): string[] {
  if (value === undefined || known.some((one) => one === value)) return [];
  return [
    `its ${name} is ${textOf(value)}, give ${known.map((one) => `"${one}"`).join(" or ")}`,
  ];
}

function numbers(options: JetstreamOptions, least: Readonly<Record<string, number>>): string[] {
  return Object.entries(least).flatMap(([name, min]) => {
    const value = options[name as keyof JetstreamOptions];
    if (value === undefined || (Number.isSafeInteger(value) && Number(value) >= min)) return [];
    return [`its ${name} is ${textOf(value)}, give a whole number from ${min} on`];
  });
}
