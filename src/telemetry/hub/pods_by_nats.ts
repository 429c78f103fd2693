import type { NatsSession } from "../../nats/session.ts";
import {
  callSubject,
  MAX_WORD,
  NatsLine,
  pageOf,
  type PodAnswer,
  readAnswer,
  Signet,
} from "../announce/nats.ts";
import { isLoopback } from "../http/mod.ts";
import { printError } from "../../printer.ts";
import type { PodsByNats } from "./hub_wishes.ts";
import { type PodReach, UrlReach } from "./pod_reach.ts";
import type { Roster } from "./roster.ts";

/** How often pods are called, in milliseconds. */
const PERIOD_MS = 2000;

/** A pod that has not answered so many calls in a row is not there any more. */
const PATIENCE = 3;

/** So long a pod may take to find a broker that is there again, in milliseconds: till then it has missed nothing. */
const RETURN_MS = 15_000;

/** How many calls may still be answered. */
const OPEN_CALLS = 3;

/** More pods than these are not followed, and no more answers to one call are looked at. */
const MAX_PODS = 1000;
const MAX_ANSWERS = 4 * MAX_PODS;

/** Has a roster follow all pods that answer at a subject of NATS with the hub's token, whoever comes and goes. */
export class NatsWatch {
  readonly #wanted: PodsByNats;
  readonly #roster: Pick<Roster, "follow" | "unwant">;
  readonly #periodMs: number;
  readonly #signet: Signet;
  readonly #line: NatsLine;
  /** The numbers of the last calls, the newest last. */
  #calls: string[] = [];
  /** How many calls each pod has missed, by its place. */
  readonly #missed = new Map<string, number>();
  /** How many answers to the last call have come. */
  #answers = 0;
  #isFullTold = false;
  #closed = false;

  constructor(
    wanted: PodsByNats,
    roster: Pick<Roster, "follow" | "unwant">,
    periodMs: number = PERIOD_MS,
  ) {
    this.#wanted = wanted;
    this.#periodMs = periodMs;
    this.#roster = roster;
    this.#signet = new Signet(wanted.token);
    this.#line = new NatsLine(wanted.meeting, {
      doing: "look for pods",
      use: (session, signal) => this.#use(session, signal),
    });
  }

  /** Calls no more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#line.close();
  }

  async #use(session: NatsSession, signal: AbortSignal): Promise<void> {
    const grace = Math.ceil(RETURN_MS / this.#periodMs);
    for (const place of this.#missed.keys()) this.#missed.set(place, -grace);
    const failed = Promise.withResolvers<never>();
    const inbox = `_INBOX.${crypto.randomUUID()}`;
    const own = session.nc.info?.client_ip ?? "";
    session.nc.subscribe(inbox, {
      callback: (error, { data }) => {
        if (error) failed.reject(error);
        else void this.#hear(data, own).catch(failed.reject);
      },
    });
    while (!signal.aborted) {
      await Promise.race([failed.promise, this.#call(session, inbox)]);
      await Promise.race([failed.promise, pause(this.#periodMs, signal)]);
    }
  }

  async #call(session: NatsSession, inbox: string): Promise<void> {
    for (const [place, missed] of this.#missed) {
      this.#missed.set(place, missed + 1);
      if (missed + 1 <= PATIENCE) continue;
      this.#missed.delete(place);
      this.#roster.unwant(place);
    }
    const call = crypto.randomUUID();
    this.#calls = [...this.#calls, call].slice(-OPEN_CALLS);
    this.#answers = 0;
    const said = await this.#signet.sign("call", call);
    if (session.nc.isClosed()) return;
    session.nc.publish(callSubject(this.#wanted.meeting.subject), said, { reply: inbox });
    // A call that did not get through is nobody's miss: then the connection is lost.
    await session.ask(session.nc.flush());
  }

  async #hear(said: Uint8Array, own: string): Promise<void> {
    if (++this.#answers > MAX_ANSWERS || said.length > MAX_WORD) return;
    const word = await this.#signet.read("answer", said);
    const answer = word === null ? null : readAnswer(word);
    if (answer === null || this.#closed || !this.#calls.includes(answer.call)) return;
    const reach = this.#reachOf(answer, own);
    if (!this.#missed.has(reach.place) && this.#missed.size >= MAX_PODS) return this.#refuse();
    this.#missed.set(reach.place, 0);
    this.#roster.follow(reach);
  }

  #reachOf({ page, pod, from }: PodAnswer, own: string): PodReach {
    const url = pageOf(page)!;
    // Its loopback is ours on the same machine alone; on another, who listens there is somebody else.
    if (!isLoopbackPage(url) || from === own) return new UrlReach(url, this.#wanted.token);
    return new FarLoopback(`${pod}@${from || "elsewhere"} ${url.host}`);
  }

  #refuse(): void {
    if (!this.#isFullTold) {
      printError(`Cannot follow more than ${MAX_PODS} pods that announce themselves over NATS`);
    }
    this.#isFullTold = true;
  }
}

/** A pod whose page is for its own machine alone. */
class FarLoopback implements PodReach {
  readonly place: string;

  constructor(place: string) {
    this.place = place;
  }

  ask(): Promise<Response> {
    return Promise.reject(
      new Error(
        "its page is for its own machine alone, give it hostname, or hub the address of this page",
      ),
    );
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}

/** Whether a page is there for its own machine alone. */
function isLoopbackPage({ hostname }: URL): boolean {
  return isLoopback(hostname.replace(/^\[(.*)\]$/, "$1")) || hostname.startsWith("127.");
}
