import type { LinkConnection } from "../link.ts";
import type { Foyer } from "./foyer.ts";
import type { Refusals } from "./refusals.ts";
import { reasonOf } from "./received.ts";
import type { OpenStream, StreamCaller } from "./streams.ts";

/** So many are on their way in at a time. Beyond that the one that is at it longest makes room. */
const MOST_ENTERING = 64;
/** How long one has for it, in milliseconds. */
const ENTERING_MS = 5000;

/** One who is on his way in. */
interface Entering {
  end(why: string): void;
}

/**
 * Where those are who have reached the listener and have to do something before they are connections, as by TLS or by the handshake of
 * WebSocket. They are bounded in number and in time: whoever does it by bytes and minutes keeps nobody else out.
 */
export class Doorway {
  readonly #foyer: Foyer;
  readonly #refusals: Refusals;
  readonly #turnAway: (whom: LinkConnection, why: string) => void;
  readonly #entering = new Set<Entering>();

  /** @param turnAway Tells somebody who stays outside why, and closes the connection. */
  constructor(
    foyer: Foyer,
    refusals: Refusals,
    turnAway: (whom: LinkConnection, why: string) => void = (whom) => whom.close(),
  ) {
    this.#foyer = foyer;
    this.#refusals = refusals;
    this.#turnAway = turnAway;
  }

  /** How many are on their way in. */
  get size(): number {
    return this.#entering.size;
  }

  /**
   * Lets one in when it has done its part, or tells it why it stays outside.
   *
   * @param begin Makes a connection of its stream.
   */
  async welcome(
    { who, opened, letGo }: StreamCaller,
    begin: (open: OpenStream) => LinkConnection | Promise<LinkConnection>,
  ): Promise<void> {
    const part = opened.then(async (open) => {
      const connection = await begin(open);
      if (open.fault === undefined) return connection;
      this.#refusals.add(notLetIn(who, open.fault));
      this.#turnAway(connection, `who listens says of ${who}: ${open.fault}`);
      return undefined;
    });
    await this.enter(who, part, letGo);
  }

  /**
   * Lets one in when it has done its part.
   *
   * @param who Where it comes from.
   * @param part What it has to do: it becomes a connection by that, or is seen to.
   * @param letGo Lets go of it.
   */
  async enter(
    who: string,
    part: Promise<LinkConnection | undefined>,
    letGo: () => void,
  ): Promise<void> {
    const { promise: given, reject } = Promise.withResolvers<never>();
    const one: Entering = { end: (why) => reject(new Error(why)) };
    this.#entering.add(one);
    if (this.#entering.size > MOST_ENTERING) {
      const [eldest] = this.#entering;
      eldest?.end(`${MOST_ENTERING} others are on their way in, and it was the slowest`);
    }
    const late = setTimeout(
      () => one.end(`it has not said what it wants for ${ENTERING_MS / 1000} s`),
      ENTERING_MS,
    );
    try {
      const connection = await Promise.race([part, given]);
      if (connection !== undefined) this.#foyer.enter(connection);
    } catch (error) {
      letGo();
      part.then((connection) => connection?.close(), () => {});
      if (!this.#foyer.isClosed) {
        this.#refusals.add(notLetIn(who, reasonOf(error)));
      }
    } finally {
      clearTimeout(late);
      this.#entering.delete(one);
    }
  }

  /** Nobody comes in any longer. */
  close(): void {
    for (const one of this.#entering) one.end("nobody listens any longer");
  }
}

/** What is said of one who stays outside. */
function notLetIn(who: string, why: string): string {
  return `${who} was not let in: ${why}`;
}
