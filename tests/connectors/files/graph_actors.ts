import { all, bytes, defineActor, delivery, json, rx, tx } from "@steady-state/deno/actor";
import { defineSink, defineSource } from "../../../src/connectors/mod.ts";
import { filesSink, filesSource } from "../../../src/connectors/files/mod.ts";

/** A line of the log that is read. */
export interface Request {
  readonly id: number;
}

/** A line of the files that are written. */
export interface Priced {
  readonly id: number;
  readonly cents: number;
}

/** Reads the log. */
export const requests = defineSource(import.meta, "requests", {
  wire: filesSource,
  kind: json<Request>(),
});

/** Says of each what it costs. */
export const pricer = defineActor(import.meta, "pricer", {
  ports: { requests: rx(delivery(json<Request>())), priced: tx(delivery(json<Priced>())) },
  async run(actor) {
    const { requests, priced } = actor.ports;
    while (actor.isRunning(() => requests.isClosedAndEmpty && priced.close())) {
      await actor.wait(all(requests.avail(), priced.vacant()));
      for (let next = requests.tryPeek(); next !== undefined; next = requests.tryPeek()) {
        const { id } = next.message;
        if (!priced.trySend(next.with({ id, cents: id * 3 }))) break;
        requests.advance(1);
      }
    }
  },
});

/** Writes the files. */
export const archive = defineSink(import.meta, "archive", {
  wire: filesSink,
  kind: json<Priced>(),
  encode: ({ message }) => JSON.stringify(message),
});

/** Reads a log whose lines are any bytes. */
export const anyLines = defineSource(import.meta, "anyLines", {
  wire: filesSource,
  kind: bytes,
});

/** Writes such lines. */
export const copies = defineSink(import.meta, "copies", { wire: filesSink, kind: bytes });
