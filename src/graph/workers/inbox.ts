/**
 * Where the messages of a worker arrive. Each is checked whole, and handed to the one whom it is for, before anybody acts on it:
 * code of others runs beside its sender, and may have posted it.
 *
 * @module
 */
import type { ErrorReport } from "../../errors.ts";
import { LOG_LEVELS, type LogLevel } from "../../log_level.ts";
import type {
  LifeMessage,
  LoadMessage,
  NewsMessage,
  TurnUnderWork,
  UnderWork,
  WorkerMessage,
} from "../../protocol/mod.ts";

/** For whom a worker may speak. */
export interface Speaker {
  /** Its own number. */
  readonly worker: number;
  /** Numbers of its actors. */
  readonly actors: ReadonlySet<number>;
}

/** Whether a value may stand where a `T` is wanted. */
interface Fits<T> {
  (value: unknown, speaker: Speaker): boolean;
  /** Never set: it makes `T` part of the type. */
  readonly of?: (value: T) => T;
}

/** A check for each part of a `T`, those that may be left out included. */
type Shape<T> = { readonly [K in keyof T]-?: Fits<T[K]> };

type TypeName = WorkerMessage["type"];
type MessageOfType<N extends TypeName> = Extract<WorkerMessage, { readonly type: N }>;

const text: Fits<string> = (value) => typeof value === "string";
const finite: Fits<number> = (value) => Number.isFinite(value);
const count: Fits<number> = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const integer: Fits<number> = (value) => Number.isSafeInteger(value);
const anything: Fits<unknown> = () => true;
const level: Fits<LogLevel> = (value) => LOG_LEVELS.includes(value as LogLevel);
const ownActor: Fits<number> = (value, { actors }) => actors.has(value as number);
const ownWorker: Fits<number> = (value, { worker }) => value === worker;
const flag: Fits<boolean> = (value) => typeof value === "boolean";
const maybeFlag: Fits<boolean | undefined> = (value) =>
  value === undefined || typeof value === "boolean";

const error: Fits<ErrorReport> = shaped<ErrorReport>({
  name: text,
  message: text,
  stack: text,
  causes: orNothing(listOf(text)),
});
const underWork: Fits<readonly UnderWork[]> = listOf(
  shaped({ end: count, messages: count, from: integer }),
);
const turns: Fits<readonly TurnUnderWork[]> = listOf(shaped({ actor: ownActor, underWork }));

/** By type. `listening` is not among them: a worker says it before it loads code of others, and by another way. */
const CHECKS: { readonly [N in TypeName]: Fits<MessageOfType<N>> } = {
  alive: message({}),
  loaded: message({}),
  notLoaded: message({ faults: listOf(shaped({ actor: ownActor, error })) }),
  ended: message({ actor: ownActor, generation: count }),
  crashed: message({
    actor: ownActor,
    generation: count,
    error,
    underWork,
    lent: flag,
    returned: maybeFlag,
    lasting: maybeFlag,
  }),
  retired: message({ actor: ownActor, generation: count, lent: flag }),
  uncaught: message({ error, turns: orNothing(turns) }),
  eased: message({ actor: ownActor, generation: count }),
  veto: message({ actor: ownActor, label: text }),
  stop: message({ actor: ownActor, reason: text }),
  log: message({ actor: ownActor, time: finite, level, text, data: anything }),
  deadLetter: message({
    actor: ownActor,
    generation: count,
    turn: integer,
    time: finite,
    message: anything,
    reason: text,
    origin: orNothing(shaped({ end: count, number: count })),
  }),
  pong: message({
    worker: ownWorker,
    call: orNothing(count),
    heapBytes: count,
    thread: orNull(count),
  }),
  notReplayed: message({ actor: ownActor, id: count, why: text }),
  told: message({ actor: ownActor, id: count }),
};

/** Whether `data` is a message that this worker may send once it has been told what to do. */
export function isBelievable(data: unknown, speaker: Speaker): data is WorkerMessage {
  const type = (data as { readonly type?: unknown } | null | undefined)?.type;
  return typeof type === "string" && Object.hasOwn(CHECKS, type) &&
    CHECKS[type as TypeName](data, speaker);
}

function message<N extends TypeName>(
  shape: Omit<Shape<MessageOfType<N>>, "type">,
): Fits<MessageOfType<N>> {
  return shaped<unknown>(shape as Shape<unknown>) as Fits<unknown> as Fits<MessageOfType<N>>;
}

function shaped<T>(shape: Shape<T>): Fits<T> {
  const parts = Object.entries(shape) as [string, Fits<unknown>][];
  return (value, speaker) =>
    typeof value === "object" && value !== null &&
    parts.every(([name, check]) => check((value as Record<string, unknown>)[name], speaker));
}

function orNothing<T>(check: Fits<T>): Fits<T | undefined> {
  return (value, speaker) => value === undefined || check(value, speaker);
}

function orNull<T>(check: Fits<T>): Fits<T | null> {
  return (value, speaker) => value === null || check(value, speaker);
}

function listOf<T>(check: Fits<T>): Fits<readonly T[]> {
  return (value, speaker) => Array.isArray(value) && value.every((one) => check(one, speaker));
}

type GroupOf<M> = M extends LoadMessage ? "load" : M extends LifeMessage ? "life" : "news";

/** For whom each message of a worker is. */
const GROUPS: { readonly [M in WorkerMessage as M["type"]]: GroupOf<M> } = {
  alive: "load",
  loaded: "load",
  notLoaded: "load",
  ended: "life",
  crashed: "life",
  retired: "life",
  uncaught: "life",
  eased: "life",
  pong: "life",
  veto: "news",
  stop: "news",
  log: "news",
  deadLetter: "news",
  notReplayed: "news",
  told: "news",
};

/** Who takes the messages of a worker. */
export interface WorkerEars {
  onLoad(message: LoadMessage): void;
  onLife(message: LifeMessage): void;
  onNews(message: NewsMessage): void;
}

/** Hands a message to whom it is for. The one place that looks at all of them. */
export function handOut(message: WorkerMessage, { onLoad, onLife, onNews }: WorkerEars): void {
  const group = GROUPS[message.type];
  if (group === "load") onLoad(message as LoadMessage);
  else if (group === "life") onLife(message as LifeMessage);
  else onNews(message as NewsMessage);
}
