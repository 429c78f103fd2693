import { LOG_LEVELS, type LogLevel } from "../../log_level.ts";
import type { TelemetrySource } from "../../protocol/mod.ts";
import { type Ask, json, refuse } from "../http/mod.ts";
import type { LogLevelView } from "./api_schema.ts";

const NOBODY_KNOWS = "Cannot tell the log level: whoever serves this graph does not say it";

/** Tells from which level on the graph logs, and sets it where the program takes commands. */
export class LogDesk {
  readonly #source: TelemetrySource;
  readonly #commands: boolean;

  /** `commands` says whether the program takes any. */
  constructor(source: TelemetrySource, commands: boolean) {
    this.#source = source;
    this.#commands = commands;
  }

  /** Why the level cannot be set, and what to do about it; `null` if it can. */
  get obstacle(): string | null {
    if (this.#source.setLogLevel === undefined) {
      return "Cannot set the log level: whoever serves this graph does not let it";
    }
    return this.#commands ? null : "Cannot set the log level: the program takes no commands, " +
      "it does with the option telemetry: { commands: true }";
  }

  /** Answers which level it is. */
  tell(): Response {
    const level = this.#source.logLevel?.();
    if (level === undefined) return refuse(404, NOBODY_KNOWS);
    return json({ level, obstacle: this.obstacle } satisfies LogLevelView);
  }

  /** Answers the wish for another level. */
  set(ask: Ask): Response {
    const wish = ask.param("level");
    const level = LOG_LEVELS.find((known) => known === wish);
    if (level === undefined) {
      return refuse(400, `Cannot set the log level: give one of ${LOG_LEVELS.join(", ")}`);
    }
    const { obstacle } = this;
    if (obstacle !== null) return refuse(403, obstacle);
    this.#source.setLogLevel!(level satisfies LogLevel);
    return this.tell();
  }
}
