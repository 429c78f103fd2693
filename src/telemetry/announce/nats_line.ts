import { type Pace, pauseMs } from "../../backoff.ts";
import { type WireWorld, wireWorld } from "../../client/wire_world.ts";
import { reportError } from "../../errors.ts";
import { NatsSession } from "../../nats/session.ts";
import { printError, printLine } from "../../printer.ts";
import { systemClock } from "../../world.ts";
import { type NatsMeeting, serversOf } from "./nats_meeting.ts";

/** Pauses between attempts to reach the broker. */
const PACE: Pace = { firstMs: 500, maxMs: 10_000, jitter: "full" };

/** Who uses a line to a broker. */
export interface LineUser {
  /** What is done over it, for errors: `meet pods`. */
  readonly doing: string;
  /** Uses a connection until `signal` tells that it is over. What is rejected ends it. */
  use(session: NatsSession, signal: AbortSignal): Promise<void>;
}

/** Keeps a connection to a broker. One that is not there is tried again for ever, and told of once. */
export class NatsLine {
  readonly #meeting: NatsMeeting;
  readonly #user: LineUser;
  readonly #world: WireWorld = wireWorld(systemClock);
  readonly #over = new AbortController();
  readonly #end: Promise<void>;
  #told = false;

  constructor(meeting: NatsMeeting, user: LineUser) {
    this.#meeting = meeting;
    this.#user = user;
    this.#end = this.#run();
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    this.#over.abort();
    await this.#end;
  }

  async #run(): Promise<void> {
    const { signal } = this.#over;
    for (let failures = 0; !signal.aborted;) {
      try {
        const opening = { signal, world: this.#world, log: () => {} };
        const session = await NatsSession.open(this.#meeting.login, "steady-state", opening);
        failures = 0;
        if (this.#told) printLine(`NATS at ${session.address} is there again`);
        this.#told = false;
        await this.#use(session);
      } catch (error) {
        if (!signal.aborted) this.#tell(error);
      }
      await this.#world.pause(Math.max(50, pauseMs(++failures, PACE)), signal);
    }
  }

  async #use(session: NatsSession): Promise<void> {
    const over = new AbortController();
    const end = () => over.abort();
    this.#over.signal.addEventListener("abort", end);
    try {
      const closed = new Promise<void>((resolve) =>
        over.signal.addEventListener("abort", () => resolve())
      );
      if (this.#over.signal.aborted) end();
      // It ends when the connection does, too.
      await session.ask(Promise.race([this.#user.use(session, over.signal), closed]));
    } finally {
      over.abort();
      this.#over.signal.removeEventListener("abort", end);
      await session.close();
    }
  }

  #tell(error: unknown): void {
    if (!this.#told) {
      printError(
        `Cannot ${this.#user.doing} at NATS ${serversOf(this.#meeting).join(", ")}, ` +
          `will try again: ${reportError(error).message}`,
      );
    }
    this.#told = true;
  }
}
