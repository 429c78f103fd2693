import { reasonOf } from "./received.ts";
import type { Refusals } from "./refusals.ts";

/** How long nobody is accepted where the system has no more sockets, in milliseconds. */
const PAUSE_MS = 100;

/** Accepts sockets until the listener is closed, whatever happens with one of them. */
export async function acceptAll<C extends Deno.Conn>(
  listener: { accept(): Promise<C> },
  isClosed: () => boolean,
  refusals: Refusals,
  welcome: (conn: C) => void,
): Promise<void> {
  while (!isClosed()) {
    try {
      welcome(await listener.accept());
    } catch (error) {
      if (isClosed()) return;
      refusals.add(`nobody can be let in for now: ${reasonOf(error)}`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
