/**
 * How far a log is read, as it is on the disk: where the graph keeps the place, the host tells the taking end of it whenever it has saved the
 * state. Only what was saved may be removed from the log, for a process that is killed goes on from there.
 *
 * @module
 */
import { LoopBell } from "../doing.ts";
import type { JetstreamArgs } from "./terms.ts";

/** By what the threads of this process tell each other. */
const CHANNEL = "@steady-state/deno: saved places of logs";

/** Cells of a taking end, as they are kept: name and JSON. */
export interface SavedCells {
  readonly settledTo: string | undefined;
  readonly settledLog: string | undefined;
}

/** What was saved of one taking end. */
interface SavedPlace {
  readonly podId: string;
  readonly aqueduct: string;
  readonly next: readonly number[];
  readonly log: string;
}

/** Whether an actor with these args has its place in the log kept by the graph. */
export function hasPlaceInGraph(args: Readonly<Record<string, unknown>>): boolean {
  const { address } = args as Partial<JetstreamArgs>;
  return address?.engine === "jetstream" && address.position === "graph";
}

/** Tells an actor with these args that its cells are on the disk. */
export function tellSavedPlace(
  args: Readonly<Record<string, unknown>>,
  { settledTo, settledLog }: SavedCells,
): void {
  if (settledTo === undefined || settledLog === undefined) return;
  const { podId, aqueduct } = args as unknown as JetstreamArgs;
  const place: SavedPlace = {
    podId,
    aqueduct,
    next: JSON.parse(settledTo),
    log: JSON.parse(settledLog),
  };
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(place);
  channel.close();
}

/** What a taking end has heard of its place. */
export class SavedPlaces {
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #bell = new LoopBell();
  #latest: SavedPlace | undefined;

  constructor({ podId, aqueduct }: Pick<JetstreamArgs, "podId" | "aqueduct">) {
    this.#channel.onmessage = ({ data }: MessageEvent<SavedPlace>) => {
      if (data.podId !== podId || data.aqueduct !== aqueduct) return;
      this.#latest = data;
      this.#bell.ring();
    };
  }

  /** For each lane of that log the number up to which it is on the disk; empty if nothing is known of it. */
  of(log: string): readonly number[] {
    return this.#latest?.log === log ? this.#latest.next : [];
  }

  /** Resolves when more is on the disk. */
  get news(): Promise<void> {
    return this.#bell.rung;
  }

  /** Hears no more. */
  close(): void {
    this.#channel.close();
  }
}
