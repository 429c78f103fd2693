import { isMeeting, type NatsMeeting, readMeeting } from "../../telemetry/announce/nats_meeting.ts";
import { readOptions } from "../job.ts";
import { UsageError } from "../usage_error.ts";

/** Where a pod's page is, if nobody says otherwise. */
const POD_PORT = 9900;

const MAX_PORT = 65_535;

/** A pod, or a name that stands for several, as it was given. */
export type PodWord =
  | { readonly kind: "url"; readonly word: string; readonly url: URL }
  | { readonly kind: "meeting"; readonly word: string; readonly meeting: NatsMeeting }
  | { readonly kind: "name"; readonly word: string; readonly name: string; readonly port: number };

/** What a hub is asked for. */
export interface HubCommand {
  readonly pods: readonly PodWord[];
  /** The environment variables that hold read tokens: by the word of a pod, or by an empty one for all others. */
  readonly tokenVariables: ReadonlyMap<string, string>;
  readonly port?: number;
  readonly hostname?: string;
  readonly allowedHosts: readonly string[];
  readonly graph?: string;
  readonly recordDir?: string;
}

type HubLine = Omit<HubCommand, "pods">;

/**
 * Reads what follows `hub`; `undefined` if help is asked for.
 *
 * @throws {UsageError} if it makes no sense
 */
export function parseHub(args: readonly string[]): HubCommand | undefined {
  const read = readOptions<HubLine>("hub", args, {
    defaults: { tokenVariables: new Map(), allowedHosts: [] },
    valued: {
      "--port": (word) => ({ port: portOf("--port", word, 0) }),
      "--host": (hostname) => ({ hostname }),
      "--allow-host": (name, { allowedHosts }) => ({ allowedHosts: [...allowedHosts, name] }),
      "--name": (graph) => ({ graph }),
      "--record": (recordDir) => ({ recordDir }),
      "--token-env": (word, { tokenVariables }) => ({
        tokenVariables: new Map([...tokenVariables, tokenVariable(word)]),
      }),
    },
  });
  if (read === undefined) return undefined;
  const { options, rest } = read;
  if (rest.length === 0) {
    throw new UsageError(
      "Cannot show pods: none is given, as in hub 10.0.0.7:9900 10.0.0.8:9900, hub dns:shop.internal, or hub nats://10.0.0.2:4222",
    );
  }
  const pods = rest.map((word) => isMeeting(word) ? meetingWord(word) : podWord(word));
  const words = new Set(rest);
  for (const pod of options.tokenVariables.keys()) {
    if (pod === "" || words.has(pod)) continue;
    throw new UsageError(
      `Cannot read --token-env: "${pod}" is none of the pods, write it as it stands among them`,
    );
  }
  const meeting = pods.find(({ kind, word }) =>
    kind === "meeting" && !options.tokenVariables.has(word) && !options.tokenVariables.has("")
  );
  if (meeting !== undefined) {
    throw new UsageError(
      `Cannot look for pods at ${meeting.word}: pods and hubs know each other there by the read token of the pods, ` +
        `give the environment variable that has it: --token-env VARIABLE`,
    );
  }
  return { ...options, pods };
}

/** `VARIABLE`, or `POD=VARIABLE`. */
function tokenVariable(word: string): [pod: string, variable: string] {
  const sign = word.lastIndexOf("=");
  const variable = word.slice(sign + 1);
  if (!/^\w+$/.test(variable)) {
    throw new UsageError(
      `Cannot read --token-env "${word}": give the name of an environment variable, or POD=NAME`,
    );
  }
  return [sign < 0 ? "" : word.slice(0, sign), variable];
}

function meetingWord(word: string): PodWord {
  const { meeting, faults = [] } = readMeeting(word);
  const all = meeting?.page ? [...faults, '"page" is for pods, leave it out'] : faults;
  if (meeting === undefined || all.length > 0) {
    throw new UsageError(`Cannot look for pods at "${word}": ${all.join("; ")}`);
  }
  return { kind: "meeting", word, meeting };
}

function podWord(word: string): PodWord {
  const [, name, port] = /^dns:([\w.-]+)(?::(\d+))?$/.exec(word) ?? [];
  if (name !== undefined) {
    return { kind: "name", word, name, port: portOf(word, port ?? String(POD_PORT), 1) };
  }
  const text = /^https?:\/\//.test(word) ? word : `http://${word}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || word.startsWith("dns:") || url.username !== "" || url.search !== "") {
    throw new UsageError(
      `Cannot show pod "${word}": that is no address, give host:port, http://host:port/path/, dns:name:port or nats://host:port`,
    );
  }
  // Without a port, a plain address means that of a pod.
  if (url.port === "" && text !== word) url.port = String(POD_PORT);
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return { kind: "url", word, url };
}

function portOf(where: string, word: string, least: number): number {
  const port = Number(word);
  if (/^\d+$/.test(word) && port >= least && port <= MAX_PORT) return port;
  throw new UsageError(
    `Cannot read the port of ${where}: "${word}" is no whole number from ${least} to ${MAX_PORT}`,
  );
}
