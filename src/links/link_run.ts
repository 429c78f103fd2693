import { any, type Condition, LastingError } from "../actor/mod.ts";
import type { LinkRole } from "../protocol/mod.ts";
import { asError } from "./doing.ts";
import { type ByeReason, type Frame, FrameError } from "./frames/mod.ts";
import { type Hello, helloOf } from "./handshake/mod.ts";
import type { LinkLine } from "./line.ts";
import { LinkLostError } from "./link.ts";
import type { LinkActor } from "./link_actor.ts";
import { Search } from "./search.ts";

/** What an end of a link does with its partner: an egress sends, an ingress takes. */
export interface LinkPart {
  readonly role: LinkRole;
  readonly girth: number;
  /** Why that partner is not wanted now; `undefined` if it is. @param isLinked whether there is one already */
  objection(theirs: Hello, isLinked: boolean): string | undefined;
  /** There is a partner: all that was agreed with another is void. */
  begin(line: LinkLine): void;
  /** There is no partner any more. */
  end(): void;
  /** The partner has sent that. @throws {FrameError} if it may not. Returns whether the next one can be had. */
  take(frame: Frame): boolean;
  /** Goes on with what could not be done at once. Returns whether the next frame can be had. */
  resume(): boolean;
  /** The next frame to send, if there is any. What it tells of is committed. */
  more(): readonly Uint8Array[] | undefined;
  /** Holds when there is something to do for a partner. */
  news(line: LinkLine): readonly Condition[];
  /** Whether nothing is left to be done: it has come to its end. */
  readonly isDone: boolean;
  /** With which word to take leave then. */
  readonly farewell: ByeReason;
  /** A stop is asked for. */
  stop(): void;
  /** What a stop waits for. */
  readonly vetoLabel: string;
  /** What is said where the time for a stop is over; `undefined` if nothing is lost by it. */
  leftOver(): string | undefined;
  /** What is said where it ends before its partner does; `undefined` if there is nothing to say. */
  readonly parting: string | undefined;
  /** How it stands, for the status of its node. */
  readonly standing: string;
  /** Writes its figures into the state. */
  figure(): void;
  /** For how long it may be without a partner once it only waits for a last word; `undefined` if there is more. */
  readonly lastWordMs: number | undefined;
}

/** How often the status is written while the partner is the same, in milliseconds. */
const STATUS_MS = 500;
/** How often its figures are written while messages come and go, in milliseconds: nobody looks more often. */
const FIGURE_MS = 50;

/** The loop of a link's actor: it has a partner, again and again, until nothing is left to be done. */
export class LinkRun {
  readonly #actor: LinkActor;
  readonly #part: LinkPart;
  readonly #search: Search;
  readonly #stopping: Condition;
  #line: LinkLine | undefined;
  #stoppingAt: number | undefined;
  /** Since when there is a partner, or none. */
  #since: number;
  #status = "";
  /** What the status says, and since when. */
  #toldOf: LinkLine | undefined;
  #toldAt = -Infinity;
  /** When its figures were written, and whether nothing was done since. */
  #figuredAt = -Infinity;
  #isFigured = false;

  constructor(actor: LinkActor, part: LinkPart) {
    this.#actor = actor;
    this.#part = part;
    this.#since = actor.clock.now();
    this.#stopping = actor.stopping();
    this.#search = new Search(actor, {
      hello: () => this.#hello(),
      objection: (theirs) => part.objection(theirs, this.#line !== undefined),
    });
  }

  #hello(): Hello {
    const { args, state: { epoch } } = this.#actor;
    const { role, girth } = this.#part;
    return helloOf(args, { role, girth, epoch: role === "egress" ? epoch : "", token: "" });
  }

  async run(): Promise<void> {
    const abort = () => this.#close();
    this.#actor.signal.addEventListener("abort", abort);
    try {
      while (this.#goesOn()) {
        this.#look();
        this.#takeAll();
        this.#send();
        this.#tell();
        await this.#actor.wait(any(...this.#conditions()));
      }
      this.#part.figure();
      this.#actor.commit();
      const { parting } = this.#part;
      if (parting !== undefined) this.#actor.log.warn(parting);
      await this.#line?.leave(this.#part.farewell);
      this.#line = undefined;
      this.#actor.state.isLinked = false;
      this.#actor.setStatus("ended");
    } finally {
      this.#actor.signal.removeEventListener("abort", abort);
      this.#close();
    }
  }

  #close(): void {
    this.#line?.close();
    this.#search.end();
  }

  #goesOn(): boolean {
    const actor = this.#actor;
    const part = this.#part;
    if (this.#stoppingAt === undefined && this.#stopping.met()) {
      this.#stoppingAt = actor.clock.now();
      part.stop();
    }
    if (part.isDone) return false;
    // A vote ends a turn, so none is cast for nothing: the end of its input is no end for it, but that of all it has to do.
    if (this.#stoppingAt !== undefined) {
      if (!actor.isRunning((vote) => vote(part.vetoLabel, false))) return false;
      if (this.#isTimeOver()) return false;
    }
    const now = actor.clock.now();
    const { lastWordMs } = part;
    if (this.#line !== undefined || lastWordMs === undefined) return true;
    return now - this.#since < lastWordMs;
  }

  #isTimeOver(): boolean {
    const { clock, log, args: { stopTimeoutMs } } = this.#actor;
    if (this.#stoppingAt === undefined) return false;
    if (clock.now() - this.#stoppingAt < stopTimeoutMs) return false;
    const left = this.#part.leftOver();
    if (left === undefined) return true;
    const text = `${left} after ${stopTimeoutMs} ms: the link ends`;
    // What the partner does not have goes with this process; what it has and is not settled it keeps.
    if (this.#part.role === "egress") throw new LastingError(text);
    log.warn(text);
    return true;
  }

  /** Looks for a partner, or a newer connection with the one there is. */
  #look(): void {
    const found = this.#search.found(this.#line === undefined);
    if (found === undefined) return;
    this.#line?.close();
    this.#line = found;
    const { state, log, clock } = this.#actor;
    const { pod, graph } = found.partner;
    this.#since = clock.now();
    state.isLinked = true;
    state.since = this.#since;
    state.partner = pod;
    log.info(`linked with pod ${pod}, at ${found.place}`, { graph });
    this.#part.begin(found);
  }

  #takeAll(): void {
    const line = this.#line;
    if (line === undefined) return;
    try {
      if (!this.#part.resume()) return;
      for (let frame = line.next(); frame !== undefined; frame = line.next()) {
        if (frame.type === "bye") {
          const why = frame.reason === "leaving"
            ? "it has left"
            : frame.reason === "done"
            ? "it has come to its end"
            : "it does not understand what it was sent";
          if (!this.#part.take(frame)) return;
          throw new LinkLostError(why);
        }
        if (!this.#part.take(frame)) return;
      }
    } catch (thrown) {
      this.#lose(thrown);
    }
  }

  #send(): void {
    const line = this.#line;
    if (line === undefined) return;
    try {
      line.pump(() => this.#part.more());
    } catch (thrown) {
      this.#lose(thrown);
    }
  }

  /** @throws what is no matter of the connection */
  #lose(thrown: unknown): void {
    const error = asError(thrown);
    const isFault = error.name === FrameError.name || error.name === "RangeError";
    if (!isFault && error.name !== LinkLostError.name) throw thrown;
    const line = this.#line as LinkLine;
    const { state, log, clock } = this.#actor;
    this.#line = undefined;
    this.#part.end();
    if (isFault) void line.leave("fault");
    else line.close();
    this.#since = clock.now();
    state.isLinked = false;
    state.since = this.#since;
    state.lost++;
    const text = `the connection with pod ${line.partner.pod} is lost: ${error.message}`;
    if (isFault) log.warn(text);
    else log.info(text);
    this.#search.lost(error.message, isFault);
  }

  #tell(): void {
    const now = this.#actor.clock.now();
    if (now - this.#figuredAt >= FIGURE_MS) {
      this.#figuredAt = now;
      this.#isFigured = true;
      this.#part.figure();
    } else this.#isFigured = false;
    if (this.#toldOf === this.#line && now - this.#toldAt < STATUS_MS) return;
    this.#toldOf = this.#line;
    this.#toldAt = now;
    const seconds = Math.round((now - this.#since) / 1000);
    const { why } = this.#search;
    const status = this.#line === undefined
      ? `connecting for ${seconds} s${why === "" ? "" : `: ${why}`}`
      : `linked, ${this.#part.standing}, with ${this.#line.partner.pod}`;
    if (status === this.#status) return;
    this.#status = status;
    this.#actor.setStatus(status);
  }

  #conditions(): Condition[] {
    const actor = this.#actor;
    const line = this.#line;
    const { lastWordMs } = this.#part;
    const now = actor.clock.now();
    const conditions = [...this.#search.news(line === undefined)];
    let due = line?.due ?? now + 1000;
    if (line !== undefined) conditions.push(...line.news(), ...this.#part.news(line));
    else if (lastWordMs !== undefined) due = Math.min(due, this.#since + lastWordMs);
    if (!this.#isFigured) due = Math.min(due, this.#figuredAt + FIGURE_MS);
    if (this.#stoppingAt === undefined) conditions.push(this.#stopping);
    else due = Math.min(due, this.#stoppingAt + actor.args.stopTimeoutMs);
    conditions.push(actor.timeout(Math.max(0, due - now)));
    return conditions;
  }
}
