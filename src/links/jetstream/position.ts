import type { MsgHdrs, Subscription } from "npm:@nats-io/nats-core@3.4.0";
import {
  answerWhoHolds,
  askWhoHolds,
  type Claim,
  claimBytes,
  claimOf,
  type HeldPlace,
  placeSubject,
} from "./claim.ts";
import { type LogUser, nameOf } from "./identity.ts";
import type { LogStream } from "./log_stream.ts";
import { lastWord, openPlaces, placesStream, putWord } from "./places.ts";
import { LogRefusedError, OvertakenError } from "./trouble.ts";

/** How often a claim is tried while others make theirs. */
const CLAIMS = 10;

/** What a reader is told of the process that it is of. */
export interface ReaderLife {
  /** Another one for each process. */
  readonly holder: string;
  /** Under which claim it has read before; 0 if it has not. */
  readonly fence: number;
}

/**
 * The place that a reader of a log has come to, as the broker keeps it: the last message of a subject in a stream beside the log. Whoever
 * reads has claimed it by such a message; one of an earlier claim is refused.
 */
export class BrokerPosition {
  readonly claim: Claim;
  readonly #log: LogStream;
  readonly #headers: () => MsgHdrs;
  readonly #answering: Subscription;
  #last: number;

  private constructor(
    log: LogStream,
    claim: Claim,
    last: number,
    { headers, answering }: { headers: () => MsgHdrs; answering: Subscription },
  ) {
    this.#log = log;
    this.claim = claim;
    this.#last = last;
    this.#headers = headers;
    this.#answering = answering;
  }

  /**
   * Claims the place.
   *
   * @throws {LogRefusedError} if somebody else reads under this name, or has since this process did; if the place is one in another log
   */
  static async claim(
    log: LogStream,
    user: LogUser,
    life: ReaderLife,
  ): Promise<BrokerPosition> {
    const { headers } = await import("npm:@nats-io/nats-core@3.4.0");
    const { session, address: { subject: ofLog, reader } } = log;
    const place: HeldPlace = {
      subject: placeSubject(ofLog, `read.${reader}`),
      does: `reads aqueduct "${user.aqueduct}" as reader "${reader}"`,
    };
    await openPlaces(log);
    for (let tries = 1;; tries++) {
      await askWhoHolds(session, place, life.holder);
      try {
        const { claim, last } = await claimOnce(log, { user, life, headers });
        const answering = answerWhoHolds(session, place, claim);
        return new BrokerPosition(log, claim, last, { headers, answering });
      } catch (error) {
        if (!(error instanceof OvertakenError) || tries === CLAIMS) throw error;
      }
    }
  }

  /**
   * Keeps how far the reader has come. One call at a time.
   *
   * @throws {LogRefusedError} the promise rejects with it if another pod reads under this name since
   */
  async keep(next: readonly number[]): Promise<void> {
    try {
      this.#last = await put(this.#log, {
        claim: { ...this.claim, next },
        last: this.#last,
        headers: this.#headers(),
      });
    } catch (error) {
      if (!(error instanceof OvertakenError)) throw error;
      const { claim } = await latestOf(this.#log);
      if (claim === undefined || claim.holder === this.claim.holder) throw error;
      throw new LogRefusedError(overtakenText(this.#log, claim));
    }
  }

  /** Says no longer that it is held. */
  close(): void {
    this.#answering.unsubscribe();
  }
}

function overtakenText({ address: { reader } }: LogStream, claim: Claim): string {
  return `${
    nameOf(claim)
  } reads aqueduct "${claim.aqueduct}" as reader "${reader}" since this pod was not heard of: stop one of the two and start the other again, or give them readers of their own`;
}

async function claimOnce(
  log: LogStream,
  { user, life, headers }: {
    readonly user: LogUser;
    readonly life: ReaderLife;
    readonly headers: () => MsgHdrs;
  },
): Promise<{ readonly claim: Claim; readonly last: number }> {
  const { claim: earlier, last } = await latestOf(log);
  if (earlier !== undefined) {
    if (life.fence > 0 && earlier.holder !== life.holder) {
      throw new LogRefusedError(overtakenText(log, earlier));
    }
    if (earlier.log !== log.id) {
      throw new LogRefusedError(
        `Reader "${log.address.reader}" has come to ${
          earlier.next?.join(", ")
        } in another log than stream "${log.address.stream}" is: that was deleted, and this one made since; ` +
          "give this pod another reader to begin with what is there",
      );
    }
    if (earlier.next?.length !== user.girth) {
      throw new LogRefusedError(
        `Reader "${log.address.reader}" has come to a place in ${earlier.next?.length} lanes, and here the aqueduct has ${user.girth}: give both pods the girth that they had, or this one another reader`,
      );
    }
  }
  const claim: Claim = {
    protocol: 1,
    ...user,
    log: log.id,
    holder: life.holder,
    fence: (earlier?.fence ?? 0) + 1,
    next: earlier?.next ?? Array.from({ length: user.girth }, () => 0),
  };
  return { claim, last: await put(log, { claim, last, headers: headers() }) };
}

async function latestOf(
  log: LogStream,
): Promise<{ readonly claim: Claim | undefined; readonly last: number }> {
  const { address } = log;
  const message = await lastWord(log, address.reader);
  if (message === null) return { claim: undefined, last: 0 };
  const claim = claimOf(message.data);
  if (claim !== undefined) return { claim, last: message.seq };
  throw new LogRefusedError(
    `Message ${message.seq} of stream "${
      placesStream(address)
    }" says where a reader is in a way that is not known here: it is of another version of this package`,
  );
}

/** Puts a claim behind message `last` of its subject; returns its number. */
function put(
  log: LogStream,
  { claim, last, headers }: {
    readonly claim: Claim;
    readonly last: number;
    readonly headers: MsgHdrs;
  },
): Promise<number> {
  const { address } = log;
  const doing = `keep the place of reader "${address.reader}" in stream "${placesStream(address)}"`;
  return putWord(log, address.reader, { doing, body: claimBytes(claim), headers, last });
}
