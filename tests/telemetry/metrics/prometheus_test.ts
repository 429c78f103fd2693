/** A real Prometheus scrapes a real graph and evaluates the rules; where none is installed, the reason is printed. */
import { assert, assertEquals } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { serveTelemetry } from "@steady-state/deno/telemetry";
import { collector, counter } from "../../fixtures/plain_actors.ts";
import { within } from "../../fixtures/watch.ts";

const PROMETHEUS = "prometheus";

async function isInstalled(): Promise<boolean> {
  try {
    return (await new Deno.Command(PROMETHEUS, { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}

const installed = await isInstalled();
if (!installed) {
  console.log(`No ${PROMETHEUS} here (apt-get install prometheus): its test is left out.`);
}

/** A free port. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

class Prometheus implements AsyncDisposable {
  readonly #folder: string;
  readonly #url: string;
  readonly #child: Deno.ChildProcess;

  private constructor(folder: string, url: string, child: Deno.ChildProcess) {
    this.#folder = folder;
    this.#url = url;
    this.#child = child;
  }

  static async start(target: string, path: string, rules: string): Promise<Prometheus> {
    const folder = await Deno.makeTempDir();
    await Deno.writeTextFile(`${folder}/rules.yml`, rules);
    await Deno.writeTextFile(
      `${folder}/prometheus.yml`,
      `global: { scrape_interval: 250ms, scrape_timeout: 250ms, evaluation_interval: 250ms }
rule_files: [rules.yml]
scrape_configs:
  - job_name: steady
    metrics_path: ${path}
    params: { hist: ["1"] }
    static_configs: [{ targets: ["${target}"] }]
`,
    );
    const address = `127.0.0.1:${freePort()}`;
    const child = new Deno.Command(PROMETHEUS, {
      args: [
        `--config.file=${folder}/prometheus.yml`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=${address}`,
        "--log.level=error",
      ],
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    return new Prometheus(folder, `http://${address}`, child);
  }

  async #get(path: string): Promise<unknown> {
    const response = await fetch(this.#url + path).catch(() => undefined);
    if (!response?.ok) return void await response?.body?.cancel();
    return (await response.json()).data;
  }

  /** The series of a query, once there are some. */
  async query(expression: string): Promise<readonly Series[]> {
    for (;;) {
      const path = `/api/v1/query?query=${encodeURIComponent(expression)}`;
      const found = await this.#get(path) as { result: readonly Series[] } | undefined;
      if (found !== undefined && found.result.length > 0) return found.result;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** What it says of the target and of the rules. */
  async health(): Promise<string[]> {
    const { activeTargets } = await this.#get("/api/v1/targets") as {
      activeTargets: { health: string; lastError: string }[];
    };
    const { groups } = await this.#get("/api/v1/rules") as {
      groups: { rules: { name: string; health: string; lastError?: string }[] }[];
    };
    return [
      ...activeTargets.map(({ health, lastError }) => `${health} ${lastError}`),
      ...groups.flatMap(({ rules }) => rules).map(({ name, health, lastError = "" }) =>
        `${name} ${health} ${lastError}`
      ),
    ];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
    await Deno.remove(this.#folder, { recursive: true });
  }
}

Deno.test({
  name: `a real Prometheus scrapes a graph, and its rules can be evaluated${
    installed ? "" : " (no Prometheus is installed)"
  }`,
  ignore: !installed,
  async fn() {
    await using graph = new Graph("scraped");
    const { tx, rx } = graph.channel("numbers", u32, { capacity: 64 });
    graph.actor("COUNTER", counter, { ports: { numbers: tx }, instance: 1 })
      .actor("COLLECTOR", collector, { ports: { numbers: rx } });
    await using telemetry = await serveTelemetry(graph.telemetry, { port: 0 });
    await graph.start();
    const rules = await (await fetch(new URL("/prometheus-alerts.yml", telemetry.url))).text();
    const target = `127.0.0.1:${telemetry.port}`;
    await using prometheus = await Prometheus.start(target, "/metrics", rules);
    const query = (expression: string) =>
      within(prometheus.query(expression), `an answer to ${expression}`, 30_000);

    const [rate] = await query("rate(steady_channel_sent_messages_total[5s]) > 0");
    assertEquals(rate!.metric.channel, "numbers");
    const [up] = await query('steady_actor_up{actor="COUNTER",instance_no="1"}');
    assertEquals(up!.value[1], "1");
    const [p99] = await query(
      "histogram_quantile(0.99, rate(steady_channel_latency_seconds_bucket[5s])) > 0",
    );
    assert(Number(p99!.value[1]) > 0);
    const health = await prometheus.health();
    assertEquals(health[0], "up ");
    assertEquals(health.length, 1 + rules.match(/- alert:/g)!.length);
    for (const said of health.slice(1)) assert(/ (ok|unknown) $/.test(said), said);
    await graph.stop();
  },
});
