/** What Prometheus' own checker says of `/metrics` and of the rules; where it is not installed, the reason is printed. */
import { fileURLToPath } from "node:url";
import { assertEquals } from "@std/assert";
import { serveTelemetry } from "../../../src/telemetry/mod.ts";
import { FakeGraph } from "../fake_graph.ts";

const PROMTOOL = "promtool";
const STATIC = fileURLToPath(new URL("../../../static/", import.meta.url));
const ALERTS = `${STATIC}prometheus-alerts.yml`;
const RUST_NAMES = `${STATIC}prometheus-rust-names.yml`;

async function promtool(args: string[], input = ""): Promise<{ success: boolean; text: string }> {
  const child = new Deno.Command(PROMTOOL, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  return { success, text: new TextDecoder().decode(new Uint8Array([...stdout, ...stderr])) };
}

async function isInstalled(): Promise<boolean> {
  try {
    return (await promtool(["--version"])).success;
  } catch {
    return false;
  }
}

const installed = await isInstalled();
if (!installed) {
  console.log(`No ${PROMTOOL} here (apt-get install prometheus): its tests are left out.`);
}

function checkedTest(name: string, fn: () => Promise<void>): void {
  Deno.test({
    name: `promtool: ${name}${installed ? "" : " (no promtool is installed)"}`,
    ignore: !installed,
    fn,
  });
}

/** Fails with what promtool says, unless it has nothing to say against it. */
async function passes(args: string[], input?: string): Promise<string> {
  const { success, text } = await promtool(args, input);
  assertEquals([success, success ? "" : text], [true, ""]);
  return text;
}

checkedTest("/metrics is well-formed, and its names are as they should be", async () => {
  const graph = new FakeGraph('g "\\\n', ["a", "b"], [{ name: "c", from: 0, to: 1 }]);
  await using server = await serveTelemetry(graph.source, { port: 0 });
  for (const query of ["", "?hist=1", "?full=1"]) {
    const response = await fetch(new URL(`/metrics${query}`, server.url));
    assertEquals(await passes(["check", "metrics"], await response.text()), "", query);
  }
});

checkedTest("the rules are rules", async () => {
  await passes(["check", "rules", ALERTS, RUST_NAMES]);
});

/** Tests rules by a file of promtool's. */
async function testRules(rules: string, tests: object): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".yml" });
  try {
    // JSON is YAML.
    const text = JSON.stringify({ rule_files: [rules], evaluation_interval: "1m", tests: [tests] });
    await Deno.writeTextFile(path, text);
    await passes(["test", "rules", path]);
  } finally {
    await Deno.remove(path);
  }
}

const AT = 'job="steady",instance="h:9900",graph="shop"';

checkedTest("alerts are said without gaps, of actors with and without a number", async () => {
  const restarts = (labels: string) => ({
    series: `steady_actor_restarts_total{${AT},${labels}}`,
    values: "0+1x30",
  });
  const alert = (labels: Record<string, string>, actor: string) => ({
    exp_labels: {
      severity: "warning",
      job: "steady",
      instance: "h:9900",
      graph: "shop",
      ...labels,
    },
    exp_annotations: {
      summary: `${actor} of shop restarts again and again`,
      description: "10 restarts in ten minutes.",
    },
  });
  await testRules(ALERTS, {
    interval: "1m",
    input_series: [
      restarts('actor="PAYER",instance_no=""'),
      restarts('actor="WORKER",instance_no="3"'),
    ],
    alert_rule_test: [{
      eval_time: "20m",
      alertname: "SteadyStateActorRestarting",
      exp_alerts: [
        alert({ actor: "PAYER" }, "PAYER"),
        alert({ actor: "WORKER", instance_no: "3" }, "WORKER 3"),
      ],
    }],
  });
});

checkedTest(
  "an actor that is down is told of where its own graph runs, at several places",
  async () => {
    const places = ["one", "two"].map((instance) =>
      `job="steady",instance="${instance}",graph="shop"`
    );
    await testRules(ALERTS, {
      interval: "1m",
      input_series: places.flatMap((at, index) => [
        { series: `steady_actor_up{${at},actor="A",instance_no=""}`, values: "0x10" },
        { series: `steady_actor_restarts_total{${at},actor="A",instance_no=""}`, values: "1x10" },
        // The second is stopping: whoever is down there is meant to be.
        { series: `steady_graph_liveliness{${at},state="running"}`, values: `${1 - index}x10` },
      ]),
      alert_rule_test: [{
        eval_time: "5m",
        alertname: "SteadyStateActorDown",
        exp_alerts: [{
          exp_labels: {
            severity: "critical",
            job: "steady",
            instance: "one",
            graph: "shop",
            actor: "A",
          },
          exp_annotations: {
            summary: "A of shop is down",
            description: "It has been down for a minute while its graph runs. Its log tells why.",
          },
        }],
      }],
    });
  },
);

checkedTest("the names of steady_state for Rust have its values", async () => {
  const channel = `${AT},channel="c",lane="",from="A",to="B",type="u32"`;
  const actor = (name: string, number: string) => `${AT},actor="${name}",instance_no="${number}"`;
  const rust = `${AT},actor="A",actor_name="A",actor_suffix="1",instance_no="1"`;
  await testRules(RUST_NAMES, {
    interval: "15s",
    input_series: [
      { series: `steady_channel_depth_messages{${channel}}`, values: "32x40" },
      { series: `steady_channel_capacity_messages{${channel}}`, values: "64x40" },
      { series: `steady_channel_taken_messages_total{${channel}}`, values: "0+240x40" },
      { series: `steady_actor_busy_seconds_total{${actor("A", "1")}}`, values: "0+7.5x40" },
      { series: `steady_actor_busy_seconds_total{${actor("B", "")}}`, values: "0+2.5x40" },
      { series: `steady_actor_restarts_total{${actor("A", "1")}}`, values: "3x40" },
    ],
    promql_expr_test: [
      ["inflight", [[`inflight{${channel}}`, 32]]],
      ["avg_rate", [[`avg_rate{${channel}}`, 16]]],
      ["avg_filled", [[`avg_filled{${channel}}`, 50]]],
      ["avg_latency", [[`avg_latency{${channel}}`, 2e6]]],
      ["graph_node_restarts", [[`graph_node_restarts{${rust}}`, 3]]],
      ['avg_mCPU{actor_name="A"}', [[`avg_mCPU{${rust}}`, 512]]],
      ['avg_load{actor_name="A"}', [[`avg_load{${rust}}`, 75]]],
    ].map(([expr, samples]) => ({
      expr,
      eval_time: "10m",
      exp_samples: (samples as [string, number][]).map(([labels, value]) => ({ labels, value })),
    })),
  });
});

/** What a panel of the dashboard asks for, where everything is selected. */
async function panelQuery(title: string): Promise<string> {
  const { panels } = JSON.parse(await Deno.readTextFile(`${STATIC}grafana.json`));
  const { targets: [{ expr }] } = panels.find((panel: { title: string }) => panel.title === title);
  return expr.replaceAll("$__rate_interval", "1m").replaceAll(/"\$\w+"/g, '".*"')
    .replaceAll('"[.*]"', '"[$1]"');
}

checkedTest(
  "the panel of the 99th percentile has the mean where there are no histograms",
  async () => {
    const query = await panelQuery("Latency of channels, 99th percentile");
    const of = (name: string, lane = "") => `${AT},channel="${name}",lane="${lane}"`;
    const counts = (name: string, lane = "") => [
      { series: `steady_channel_depth_messages{${of(name, lane)}}`, values: "32x40" },
      { series: `steady_channel_taken_messages_total{${of(name, lane)}}`, values: "0+240x40" },
    ];
    const bucket = (le: string) => ({
      series: `steady_channel_latency_seconds_bucket{${of("measured")},le="${le}"}`,
      values: "0+100x40",
    });
    await testRules(ALERTS, {
      interval: "15s",
      input_series: [
        ...counts("measured"),
        bucket("1"),
        bucket("+Inf"),
        ...counts("counted", "1"),
      ],
      promql_expr_test: [{
        expr: query,
        eval_time: "10m",
        exp_samples: [
          { labels: `{${AT},channel="measured"}`, value: 0.99 },
          {
            labels: `{${of("counted", "1")},estimate=" (mean: no histogram)",in_bundle="[1]"}`,
            value: 2,
          },
        ],
      }],
    });
  },
);
