import type { Condition } from "../../actor/mod.ts";
import { Doing } from "../doing.ts";
import { EndsTeller } from "./kept_ends.ts";
import type { LogWriter } from "./log_writer.ts";
import type { JetstreamActor } from "./terms.ts";
import { LogRefusedError } from "./trouble.ts";

/** How often it is told at most, in milliseconds. */
const TELL_MS = 1000;
/** After it could not be told, it is tried again so much later. */
const AGAIN_MS = 5000;

/** How far a log is written: up to that message of the stream, and for each lane up to that number. */
export interface Written {
  readonly sequence: number;
  readonly next: readonly number[];
}

/** Has it told beside the log how far that is written, whenever that has changed. That it cannot be told is no reason to write nothing. */
export class ToldEnds {
  readonly #actor: Pick<JetstreamActor, "clock" | "log" | "settled" | "timeout">;
  #writer: LogWriter | undefined;
  #teller: EndsTeller | undefined;
  #telling: Doing<void> | undefined;
  /** Up to which message of the stream it was told, or is being told; -1 if that is not known. */
  #told = -1;
  #notBefore = 0;
  #refused = "";

  constructor(actor: Pick<JetstreamActor, "clock" | "log" | "settled" | "timeout">) {
    this.#actor = actor;
  }

  /** The log is claimed anew. */
  begin(writer: LogWriter): void {
    this.#writer = writer;
    this.#teller = new EndsTeller(writer.log);
    this.#telling = undefined;
    this.#told = -1;
    this.#notBefore = 0;
  }

  /** Tells it, if it is time. */
  look(written: Written): void {
    if (this.#telling?.isOver) this.#over();
    if (this.#telling !== undefined || !this.#isDue(written)) return;
    if (this.#actor.clock.now() >= this.#notBefore) this.#tell(written);
  }

  /** Tells it for the last time. Never rejects. */
  async end(written: Written): Promise<void> {
    await this.#telling?.over;
    if (!this.#isDue(written)) return;
    this.#tell(written);
    await this.#telling?.over;
  }

  /** Holds when it is to be told, or was. */
  news(written: Written): readonly Condition[] {
    const actor = this.#actor;
    if (this.#telling !== undefined) return [actor.settled(this.#telling.over)];
    if (!this.#isDue(written)) return [];
    return [actor.timeout(Math.max(0, this.#notBefore - actor.clock.now()))];
  }

  #isDue({ sequence }: Written): boolean {
    return this.#teller !== undefined && sequence !== this.#told;
  }

  #tell({ sequence, next }: Written): void {
    const { id: log } = (this.#writer as LogWriter).log;
    const { fence } = (this.#writer as LogWriter).claim;
    this.#told = sequence;
    this.#notBefore = this.#actor.clock.now() + TELL_MS;
    this.#telling = new Doing((this.#teller as EndsTeller).tell({ log, fence, next, sequence }));
  }

  #over(): void {
    const telling = this.#telling as Doing<void>;
    this.#telling = undefined;
    try {
      telling.result();
      this.#refused = "";
    } catch (thrown) {
      this.#told = -1;
      this.#notBefore = this.#actor.clock.now() + AGAIN_MS;
      const { name, message } = thrown as Error;
      // That the connection has ended, or that nothing has room, others find out.
      if (name !== LogRefusedError.name || message === this.#refused) return;
      this.#refused = message;
      this.#actor.log.warn(
        `${message}; until then a lane of which the log has nothing any more begins anew, and its readers stand still`,
      );
    }
  }
}
