/**
 * The messages between the host and a worker: for starting, ending and reporting only. What actors say to each other
 * goes through channels.
 *
 * @module
 */
import type { ErrorReport } from "../errors.ts";
import type { LogLevel } from "../log_level.ts";
import type { PackedCues } from "./cues.ts";
import type { WorkerPlan } from "./plan.ts";
import type { Bells } from "./process.ts";

/**
 * Host to worker: load the actors' modules. The first message, once, when the worker is listening, and the only one that comes
 * by the worker's global scope: code that is loaded later can listen there too, and post what it likes.
 */
export interface BootMessage {
  readonly type: "boot";
  /** What everything else is said by, both ways. */
  readonly port: MessagePort;
  readonly plan: BootPlan;
  /** The Web Lock that the worker holds while it lives. */
  readonly lock: string;
  /** By what it wakes threads of other processes, and is woken; left out where it knows nobody there. */
  readonly bells?: Bells;
}

/** Host to a worker that is a process: load the actors' modules. The first message, once, when it is listening. */
export interface ProcessBootMessage {
  readonly type: "boot";
  readonly plan: Omit<BootPlan, "region">;
}

/**
 * A worker's plan without those of its actors, which come when they are to run: a worker need not keep what it can be told
 * again.
 */
export interface BootPlan extends Omit<WorkerPlan, "actors" | "name" | "process"> {
  /** Numbers of its actors, by seat. */
  readonly actors: readonly number[];
}

/** Host to worker: run generations of actors, in this order. One message for all that begin together, as most do. */
export interface PerformMessage {
  readonly type: "perform";
  readonly cues: PackedCues;
}

/** Messages of an input that a turn had taken or looked at when it died. */
export interface UnderWork {
  /** The input's number among the actor's ends. */
  readonly end: number;
  readonly messages: number;
  /** The number of the first of them in its channel, wrapping. */
  readonly from: number;
}

/** What an actor's turn had under work. */
export interface TurnUnderWork {
  readonly actor: number;
  readonly underWork: readonly UnderWork[];
}

/** Host to worker: take a generation of an actor out, at once, wherever it is. */
export interface RetireMessage {
  readonly type: "retire";
  readonly seat: number;
  readonly generation: number;
  /** Whether another generation is to follow in this worker. The answer then comes once its `run` is settled. */
  readonly handOver: boolean;
}

/** Host to worker: send a message on an end of an actor, with its next commit: it was a dead letter. */
export interface ReplayMessage {
  readonly type: "replay";
  readonly seat: number;
  /** The sending end's number among the actor's ends. */
  readonly end: number;
  /** Its number among all letters of the run. */
  readonly id: number;
  readonly message: unknown;
  /** The number of the last letter that this actor has refused, as far as the host knows; 0 if none. */
  readonly refused: number;
}

/** Host to worker: a dead letter of an actor has arrived, so the turn that wrote it may commit. */
export interface LetterKeptMessage {
  readonly type: "letterKept";
  readonly seat: number;
  readonly generation: number;
}

/** Host to worker: an actor has other args from its next turn on. */
export interface TellMessage {
  readonly type: "tell";
  readonly seat: number;
  /** Its number among all that was told in the run. */
  readonly id: number;
  /** All of its args. */
  readonly args: Readonly<Record<string, unknown>>;
}

/** Host to worker: an actor is to stop alone, as its ballot says. */
export interface AskMessage {
  readonly type: "ask";
  readonly seat: number;
}

/** Host to worker: an actor is to look whether the readers of its outputs are still there, as soon as it is between two turns. */
export interface LookMessage {
  readonly type: "look";
  readonly seat: number;
}

/** Host to worker: say that your event loop runs, and that all who were rung have looked. */
export interface PingMessage {
  readonly type: "ping";
  /** Comes back with the answer; `undefined` where nothing is wanted but a sign of life. */
  readonly call: number | undefined;
}

/** Host to worker: what is for one actor at work. */
export type SeatMessage =
  | ReplayMessage
  | LetterKeptMessage
  | TellMessage
  | AskMessage
  | LookMessage;

export type HostMessage =
  | BootMessage
  | PerformMessage
  | RetireMessage
  | PingMessage
  | SeatMessage;

/** Worker to host: the worker holds its lock, so its death can be seen from now on. */
export interface AliveMessage {
  readonly type: "alive";
}

/** Worker to host: every actor's module is loaded. */
export interface LoadedMessage {
  readonly type: "loaded";
}

/** Worker to host: some actors could not be loaded. */
export interface NotLoadedMessage {
  readonly type: "notLoaded";
  readonly faults: readonly { readonly actor: number; readonly error: ErrorReport }[];
}

/** Worker to host: an actor's `run` returned. */
export interface EndedMessage {
  readonly type: "ended";
  readonly actor: number;
  readonly generation: number;
}

/** Worker to host: an actor's `run` threw, or returned although it is to go on. */
export interface CrashedMessage {
  readonly type: "crashed";
  readonly actor: number;
  readonly generation: number;
  readonly error: ErrorReport;
  /** What the turn had under work; inputs that are not named, it had not touched. */
  readonly underWork: readonly UnderWork[];
  /** Whether its code may still hold views on the memory of channels: then its thread must go before another is let in. */
  readonly lent: boolean;
  /** Whether it returned. */
  readonly returned?: boolean;
  /** Whether each other generation would throw the same. */
  readonly lasting?: boolean;
}

/** Worker to host: a generation of an actor is taken out. It can do nothing any more, but for what `lent` says. */
export interface RetiredMessage {
  readonly type: "retired";
  readonly actor: number;
  readonly generation: number;
  /** As in {@link CrashedMessage}. */
  readonly lent: boolean;
}

/** Worker to host: something threw outside of any `run`, so the whole worker is not to be trusted. */
export interface UncaughtMessage {
  readonly type: "uncaught";
  readonly error: ErrorReport;
  /** The turns that had messages under work when it came to light; left out if nobody knows. */
  readonly turns?: readonly TurnUnderWork[];
}

/**
 * Worker to host: a generation that goes on with caution is past all that was suspected, or waits for others: whoever was held back
 * for it may come in. Sent once.
 */
export interface EasedMessage {
  readonly type: "eased";
  readonly actor: number;
  readonly generation: number;
}

/** Worker to host: an actor refuses to stop. */
export interface VetoMessage {
  readonly type: "veto";
  readonly actor: number;
  readonly label: string;
}

/** Worker to host: an actor asks for the graph to stop. */
export interface StopMessage {
  readonly type: "stop";
  readonly actor: number;
  readonly reason: string;
}

/** Worker to host: a log record. */
export interface LogMessage {
  readonly type: "log";
  readonly actor: number;
  readonly time: number;
  readonly level: LogLevel;
  readonly text: string;
  readonly data?: unknown;
}

/** Worker to host: its event loop runs. Whoever was rung before the call came has looked at what it waits for. */
export interface PongMessage {
  readonly type: "pong";
  readonly worker: number;
  readonly call: number | undefined;
  /** Bytes in use on its heap. */
  readonly heapBytes: number;
  /** The number of its thread; `null` where the system does not tell. */
  readonly thread: number | null;
}

/** Worker to host: a dead letter cannot be sent. Those behind it are not either, until the host tells them again. */
export interface NotReplayedMessage {
  readonly type: "notReplayed";
  readonly actor: number;
  readonly id: number;
  readonly why: string;
}

/** Worker to host: an actor gives a message up. It counts once turn number `turn` of the actor has committed. */
export interface DeadLetterMessage {
  readonly type: "deadLetter";
  readonly actor: number;
  readonly generation: number;
  readonly turn: number;
  readonly time: number;
  readonly message: unknown;
  readonly reason: string;
  /** Where the message came from, as far as that is known. */
  readonly origin?: MessageOrigin;
}

/** Where a message came from. */
export interface MessageOrigin {
  /** The number of the input among the ends of its actor. */
  readonly end: number;
  /** Its number in its channel. */
  readonly number: number;
}

/** Worker to host: an actor has the args that it was told with that number, and all before. */
export interface ToldMessage {
  readonly type: "told";
  readonly actor: number;
  readonly id: number;
}

/**
 * Worker to host: it is listening. Its first message, and the only one that comes by its global scope: anything sent to it before
 * might be lost. It is none of the others, which come by a port.
 */
export interface ListeningMessage {
  readonly type: "listening";
}

/** Worker to host, about its loading: for whoever waits until its actors can be run. */
export type LoadMessage = AliveMessage | LoadedMessage | NotLoadedMessage;

/** Worker to host, about the lives in it: what the supervisor acts on. */
export type LifeMessage =
  | EndedMessage
  | CrashedMessage
  | RetiredMessage
  | UncaughtMessage
  | EasedMessage
  | PongMessage;

/** Worker to host, what else its actors have to say: for the graph. */
export type NewsMessage =
  | VetoMessage
  | StopMessage
  | LogMessage
  | DeadLetterMessage
  | NotReplayedMessage
  | ToldMessage;

/** What a worker says once it has been told what to do. */
export type WorkerMessage = LoadMessage | LifeMessage | NewsMessage;
