import type { Condition } from "../actor/mod.ts";
import { pauseMs } from "../backoff.ts";
import { asError, Doing, LoopBell } from "./doing.ts";
import { jsonFrame, readFrame } from "./frames/mod.ts";
import {
  type Credentials,
  entryFault,
  type Hello,
  pairFault,
  readHello,
  readRefusal,
} from "./handshake/mod.ts";
import { LinkLine } from "./line.ts";
import {
  type LinkConnection,
  LinkLostError,
  LinkMisconfiguredError,
  type LinkWires,
  MAX_FRAME_BYTES,
  placeText,
} from "./link.ts";
import type { LinkActor } from "./link_actor.ts";
import { type Caller, receive, refuse } from "./reception.ts";
import { ToldTroubles } from "./told_troubles.ts";
import { linkReturns, linkWires } from "./wires.ts";
import { Refusals } from "./wires/refusals.ts";

/** How long to wait between two tries to connect. */
const PACE = { firstMs: 100, maxMs: 5000, jitter: "full" } as const;
/** How long it may take to connect, and how long a partner may take to answer. */
const DIAL_MS = 10_000;
/** How many may call before the actor looks who it is. */
const MOST_CALLERS = 8;

/** What an end looks for in a partner. */
export interface Wanted {
  /** What this end says of itself. */
  hello(): Hello;
  /** Why it does not want that one now, as a sentence; `undefined` if it does. */
  objection(theirs: Hello): string | undefined;
}

/** Looks for a partner, again and again: connects to it, or waits for it to connect. */
export class Search {
  readonly #actor: LinkActor;
  readonly #wanted: Wanted;
  readonly #token: string;
  readonly #place: string;
  readonly #callers: Caller[] = [];
  readonly #bell = new LoopBell();
  #dialling: Doing<LinkLine> | undefined;
  #abort = new AbortController();
  #pause: Condition | undefined;
  #failures = 0;
  /** Connections in a row that ended because one did not understand the other. */
  #faults = 0;
  #failure: LinkMisconfiguredError | undefined;
  /** What keeps it from being found. */
  #why: string | undefined;
  /** What was logged last: the same is told once. */
  #told: string | undefined;
  readonly #refusals: Refusals;
  readonly #troubles: ToldTroubles;
  #dismiss: () => void = () => {};

  constructor(actor: LinkActor, wanted: Wanted) {
    this.#actor = actor;
    this.#wanted = wanted;
    const { address, does } = actor.args;
    this.#place = placeText(address);
    this.#refusals = new Refusals(
      (text) => actor.log.warn(`${text}; it is tried again until there is a partner`),
      () => actor.clock.now(),
    );
    this.#troubles = new ToldTroubles(() => actor.clock.now());
    this.#token = tokenIn(actor);
    if (does === "listens") this.#listen();
    else this.#dismiss = linkReturns()?.hear(this.#place, () => this.#returned()) ?? (() => {});
  }

  /** Why there is no partner, as the end of a sentence. */
  get why(): string {
    return this.#why ?? (this.#actor.args.does === "listens" ? "nobody has connected" : "");
  }

  get #wires(): LinkWires {
    return linkWires();
  }

  #listen(): void {
    const { args: { address, aqueduct } } = this.#actor;
    this.#dismiss = receive(this.#wires, address, {
      aqueduct,
      role: this.#wanted.hello().role,
      called: (caller) => {
        this.#callers.push(caller);
        // Who called first has waited longest, and is most likely gone.
        if (this.#callers.length > MOST_CALLERS) this.#callers.shift()?.connection.close();
        this.#bell.ring();
      },
      hindered: (why) => {
        this.#why = why;
        if (why !== undefined) this.#tell(`cannot listen at ${this.#place}: ${why}`);
        this.#bell.ring();
      },
      failed: (error) => {
        this.#failure = error;
        this.#bell.ring();
      },
      refused: (why) => this.#refused(why),
    });
  }

  /** Another of this process has found somebody there. */
  #returned(): void {
    // Who has not understood this end does not understand it for that.
    if (this.#faults > 0) return;
    this.#failures = 0;
    this.#pause = undefined;
    this.#bell.ring();
  }

  #refused(why: string): void {
    this.#why = why;
    this.#tell(`refused: ${why}`);
  }

  /** Tells the log, once; and where strangers have it tell ever other things, the first of them and one in a while. */
  #tell(text: string): void {
    const { log } = this.#actor;
    if (this.#told === text) return log.debug(text);
    this.#told = text;
    this.#refusals.add(text);
  }

  #tellOfTrial(text: string): void {
    const { log } = this.#actor;
    if (this.#troubles.isNews(text)) {
      log.warn(`${text}; it is tried again until there is a partner`);
    } else log.debug(text);
  }

  /**
   * A partner, if one was found; whoever is unfit is refused.
   *
   * @param isSought whether to connect to one: whoever connects has one at a time. Who is called may be called by a newer one at any time
   * @throws {LinkMisconfiguredError} if to go on is of no use
   */
  found(isSought: boolean): LinkLine | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#actor.args.does === "listens") return this.#judgeCallers();
    return isSought ? this.#dialled() : undefined;
  }

  #judgeCallers(): LinkLine | undefined {
    // The newest of those that are fit is the one to be had.
    let line: LinkLine | undefined;
    for (const caller of this.#callers.splice(0)) {
      const { connection, hello: theirs } = caller;
      const ours = this.#wanted.hello();
      const fault = entryFault(theirs, this.#credentials(connection)) ?? pairFault(ours, theirs) ??
        this.#wanted.objection(theirs);
      if (fault !== undefined) {
        refuse(connection, fault);
        this.#refused(`${connection.partner}: ${fault}`);
        continue;
      }
      line?.close();
      connection.limitFrames(this.#frameBytes);
      line = new LinkLine(this.#actor, connection, theirs);
      line.urge(jsonFrame("welcome", ours));
    }
    if (line !== undefined) this.#succeeded();
    return line;
  }

  #credentials({ identity }: LinkConnection): Credentials {
    const { address: { allow, tokenEnv } } = this.#actor.args;
    return { identity, allow, token: tokenEnv === undefined ? undefined : this.#token };
  }

  get #frameBytes(): number {
    return this.#actor.args.address.maxFrameBytes ?? MAX_FRAME_BYTES;
  }

  #succeeded(): void {
    this.#failures = 0;
    this.#why = undefined;
    this.#told = undefined;
    this.#troubles.succeeded();
  }

  /** The partner was lost, or has left, and why. @param isFault whether it, or this end, has said what the other does not understand */
  lost(why: string, isFault: boolean): void {
    this.#why = why;
    // What was not understood once will not be the next time, either: it is tried ever more seldom.
    this.#faults = isFault ? this.#faults + 1 : 0;
    this.#failures = 1;
    this.#rest();
  }

  #rest(): void {
    this.#pause = this.#actor.timeout(pauseMs(this.#failures + this.#faults, PACE));
  }

  #dialled(): LinkLine | undefined {
    if (this.#dialling === undefined) {
      if (this.#pause !== undefined && !this.#pause.met()) return undefined;
      this.#pause = undefined;
      this.#abort = new AbortController();
      this.#dialling = new Doing(this.#dial(this.#abort));
      return undefined;
    }
    if (!this.#dialling.isOver) return undefined;
    const dialling = this.#dialling;
    this.#dialling = undefined;
    try {
      const line = dialling.result();
      const wasAway = this.#failures > 0;
      this.#succeeded();
      if (wasAway) linkReturns()?.tell(this.#place);
      return line;
    } catch (thrown) {
      const error = asError(thrown);
      if (error.name === LinkMisconfiguredError.name) throw error;
      this.#failures++;
      this.#why = error.message;
      this.#tellOfTrial(`no partner at ${this.#place}: ${error.message}`);
      this.#rest();
      return undefined;
    }
  }

  async #dial(abort: AbortController): Promise<LinkLine> {
    const { args: { address } } = this.#actor;
    const timer = setTimeout(
      () => abort.abort(new LinkLostError(`nobody answers for ${DIAL_MS / 1000} s`)),
      DIAL_MS,
    );
    let connection: LinkConnection | undefined;
    try {
      connection = await this.#wires.dial(address, abort.signal);
      const partner = await this.#greet(connection, abort.signal);
      connection.limitFrames(this.#frameBytes);
      return new LinkLine(this.#actor, connection, partner);
    } catch (error) {
      connection?.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Says who this is, and hears who that is. */
  async #greet(connection: LinkConnection, signal: AbortSignal): Promise<Hello> {
    const ours = this.#wanted.hello();
    const close = () => connection.close();
    signal.addEventListener("abort", close);
    try {
      signal.throwIfAborted();
      await connection.send([jsonFrame("hello", { ...ours, token: this.#token })]);
      const bytes = await connection.receive();
      signal.throwIfAborted();
      if (bytes === undefined) throw new LinkLostError("it has ended the connection");
      const frame = readFrame(bytes);
      if (frame.type === "refused") {
        throw new LinkLostError(`refused: ${readRefusal(frame.json)}`);
      }
      if (frame.type !== "welcome") throw new LinkLostError("it has answered with something else");
      const theirs = readHello(frame.json);
      const { identity } = connection;
      const { allow } = this.#actor.args.address;
      const fault = entryFault(theirs, { identity, allow, token: undefined }) ??
        pairFault(ours, theirs) ?? this.#wanted.objection(theirs);
      if (fault !== undefined) throw new LinkLostError(`not accepted: ${fault}`);
      return theirs;
    } finally {
      signal.removeEventListener("abort", close);
    }
  }

  /** One of them holds when there may be a partner. @param isSought as for {@link Search.found} */
  news(isSought: boolean): Condition[] {
    const actor = this.#actor;
    if (actor.args.does === "listens") return [actor.settled(this.#bell.rung)];
    if (!isSought) return [];
    if (this.#dialling !== undefined) return [actor.settled(this.#dialling.over)];
    return [this.#pause ?? actor.timeout(0), actor.settled(this.#bell.rung)];
  }

  /** Looks no more. What was found and is not had is given up. */
  end(): void {
    this.#dismiss();
    for (const { connection } of this.#callers.splice(0)) connection.close();
    this.#abort.abort(new LinkLostError("it was given up"));
    this.#dialling?.over.then(() => {
      try {
        this.#dialling?.result().close();
      } catch { /* Nothing has come of it. */ }
    });
  }
}

/** The token that both sides have, or `""`. */
function tokenIn({ args: { address: { tokenEnv } } }: LinkActor): string {
  if (tokenEnv === undefined) return "";
  let token: string | undefined;
  try {
    token = Deno.env.get(tokenEnv);
  } catch (error) {
    throw new LinkMisconfiguredError(
      `Cannot read the token of a link: ${
        asError(error).message
      }: allow it by --allow-env=${tokenEnv}`,
      { cause: error },
    );
  }
  if (token !== undefined && token !== "") return token;
  throw new LinkMisconfiguredError(
    `Cannot read the token of a link: the environment variable ${tokenEnv} is not set, set it to a secret text`,
  );
}
