import { guarded } from "../../errors.ts";
import type { Clock } from "../../world.ts";
import { LOG_LEVELS, type LogLevel } from "../../log_level.ts";
import { type Alert, channelLabel, type CrashReport, type LifeEvent } from "../../protocol/mod.ts";
import type { DeadLetter } from "../letters/mod.ts";
import { type LogRecord, type LogSink, printRecord } from "./log_record.ts";

/** What the graph's owner wants to be told at once. */
export interface OwnerCallbacks {
  readonly onCrash: (report: CrashReport) => void;
  readonly onDeadLetter: ((letter: DeadLetter) => void) | null;
  readonly onAlert: ((alert: Alert) => void) | null;
}

/** Tells the world what happens in a graph: log records to its sink, life events to whoever listens. */
export class Announcer {
  #lowest = 0;
  readonly #sink: LogSink;
  readonly #owner: OwnerCallbacks;
  readonly #clock: Clock;
  readonly #listeners = new Set<(event: LifeEvent) => void>();

  constructor(level: LogLevel, sink: LogSink, owner: OwnerCallbacks, clock: Clock) {
    this.#clock = clock;
    this.#owner = owner;
    this.#sink = sink;
    this.level = level;
  }

  /** The lowest level that is logged. */
  get level(): LogLevel {
    return LOG_LEVELS[this.#lowest] as LogLevel;
  }

  set level(level: LogLevel) {
    this.#lowest = LOG_LEVELS.indexOf(level);
  }

  /** Calls `listener` with each life event from now on; the result ends that. */
  listen(listener: (event: LifeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether anybody hears of a life event that is logged at that level. */
  isHeard(level: LogLevel): boolean {
    return this.#listeners.size > 0 || LOG_LEVELS.indexOf(level) >= this.#lowest;
  }

  /** Writes to the log, if `level` is logged. */
  log(level: LogLevel, source: string, text: string): void {
    this.pass({ time: this.#clock.now(), level, source, text });
  }

  /** Passes a record on as it is, if its level is logged: what an actor wrote may have been on its way when that was changed. */
  pass(record: LogRecord): void {
    if (LOG_LEVELS.indexOf(record.level) < this.#lowest) return;
    this.#guarded(() => this.#sink(record), "log sink");
  }

  /** Tells those who listen of a life event. */
  tell(subject: string, what: LifeEvent["what"], detail?: string): void {
    const event = { time: this.#clock.now(), subject, what };
    this.#tell(detail === undefined ? event : { ...event, detail });
  }

  /** Tells those who listen, and the graph's owner, of a crash. */
  tellCrash(report: CrashReport): void {
    const { actor, time, error, generation, cause, decision, delayMs, siblings } = report;
    const { name, message, stack } = error;
    this.#tell({
      time,
      subject: actor,
      what: "crashed",
      // The stack of a thread that was stopped does not say why.
      detail: stack.includes(message) ? stack : `${name}: ${message}\n${stack}`.trimEnd(),
      crash: { generation, cause, decision, delayMs, siblings },
    });
    this.#guarded(() => this.#owner.onCrash(report), "onCrash option");
  }

  /** Tells the log, those who listen, and the graph's owner, of a message that was given up. */
  tellLetter(letter: DeadLetter): void {
    const { actor, port, lane, number, reason } = letter;
    const what = port === null
      ? reason
      : `message ${number} of port ${channelLabel({ name: port, lane })}: ${reason}`;
    const { onDeadLetter } = this.#owner;
    // Whoever hears of them tells of them as he likes.
    this.log(onDeadLetter === null ? "error" : "debug", actor, `dead letter: ${what}`);
    this.tell(actor, "deadLetter", what);
    this.#guarded(() => onDeadLetter?.(letter), "onDeadLetter option");
  }

  /** Tells the graph's owner of an alert that came or went. */
  tellAlert(alert: Alert): void {
    this.#guarded(() => this.#owner.onAlert?.(alert), "onAlert option");
  }

  #tell(event: LifeEvent): void {
    for (const listener of this.#listeners) this.#guarded(() => listener(event), "life listener");
  }

  /** What others do with the news must not harm the supervision that is under way. */
  #guarded(call: () => unknown, what: string): void {
    guarded(call, ({ name, message }) => {
      const text = `the ${what} threw ${name}: ${message}`;
      printRecord({ time: this.#clock.now(), level: "error", source: "steady-state", text });
    });
  }
}
