import { type HubWishes, serveHub } from "../../telemetry/hub/mod.ts";
import { printLine } from "../../printer.ts";
import { onEndSignal } from "../../signals.ts";
import { UsageError } from "../usage_error.ts";
import type { HubCommand, PodWord } from "./options.ts";

/**
 * Serves the page of many pods until a signal asks for the end, and resolves with the exit code.
 *
 * @throws {UsageError} if it makes no sense, or cannot be served there
 */
export async function showPods(command: HubCommand): Promise<number> {
  const { promise: end, resolve } = Promise.withResolvers<void>();
  const deafen = onEndSignal(() => resolve());
  try {
    await using hub = await begin(optionsOf(command));
    printLine(`The page of ${count(command.pods.length)} at ${hub.directions}`);
    await end;
    return 0;
  } finally {
    deafen();
  }
}

async function begin(options: HubWishes) {
  try {
    return await serveHub(options);
  } catch (error) {
    const isTheirs = [TypeError, RangeError, Deno.errors.AddrInUse, Deno.errors.AddrNotAvailable]
      .some((kind) => error instanceof kind);
    throw isTheirs ? new UsageError((error as Error).message) : error;
  }
}

function optionsOf(command: HubCommand): HubWishes {
  const { pods, port, hostname, allowedHosts, graph, recordDir } = command;
  const tokens = tokensOf(command);
  const tokenOf = ({ word }: PodWord): { readonly token?: string } => {
    const token = tokens.get(word) ?? tokens.get("");
    return token === undefined ? {} : { token };
  };
  return {
    pods: pods.flatMap((pod) => pod.kind === "url" ? [{ url: pod.url, ...tokenOf(pod) }] : []),
    names: pods.flatMap((pod) => {
      return pod.kind === "name" ? [{ name: pod.name, port: pod.port, ...tokenOf(pod) }] : [];
    }),
    meetings: pods.flatMap((pod) => {
      const { token } = tokenOf(pod);
      return pod.kind === "meeting" && token !== undefined ? [{ meeting: pod.meeting, token }] : [];
    }),
    allowedHosts,
    ...port !== undefined && { port },
    ...hostname !== undefined && { hostname },
    ...graph !== undefined && { graph },
    ...recordDir !== undefined && { record: { dir: recordDir } },
  };
}

/** The read tokens. A variable that is not set is a fault: the pod would refuse, again and again. */
function tokensOf({ tokenVariables }: HubCommand): ReadonlyMap<string, string> {
  const unset: string[] = [];
  const tokens = new Map<string, string>();
  for (const [pod, variable] of tokenVariables) {
    const token = Deno.env.get(variable)?.trim();
    if (token) tokens.set(pod, token);
    else unset.push(variable);
  }
  if (unset.length === 0) return tokens;
  throw new UsageError(
    `Cannot read the tokens of pods: ${unset.join(", ")} ${
      unset.length === 1 ? "is" : "are"
    } not set, set it in the environment of the hub`,
  );
}

function count(pods: number): string {
  return pods === 1 ? "1 pod" : `${pods} pods`;
}
