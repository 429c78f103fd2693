import { type ComparedTopology, topologyOfAnswer } from "../../codegen/compare/mod.ts";
import { UsageError } from "../usage_error.ts";

/**
 * What a graph says of itself that runs, and serves its telemetry there.
 *
 * @throws {UsageError} if it does not; it says why, and what to do
 */
export async function topologyOfRunning(
  page: URL,
  token: string | undefined,
): Promise<ComparedTopology> {
  const url = new URL("api/topology", page);
  const doing = `look at the graph at ${page.origin}${page.pathname}`;
  try {
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(30_000) });
    const text = await response.text();
    if (!response.ok) {
      const advice = response.status === 401 ? ", give its token by --token" : "";
      throw new TypeError(`it answers ${response.status} (${text.trim()})${advice}`);
    }
    return topologyOfAnswer(JSON.parse(text));
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new UsageError(`Cannot ${doing}: ${(error as Error).message}`);
  }
}
