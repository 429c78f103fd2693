import type { LinkRole } from "../../protocol/mod.ts";
import { FrameError } from "../frames/mod.ts";
import type { LinkArgs } from "../terms.ts";

/** Version of all that partners say to each other. Raise it when a frame changes its form or its meaning. */
export const LINK_PROTOCOL = 1;

/** What each end says of itself before anything else. */
export interface Hello {
  readonly protocol: number;
  readonly aqueduct: string;
  readonly role: LinkRole;
  readonly graph: string;
  readonly pod: string;
  readonly podId: string;
  readonly kind: string;
  readonly schema: string;
  readonly hash: string;
  readonly girth: number;
  /** The most payload of one message; 0 for messages of a fixed size. */
  readonly payloadBytes: number;
  /** The life of the sending ring; an ingress has none. */
  readonly epoch: string;
  /** What lets it in, where the other asks for that; of who connects. */
  readonly token: string;
}

/** How much of a schema is told: a handshake has four kilobytes. */
const SCHEMA_CHARACTERS = 400;
const POD_CHARACTERS = 200;
const NAME_CHARACTERS = 100;
/** … and of a partner's texts. */
const MOST_CHARACTERS = 400;

/** What an end says of itself. */
export function helloOf(
  args: LinkArgs,
  { role, girth, epoch, token }: Pick<Hello, "role" | "girth" | "epoch" | "token">,
): Hello {
  const { aqueduct, graph, pod, podId, kind, schema, hash, payloadBytes } = args;
  return {
    protocol: LINK_PROTOCOL,
    aqueduct,
    role,
    graph: cut(graph, NAME_CHARACTERS),
    pod: cut(pod, POD_CHARACTERS),
    podId,
    kind: cut(kind, NAME_CHARACTERS),
    schema: cut(schema, SCHEMA_CHARACTERS),
    hash,
    girth,
    payloadBytes: payloadBytes === Infinity ? 0 : payloadBytes,
    epoch,
    token,
  };
}

function cut(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters - 1)}…`;
}

const TEXTS = [
  "aqueduct",
  "role",
  "graph",
  "pod",
  "podId",
  "kind",
  "schema",
  "hash",
  "epoch",
  "token",
] as const satisfies (keyof Hello)[];
const COUNTS = ["protocol", "girth", "payloadBytes"] as const satisfies (keyof Hello)[];

/**
 * Reads what a partner says of itself.
 *
 * @throws {FrameError} if it says no such thing
 */
export function readHello(json: Uint8Array): Hello {
  const said = parsed(json);
  // Of another protocol no more than its number is known.
  if (said.protocol !== LINK_PROTOCOL && isCount(said.protocol)) {
    return { ...NOTHING, protocol: said.protocol, pod: textIn(said.pod, POD_CHARACTERS) };
  }
  const wrong = [
    ...TEXTS.filter((name) => typeof said[name] !== "string"),
    ...COUNTS.filter((name) => !isCount(said[name])),
  ];
  if (wrong.length > 0 || (said.role !== "egress" && said.role !== "ingress")) {
    throw new FrameError(`it has said no ${wrong[0] ?? "role"} of itself`);
  }
  // What a stranger calls the life of its ring, and itself, is kept in a state, and may be no longer than that holds.
  if (!/^[0-9a-f-]{0,36}$/.test(said.epoch as string)) {
    throw new FrameError("it has said an epoch that is none");
  }
  const texts = TEXTS.map((name) => [
    name,
    name === "token" ? said[name] : textIn(said[name], MOST_CHARACTERS),
  ]);
  return { ...said as unknown as Hello, ...Object.fromEntries(texts) };
}

const NOTHING: Hello = {
  protocol: 0,
  aqueduct: "",
  role: "egress",
  graph: "",
  pod: "",
  podId: "",
  kind: "",
  schema: "",
  hash: "",
  girth: 0,
  payloadBytes: 0,
  epoch: "",
  token: "",
};

/** Reads why a partner refuses. */
export function readRefusal(json: Uint8Array): string {
  return textIn(parsed(json).reason) || "it does not say why";
}

function parsed(json: Uint8Array): Record<string, unknown> {
  let said: unknown;
  try {
    said = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json));
  } catch {
    throw new FrameError("it has said something that is no JSON");
  }
  if (typeof said === "object" && said !== null) return said as Record<string, unknown>;
  throw new FrameError("it has said nothing of itself");
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && value as number >= 0;
}

/** What a stranger has written, for people to read: in one line, and not endless. */
function textIn(value: unknown, most = 2000): string {
  return typeof value === "string" ? value.slice(0, most).replace(/\p{Cc}/gu, " ") : "";
}
