import { assert, assertEquals } from "@std/assert";
import { within } from "../../fixtures/watch.ts";

/** A point of OTLP's JSON, as far as it is looked at here. */
interface Point {
  readonly attributes: readonly { readonly key: string; readonly value: { stringValue: string } }[];
  readonly asDouble?: number;
  readonly count?: string;
  readonly explicitBounds?: readonly number[];
}

interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly sum?: { readonly dataPoints: readonly Point[]; readonly isMonotonic: boolean };
  readonly histogram?: { readonly dataPoints: readonly Point[] };
}

const MOST_EXPORTS = 100;

interface Export {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly {
      readonly scope: { readonly name: string };
      readonly metrics: readonly Metric[];
    }[];
  }[];
}

/** The points of the metric by that name. */
function pointsOf(metrics: readonly Metric[], name: string): readonly Point[] {
  const metric = metrics.find((metric) => metric.name === name);
  return (metric?.sum ?? metric?.histogram)?.dataPoints ?? [];
}

/** Whether something was sent by then, and taken, and measured: what comes late on a slow machine. */
function hasAll(metrics: readonly Metric[]): boolean {
  const sent = pointsOf(metrics, "actor.channel.messages").map(({ asDouble = 0 }) => asDouble);
  return Math.max(0, ...sent) > 0 && pointsOf(metrics, "actor.channel.latency").length > 0;
}

/**
 * Runs the program with a collector of OTLP's next to it, until two exports have all there is to tell, or so many have not; the
 * metrics of each export.
 */
async function exportsOf(program: URL): Promise<{ exports: Metric[][]; stdout: string }> {
  const exports: Metric[][] = [];
  const enough = Promise.withResolvers<void>();
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const text = await request.text();
      if (new URL(request.url).pathname === "/v1/metrics") {
        const { resourceMetrics } = JSON.parse(text) as Export;
        const scopes = resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics);
        const own = scopes.filter(({ scope }) => scope.name === "@steady-state/deno");
        const metrics = own.flatMap(({ metrics }) => metrics);
        // At its end the process exports once more what it was told, and nothing is read any more.
        if (metrics.some(({ name }) => name === "actor.turns")) exports.push(metrics);
        if (exports.filter(hasAll).length >= 2) enough.resolve();
        // What has not come by now never comes: the comparison below says what is missing.
        if (exports.length === MOST_EXPORTS) enough.resolve();
      }
      return Response.json({});
    },
  );
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--no-check", "--quiet", program.href],
    env: {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${server.addr.port}`,
      OTEL_METRIC_EXPORT_INTERVAL: "250",
    },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  try {
    await within(Promise.race([enough.promise, output]), "the exports", 30_000);
    await child.stdin.close();
    await within(output, "the end of the program", 30_000);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  const { code, stdout, stderr } = await output;
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return { exports, stdout: new TextDecoder().decode(stdout) };
}

Deno.test("OTEL_DENO=true exports the figures of actors and channels to a collector", async () => {
  const program = new URL("../fixtures/exported_program.ts", import.meta.url);
  const { exports, stdout } = await exportsOf(program);
  assert(exports.length >= 2, `${exports.length} exports`);
  const last = exports.at(-1)!;
  const units = Object.fromEntries(last.map(({ name, unit }) => [name, unit]));
  assertEquals(units, {
    "actor.busy.time": "s",
    "actor.blocked.time": "s",
    "actor.waiting.time": "s",
    "actor.outside.time": "s",
    "actor.turns": "{turn}",
    "actor.restarts": "{restart}",
    "actor.channel.messages": "{message}",
    "actor.channel.io": "By",
    "actor.channel.depth": "{message}",
    "actor.channel.capacity": "{message}",
    "actor.channel.latency": "s",
  });
  const attributesOf = ({ attributes }: Point) =>
    Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));

  const actors = pointsOf(last, "actor.turns").map(attributesOf);
  assertEquals(actors.toSorted((a, b) => a["actor.name"]! < b["actor.name"]! ? -1 : 1), [
    { "actor.graph": "exported", "actor.name": "COLLECTOR" },
    { "actor.graph": "exported", "actor.name": "COUNTER", "actor.instance": "3" },
  ]);
  const sentIn = (metrics: readonly Metric[]) =>
    pointsOf(metrics, "actor.channel.messages")
      .find((point) => attributesOf(point)["actor.channel.direction"] === "send")!.asDouble!;
  const sent = exports.map(sentIn);
  assert(sent.every((count, i) => i === 0 || count >= sent[i - 1]!), String(sent));
  assert(sent.at(-1)! > 0 && sent.at(-1)! <= Number(stdout), `${sent.at(-1)} of ${stdout}`);
  const [bytes] = pointsOf(last, "actor.channel.io");
  assertEquals(bytes!.asDouble, sent.at(-1)! * 4);
  const [latency] = pointsOf(last, "actor.channel.latency");
  assert(Number(latency!.count) > 0);
  assertEquals(latency!.explicitBounds!.length, 12);
});
