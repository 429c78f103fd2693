import type { NatsSession } from "../../nats/session.ts";
import { isEverywhere, urlOf } from "../http/mod.ts";
import { NatsLine } from "./nats_line.ts";
import type { NatsAnnouncerParts } from "./nats_room.ts";
import { callSubject, MAX_WORD, type PodAnswer, readCall } from "./roll_call.ts";
import { Signet } from "./signed.ts";

/** So many calls are looked at in a second, and no more: a hub calls once in two. */
const MAX_CALLS = 100;
const SECOND_MS = 1000;

/** Answers the calls of hubs that have the read token of this pod, for as long as it is there. Nothing of it touches the graph. */
export class NatsAnnouncer {
  readonly #parts: NatsAnnouncerParts;
  readonly #signet: Signet;
  readonly #line: NatsLine;
  #calls = 0;
  #secondAt = -Infinity;

  constructor(parts: NatsAnnouncerParts) {
    this.#parts = parts;
    this.#signet = new Signet(parts.token);
    this.#line = new NatsLine(parts.meeting, {
      doing: `announce pod "${parts.pod}"`,
      use: (session, signal) => this.#use(session, signal),
    });
  }

  /** Answers no more. */
  async close(): Promise<void> {
    await this.#line.close();
  }

  async #use(session: NatsSession, signal: AbortSignal): Promise<void> {
    const failed = Promise.withResolvers<void>();
    // Called as messages come: what nobody takes would wait in memory.
    const heard = session.nc.subscribe(callSubject(this.#parts.meeting.subject), {
      callback: (error, { reply = "", data }) => {
        if (error) failed.reject(error);
        else void this.#answer(session, reply, data).catch(failed.reject);
      },
    });
    signal.addEventListener("abort", () => heard.unsubscribe());
    await failed.promise;
  }

  async #answer(session: NatsSession, reply: string, data: Uint8Array): Promise<void> {
    const now = performance.now();
    if (now - this.#secondAt >= SECOND_MS) {
      this.#secondAt = now;
      this.#calls = 0;
    }
    if (++this.#calls > MAX_CALLS || reply === "" || data.length > MAX_WORD) return;
    const call = readCall(await this.#signet.read("call", data) ?? "");
    if (call === null) return;
    const { pod } = this.#parts;
    const from = session.nc.info?.client_ip ?? "";
    const answer: PodAnswer = { pod, call, page: this.#page(from), from };
    const said = await this.#signet.sign("answer", JSON.stringify(answer));
    if (!session.nc.isClosed()) session.nc.publish(reply, said);
  }

  /** Where the page is: at the interface that it is bound to, or where the broker sees this machine. */
  #page(from: string): string {
    const { meeting, hostname, port } = this.#parts;
    if (meeting.page !== "") return meeting.page;
    const host = isEverywhere(hostname) && from !== "" ? from : hostname;
    return urlOf(host, port);
  }
}
