/**
 * What is told of a graph: its picture, its values, its code, and how its actors live.
 *
 * @module
 */
import { Type } from "typebox";
import { ACTOR_FIGURES, CHANNEL_FIGURES } from "../catalogue.ts";
import type { ActorSample, ChannelSample } from "../sample/mod.ts";
import { figureSchemas } from "./figure_schema.ts";
import {
  about,
  ACTOR_ID,
  CHANNEL_ID,
  CLOSED,
  COUNT,
  define,
  MAYBE,
  MAYBE_COUNT,
  MAYBE_TEXT,
  TEXT,
  TIME,
} from "./schema_terms.ts";

const LIFECYCLE = Type.Enum(["building", "running", "stopping", "stopped"]);

export const ACTOR = {
  id: ACTOR_ID,
  name: TEXT,
  instance: MAYBE_COUNT,
  label: TEXT,
  troupe: MAYBE_TEXT,
  ...figureSchemas<ActorSample>(ACTOR_FIGURES),
};

export const CHANNEL = {
  id: CHANNEL_ID,
  name: TEXT,
  lane: MAYBE_COUNT,
  from: ACTOR_ID,
  to: ACTOR_ID,
  kind: TEXT,
  ...figureSchemas<ChannelSample>(CHANNEL_FIGURES),
};

/** What an actor tells of its own depends on the graph. */
export const WITH_OWN = {
  ...CLOSED,
  patternProperties: {
    "^figures\\.": {
      type: "number",
      description: "A figure that the actor tells of its own, in the unit of its definition.",
    },
  },
};

export const actor = define("actor", Type.Object(ACTOR, WITH_OWN));
export const channel = define("channel", Type.Object(CHANNEL, CLOSED));

export const sample = define(
  "sample",
  Type.Object({
    graph: TEXT,
    lifecycle: LIFECYCLE,
    time: TIME,
    actors: Type.Array(actor),
    channels: Type.Array(channel),
  }, CLOSED),
);

export const code = define(
  "code",
  Type.Object({
    definitions: Type.Array(Type.Object({
      module: Type.String({ description: "the name of its file, without the folder" }),
      exportName: TEXT,
      ports: Type.Array(TEXT),
      ofHost: Type.Optional(Type.Boolean({
        description: "whether its actors stand for ends in the hands of the host",
      })),
    }, about("what is written once for all actors that share it"))),
    actors: Type.Array(COUNT, { description: "by actor: the place of its definition" }),
    from: Type.Array(COUNT, {
      description: "by channel: the place of the port that sends, among those of the definition",
    }),
    to: Type.Array(COUNT, { description: "by channel: the place of the port that takes" }),
  }, about("which code the actors run, and at which ports the channels end; not in recordings")),
);

export const rules = define(
  "rules",
  Type.Object({
    troupes: Type.Array(TEXT, { description: "those that were drawn" }),
    supervisors: Type.Array(Type.Object({
      name: TEXT,
      strategy: Type.Enum(["oneForOne", "oneForAll", "restForOne"]),
      above: Type.Unsafe<string | null>({
        ...MAYBE_TEXT,
        description: "the supervisor above it; null for that of the whole graph",
      }),
    }, about("a supervisor that was drawn"))),
    lives: Type.Array(Type.Object({
      restart: Type.Enum(["permanent", "transient", "temporary"], {
        description: "when it is started again",
      }),
      hangMs: Type.Unsafe<number | null>({
        ...MAYBE,
        description: "after how many milliseconds in one turn it counts as hung; null for never",
      }),
      durable: Type.Boolean({ description: "whether its state is kept in a file" }),
    }, about("how actors live; those that live alike share one"))),
    actors: Type.Array(COUNT, { description: "by actor: the place of its life" }),
  }, about("who shares a thread, and how actors start again, as it was drawn; not in recordings")),
);

const SHOWN = Type.Integer({
  minimum: 1,
  description: "how many statistics the program has shown of it",
});

const ROLE = Type.Enum(["egress", "ingress"]);

const link = define(
  "link",
  Type.Object({
    aqueduct: TEXT,
    role: ROLE,
    key: Type.String({ description: "what is the same at both ends, and at no others" }),
    pod: TEXT,
    address: TEXT,
    does: Type.Enum(["listens", "connects", "shares"]),
    deathCosts: Type.Optional(Type.Object({
      sending: TEXT,
      taking: TEXT,
      broker: Type.Optional(TEXT),
    }, about("what it costs when a process is killed, as far as this end knows"))),
  }, about("which end of which aqueduct an actor is")),
);

export const topology = define(
  "topology",
  Type.Object({
    rev: COUNT,
    graph: TEXT,
    actors: Type.Array(Type.Object({
      name: TEXT,
      instance: MAYBE_COUNT,
      troupe: MAYBE_TEXT,
      supervisors: Type.Optional(Type.Array(TEXT, {
        description: "those above it, the outermost first, if that of the whole graph is not all",
      })),
      label: TEXT,
      shown: Type.Optional(SHOWN),
      pod: Type.Optional(Type.String({ description: "the pod that it is in, where a hub tells" })),
      link: Type.Optional(link),
      missing: Type.Optional(Type.Boolean({
        description: "whether it stands for the end of an aqueduct that no pod has shown",
      })),
    }, about("actor a0, a1, … by position"))),
    chans: Type.Array(Type.Object({
      name: TEXT,
      lane: MAYBE_COUNT,
      from: Type.Integer({ minimum: 0, description: "position of the actor that sends" }),
      to: Type.Integer({ minimum: 0, description: "position of the actor that takes" }),
      kind: TEXT,
      capacity: COUNT,
      drops: Type.Optional(Type.String({
        description: "what it does with messages that find no room, where it drops any",
      })),
      sidecar: Type.Optional(Type.Boolean({
        description: "whether its actors stand beside each other in the picture",
      })),
      partner: Type.Optional(Type.String({
        description: "channels of one partner between two actors are one edge in the picture",
      })),
      shown: Type.Optional(SHOWN),
      link: Type.Optional(Type.Object({
        key: TEXT,
        missing: Type.Optional(ROLE),
      }, about("of an edge from pod to pod: its match key, and which end no pod has shown"))),
    }, about("channel c0, c1, … by position"))),
    code: Type.Optional(code),
    rules: Type.Optional(rules),
  }, CLOSED),
);
