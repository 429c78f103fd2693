import type { MsgHdrs, Subscription } from "npm:@nats-io/nats-core@3.4.0";
import type { NatsSession } from "../../nats/session.ts";
import {
  answerWhoHolds,
  askWhoHolds,
  type Claim,
  claimBytes,
  claimOf,
  type HeldPlace,
  placeSubject,
} from "./claim.ts";
import { type LogFrameHead, writeHead } from "./frame.ts";
import { type LogUser, misfitOf, nameOf } from "./identity.ts";
import type { LaneRange, LogStream } from "./log_stream.ts";
import { asked, LogRefusedError, OvertakenError, refusalOf, SOON } from "./trouble.ts";

/** How often a claim is tried while others write. */
const CLAIMS = 10;
/** What the headers of a message take at most, in bytes. */
const HEADER_BYTES = 512;
/** The token of the subject at which claims are. */
const WRITER = "writer";

/** What a writer is told of the process that it is of. */
export interface WriterLife {
  /** Another one for each process. */
  readonly holder: string;
  /** The log that this process has written to before; `""` if it has not. */
  readonly log: string;
  /** Under which claim; 0 if it has not. */
  readonly fence: number;
}

/**
 * Writes a log, alone: each message says which number the last one before it must have, and is refused where somebody else has written.
 * It has claimed the log by a message, so what an earlier writer still has under way is refused, and the end that it knows is the end.
 */
export class LogWriter {
  readonly log: LogStream;
  readonly claim: Claim;
  /** What the log had of each lane when it was claimed. */
  readonly lanes: readonly LaneRange[];
  readonly #headers: () => MsgHdrs;
  readonly #answering: Subscription;
  #last: number;

  private constructor(
    log: LogStream,
    claim: Claim,
    lanes: readonly LaneRange[],
    last: number,
    { headers, answering }: { headers: () => MsgHdrs; answering: Subscription },
  ) {
    this.log = log;
    this.claim = claim;
    this.lanes = lanes;
    this.#last = last;
    this.#headers = headers;
    this.#answering = answering;
  }

  /**
   * Claims the log.
   *
   * @throws {LogRefusedError} if somebody else writes it, or has since this process did; if it has another aqueduct, kind or girth
   */
  static async claim(log: LogStream, user: LogUser, life: WriterLife): Promise<LogWriter> {
    const { headers } = await import("npm:@nats-io/nats-core@3.4.0");
    const { session } = log;
    const place: HeldPlace = {
      subject: placeSubject(log.address.subject, WRITER),
      does: `writes aqueduct "${user.aqueduct}"`,
    };
    await askWhoHolds(session, place, life.holder);
    for (let tries = 1;; tries++) {
      try {
        const { claim, lanes, last } = await claimOnce(log, user, life, headers);
        const answering = answerWhoHolds(session, place, claim);
        return new LogWriter(log, claim, lanes, last, { headers, answering });
      } catch (error) {
        // Somebody was quicker: an earlier process whose last words were on their way, or another one that has started just now.
        if (!(error instanceof OvertakenError) || tries === CLAIMS) throw error;
        await askWhoHolds(session, place, life.holder);
      }
    }
  }

  /** How many bytes a body may have. */
  get maxBody(): number {
    return this.log.maxBytes - HEADER_BYTES;
  }

  /**
   * Writes a frame behind those that were written before, which need not be there yet. Resolves when the log has it for good.
   *
   * @param body is not to be changed before
   * @throws {NoRoomError} the promise rejects with it if there is no room for now
   * @throws {OvertakenError} if it is not behind the one before: that was refused, or somebody else has written
   */
  write(
    lane: number,
    head: Omit<LogFrameHead, "fence" | "schema">,
    body: Uint8Array,
  ): Promise<void> {
    const { claim, log } = this;
    const headers = writeHead(this.#headers(), {
      ...head,
      fence: claim.fence,
      schema: claim.hash,
    });
    return publish(log.session, log.lane(lane), {
      body,
      headers,
      last: this.#last++,
      doing: `write to stream "${log.address.stream}"`,
    });
  }

  /** The number in the stream of the last message that was written, be it there yet or not. */
  get last(): number {
    return this.#last;
  }

  /** Goes on behind that many messages fewer: the last ones that were written were refused, and are not there. */
  takeBack(frames: number): void {
    this.#last -= frames;
  }

  /** Says no longer that it is held. */
  close(): void {
    this.#answering.unsubscribe();
  }
}

function overtakenText(latest: Claim): string {
  return `${
    nameOf(latest)
  } writes aqueduct "${latest.aqueduct}" since this pod was not heard of: what this pod has not written stays with it; stop one of the two`;
}

/** What the last claim on a log says; `undefined` if nobody has written yet. */
export async function writerOf(log: LogStream): Promise<Claim | undefined> {
  const { subject, stream } = log.address;
  const message = await log.lastOf(`${subject}.${WRITER}`);
  if (message === null) return undefined;
  const claim = claimOf(message.data);
  if (claim !== undefined) return claim;
  throw new LogRefusedError(
    `Message ${message.seq} of stream "${stream}" says who writes it in a way that is not known here: it is of another version of this package, use one for both pods`,
  );
}

async function claimOnce(
  log: LogStream,
  user: LogUser,
  { holder, log: known, fence }: WriterLife,
  newHeaders: () => MsgHdrs,
): Promise<{ claim: Claim; lanes: LaneRange[]; last: number }> {
  const { subject, stream } = log.address;
  const before = await log.last();
  const earlier = await writerOf(log);
  if (earlier !== undefined) {
    const misfit = misfitOf(user, earlier);
    if (misfit !== undefined) {
      throw new LogRefusedError(`Stream "${stream}" is not for this pod: ${misfit}`);
    }
    if (fence > 0 && earlier.holder !== holder) throw new LogRefusedError(overtakenText(earlier));
  }
  if (known !== "" && log.id !== known) {
    throw new LogRefusedError(
      `Stream "${stream}" is not the one that this pod has written to: that was deleted, and this one made since; start this pod again, which then writes to this one`,
    );
  }
  const lanes: LaneRange[] = [];
  for (let lane = 0; lane < user.girth; lane++) lanes.push(await log.rangeOf(lane));
  const claim: Claim = {
    protocol: 1,
    ...user,
    log: log.id,
    holder,
    fence: (earlier?.fence ?? 0) + 1,
  };
  await publish(log.session, `${subject}.${WRITER}`, {
    body: claimBytes(claim),
    headers: newHeaders(),
    last: before,
    doing: `claim stream "${stream}"`,
  });
  return { claim, lanes, last: before + 1 };
}

/** Publishes what is to be stored right behind message `last` of the stream. */
async function publish(
  session: NatsSession,
  subject: string,
  { body, headers, last, doing }: {
    readonly body: Uint8Array;
    readonly headers: MsgHdrs;
    readonly last: number;
    readonly doing: string;
  },
): Promise<void> {
  headers.set("Nats-Expected-Last-Sequence", `${last}`);
  const answer = await asked(
    session,
    doing,
    session.nc.request(subject, body, { ...SOON, headers }),
  );
  const said = answer.json<
    { readonly error?: { code: number; err_code: number; description: string } }
  >();
  if (said.error === undefined) return;
  const { JetStreamApiError } = await import("npm:@nats-io/jetstream@3.4.0");
  throw refusalOf(new JetStreamApiError(said.error), `${doing} at ${session.address}`);
}
