import { textOf } from "../../errors.ts";
import type { Pulled } from "../wire.ts";
import type { Decode } from "./decode.ts";

/** A message on its way into the graph, or why it cannot be one. */
export interface Incoming<M> {
  readonly pulled: Pulled;
  readonly origin: string;
  readonly message: M | undefined;
  readonly fault: string | undefined;
  /** Whether it cannot be one. */
  readonly isDead: boolean;
}

/** Decodes a batch, all of it at once where that takes time, in the order in which it came. Never rejects for what it cannot decode. */
export async function decodeBatch<M>(
  batch: readonly Pulled[],
  decode: Decode<M>,
): Promise<Incoming<M>[]> {
  const begun = batch.map((pulled) => decodeOne(pulled, decode));
  // Most decoders are done at once, and an await for each message would cost more than they do.
  return begun.some((one) => one instanceof Promise)
    ? await Promise.all(begun)
    : begun as Incoming<M>[];
}

function decodeOne<M>(pulled: Pulled, decode: Decode<M>): Incoming<M> | Promise<Incoming<M>> {
  const { origin, raw } = pulled;
  // The wire knows already that it can be no message, and may not have all of it.
  if (raw.fault !== undefined) return faulty(pulled, raw.fault);
  try {
    const message = decode(raw, origin);
    return message instanceof Promise
      ? decoded(pulled, message)
      : { pulled, origin, message, fault: undefined, isDead: false };
  } catch (thrown) {
    return refused(pulled, thrown);
  }
}

/** Apart, for those that are decoded at once need no function of their own. */
function decoded<M>(pulled: Pulled, doing: Promise<M>): Promise<Incoming<M>> {
  const { origin } = pulled;
  return doing.then(
    (message) => ({ pulled, origin, message, fault: undefined, isDead: false }),
    (thrown) => refused(pulled, thrown),
  );
}

function refused<M>(pulled: Pulled, thrown: unknown): Incoming<M> {
  return faulty(pulled, thrown instanceof Error ? thrown.message : textOf(thrown));
}

function faulty<M>(pulled: Pulled, fault: string): Incoming<M> {
  return { pulled, origin: pulled.origin, message: undefined, fault, isDead: true };
}
