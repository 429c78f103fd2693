/** Which ways the messages of a load go: whether each arrives as one, and how many arrive. */
import { channelLabel } from "../../protocol/mod.ts";
import type { Design, DesignActor, DesignPort } from "../design.ts";
import type { ModuleView } from "./module_view.ts";

/** Where a load comes in, and what is known of what becomes of it. */
export interface LoadWay {
  readonly source: DesignActor;
  readonly port: DesignPort;
  /** Where each message of the load arrives as one, in order, if there is such a sink: it tells how long they took. */
  readonly sink: DesignActor | undefined;
  /** How many messages arrive at the ends of the graph for each of the load; `null` where nobody knows. */
  readonly arriving: number | null;
  /** Labels of the lanes on which they arrive, in order. */
  readonly last: readonly string[];
}

interface Lane {
  readonly label: string;
  readonly to: string;
}

/** Ways through a drawing whose actors send one message on each output for each that they take, as stand-ins and calls do. */
export class LoadPaths {
  readonly #views: ReadonlyMap<string, ModuleView>;
  readonly #actors: ReadonlyMap<string, DesignActor>;
  readonly #lanes: ReadonlyMap<string, readonly Lane[]>;
  /** How many lanes go to an actor. */
  readonly #girths = new Map<string, number>();
  /** What is known already; `null` also of those that are being looked at, which are in a cycle if they come again. */
  readonly #arriving = new Map<string, number | null>();

  constructor({ actors, channels }: Design, views: ReadonlyMap<string, ModuleView>) {
    this.#views = views;
    this.#actors = new Map(actors.map((actor) => [actor.id, actor]));
    const all = channels.flatMap(({ name, isBundle, lanes }) =>
      lanes.map(({ from, fromPort, to }, at) => {
        const label = channelLabel({ name, lane: isBundle ? at : null });
        return { end: endKey(from, fromPort), label, to };
      })
    );
    this.#lanes = Map.groupBy(all, ({ end }) => end);
    for (const { to } of all) this.#girths.set(to, (this.#girths.get(to) ?? 0) + 1);
  }

  /** What becomes of a load on that port; of a bundle, on its first lane. */
  from(source: DesignActor, port: DesignPort): LoadWay {
    const [first] = this.#lanesOf(source, port);
    if (first === undefined) {
      return { source, port, sink: undefined, arriving: null, last: [] };
    }
    return {
      source,
      port,
      sink: this.#chainEnd(first.to),
      arriving: this.#arrivingFrom(first.to),
      last: this.#lastLanes(first),
    };
  }

  /** A sink that is reached through actors that have one lane to take from, and send all of it on one. */
  #chainEnd(id: string): DesignActor | undefined {
    if (this.#girths.get(id) !== 1) return undefined;
    const actor = this.#actors.get(id)!;
    const { outputs, leading } = this.#views.get(actor.module)!;
    if (outputs.length === 0) return actor;
    for (const port of leading) {
      const [lane, ...more] = this.#lanesOf(actor, port);
      const found = lane === undefined || more.length > 0 ? undefined : this.#chainEnd(lane.to);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #arrivingFrom(id: string): number | null {
    const known = this.#arriving.get(id);
    if (known !== undefined) return known;
    this.#arriving.set(id, null);
    const actor = this.#actors.get(id)!;
    const { outputs, leading } = this.#views.get(actor.module)!;
    let sum: number | null = outputs.length === 0 ? 1 : 0;
    for (const port of outputs) {
      // Whoever sends into a cycle gives up what finds no room.
      const more = leading.includes(port) ? this.#arrivingBy(actor, port) : null;
      sum = sum === null || more === null ? null : sum + more;
    }
    this.#arriving.set(id, sum);
    return sum;
  }

  /** Lanes of a bundle share its messages in a way that nobody knows: so as many have to come of each. */
  #arrivingBy(actor: DesignActor, port: DesignPort): number | null {
    const [first = null, ...more] = this.#lanesOf(actor, port).map(({ to }) =>
      this.#arrivingFrom(to)
    );
    return more.every((other) => other === first) ? first : null;
  }

  /** The lanes to sinks that can be reached by that one. */
  #lastLanes(first: Lane): string[] {
    const reached = new Set([first]);
    const last: string[] = [];
    for (const { label, to } of reached) {
      const actor = this.#actors.get(to)!;
      const { outputs } = this.#views.get(actor.module)!;
      if (outputs.length === 0) last.push(label);
      for (const lane of outputs.flatMap((port) => this.#lanesOf(actor, port))) reached.add(lane);
    }
    return last.sort();
  }

  #lanesOf({ id }: DesignActor, { name }: DesignPort): readonly Lane[] {
    return this.#lanes.get(endKey(id, name)) ?? [];
  }
}

function endKey(actor: string, port: string): string {
  return `${actor} ${port}`;
}
