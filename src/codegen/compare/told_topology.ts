import type { ComparedActor, ComparedTopology } from "./topology_form.ts";

/** What `/api/topology` answers, as far as it is read here. */
interface ToldTopology {
  readonly actors: readonly {
    readonly name: string;
    readonly instance: number | null;
    readonly troupe: string | null;
    readonly supervisors?: readonly string[];
  }[];
  readonly chans: readonly {
    readonly name: string;
    readonly lane: number | null;
    readonly from: number;
    readonly to: number;
    readonly kind: string;
    readonly capacity: number;
  }[];
  readonly code?: {
    readonly definitions: readonly {
      readonly exportName: string;
      readonly ports: readonly string[];
      readonly ofHost?: true;
    }[];
    readonly actors: readonly number[];
    readonly from: readonly number[];
    readonly to: readonly number[];
  };
  readonly rules?: Pick<ComparedTopology, "troupes" | "supervisors"> & {
    readonly lives:
      readonly (Pick<ComparedActor, "restart" | "durable"> & { readonly hangMs: number | null })[];
    readonly actors: readonly number[];
  };
}

const NO_TOPOLOGY = "what it answers is no topology";

/**
 * What a running graph has answered to `/api/topology`.
 *
 * @throws {TypeError} if that is the answer of something else, or of a version that does not tell its code
 */
export function topologyOfAnswer(answer: unknown): ComparedTopology {
  const { actors, chans, code, rules } = (answer ?? {}) as Partial<ToldTopology>;
  if (!Array.isArray(actors) || !Array.isArray(chans)) throw new TypeError(NO_TOPOLOGY);
  if (code === undefined || rules === undefined) {
    throw new TypeError(
      "its version of @steady-state/deno does not tell which code its actors run and how they start again, bring it up to date",
    );
  }
  return topologyOf({ actors, chans, code, rules });
}

function topologyOf({ actors, chans, code, rules }: Required<ToldTopology>): ComparedTopology {
  const { definitions } = code;
  const port = (actor: number, place: number) =>
    there(there(definitions[there(code.actors[actor])]).ports[place]);
  return {
    definitions,
    troupes: there(rules.troupes),
    supervisors: there(rules.supervisors),
    actors: actors.map(({ name, instance, troupe, supervisors = [] }, actor) => {
      const definition = there(code.actors[actor]);
      there(definitions[definition]);
      const { restart, hangMs, durable } = there(rules.lives[there(rules.actors[actor])]);
      const hangTimeoutMs = hangMs ?? Infinity;
      return { name, instance, troupe, supervisors, definition, restart, hangTimeoutMs, durable };
    }),
    channels: chans.map((channel, place) => ({
      ...channel,
      fromPort: port(channel.from, there(code.from[place])),
      toPort: port(channel.to, there(code.to[place])),
    })),
  };
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError(NO_TOPOLOGY);
  return value;
}
