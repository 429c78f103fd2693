import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import { LEVEL_NAMES } from "../../static/words/levels.js";
import { FakeGraph } from "../telemetry/fake_graph.ts";
import { fourActors, thirtyActors } from "./busy_graphs.ts";
import {
  browserTest,
  isDrawn,
  nothingIsSelected,
  open,
  screenshot,
  shows,
  ticksOn,
} from "./pages.ts";

function calmPair(names: readonly string[] = ["from", "to"], graph = "pair"): FakeGraph {
  const fake = new FakeGraph(graph, names, [{ name: "c", from: 0, to: 1, capacity: 100 }]);
  for (const probe of fake.probes) probe.busy(Date.now());
  return fake;
}

browserTest("the page draws every actor and channel, and its numbers move", async () => {
  using busy = fourActors();
  await using server = await serveTelemetry(busy.graph.source, { port: 0 });
  await using opened = await open(server.url, { colorScheme: "dark", deviceScaleFactor: 2 });
  const { page, misdeeds } = opened;
  await isDrawn(page);
  assertEquals(await page.locator(".actor").count(), 4);
  assertEquals(await page.locator(".chan").count(), 3);
  assertEquals(
    await page.locator(".actor .name").allTextContents(),
    ["GENERATOR", "HEARTBEAT", "WORKER", "LOGGER"],
  );
  await shows(page, "#state", /Live/);
  await shows(page, "#figure-rate", /M$/);
  await shows(page, "#a0 .load", /^\d+% busy$/);
  await shows(page, "#a0 .aside", /% blocked/);
  await shows(page, "#a3 .status", /fizz 33/);
  await shows(page, "#c0 .rate", /M\/s · 8\d%/);
  await shows(page, "#c0.v2 .under", /M sent/);
  const total = await page.locator("#c0 .under").textContent();
  await page.locator("#c0 .under").filter({ hasNotText: total! }).waitFor();
  const widths = await page.locator("#a0 .bar").evaluateAll((bars) =>
    bars.map((bar) => Number(bar.getAttribute("width")))
  );
  // The actor waits for nothing outside.
  const shares = widths.slice(1);
  assertEquals(shares.splice(1, 1), [0]);
  assert(shares.every((width) => width > 0), `bar of ${widths}`);
  await screenshot(page, "four-dark.png");
  assertEquals(misdeeds, { console: [], strangers: [], violations: [] });
});

browserTest("thirty actors are drawn, light and dark", async () => {
  using busy = thirtyActors();
  await using server = await serveTelemetry(busy.graph.source, { port: 0 });
  for (const colorScheme of ["light", "dark"] as const) {
    await using opened = await open(server.url, { colorScheme, deviceScaleFactor: 2 });
    const { page, misdeeds } = opened;
    await isDrawn(page);
    await shows(page, "#figure-attention", /^1$/);
    await page.locator("#a23.v3").waitFor();
    if (colorScheme === "light") await page.locator("#a23").click();
    await screenshot(page, `thirty-${colorScheme}.png`);
    assertEquals(misdeeds, { console: [], strangers: [], violations: [] });
  }
});

// Resolves, twenty ticks later, to the kinds of change that the drawing went through.
const WATCH_TICKS = `new Promise((resolve) => {
  const seen = new Set();
  const tick = () => Number(document.querySelector("#pulse").textContent.split(" ")[1]);
  const stop = tick() + 20;
  const kind = ({ type, target, attributeName }) => {
    if (type === "childList") return target.tagName === "text" ? "text" : "built " + target.tagName;
    const moves = ["transform", "d"].includes(attributeName) && !target.matches(".mark");
    return moves ? "moved " + target.outerHTML : "attribute";
  };
  new MutationObserver((records) => {
    for (const record of records) seen.add(kind(record));
    if (tick() >= stop) resolve([...seen]);
  }).observe(document.querySelector("#graph"), { subtree: true, childList: true, attributes: true });
})`;

browserTest("ticks change numbers and never the drawing", async () => {
  using busy = fourActors();
  await using server = await serveTelemetry(busy.graph.source, { port: 0, rateHz: 20 });
  await using opened = await open(server.url);
  const { page } = opened;
  await isDrawn(page);
  // Until every line of the page that shows up later is there: each takes room from the picture.
  const place = () => page.locator("#graph .world").getAttribute("transform");
  for (let before: string | null = ""; before !== await place();) {
    before = await place();
    await ticksOn(page);
  }
  const changes = await page.evaluate<string[]>(WATCH_TICKS);
  assertEquals(changes.sort(), ["attribute", "text"]);
});

browserTest("an edge that runs full turns critical, and its reader with it", async () => {
  const graph = calmPair();
  await using server = await serveTelemetry(graph.source, { port: 0 });
  await using opened = await open(server.url);
  const { page } = opened;
  await isDrawn(page);
  await page.locator("#c0.v0").waitFor({ state: "attached" });
  const look = () =>
    page.evaluate<Record<string, string>>(`(() => {
      const { stroke, strokeDasharray } = getComputedStyle(document.querySelector("#c0 .line"));
      return { stroke, strokeDasharray };
    })()`);
  const calm = await look();
  graph.send(0, 100);
  await page.locator("#c0.v3").waitFor({ state: "attached" });
  await page.locator("#a1.v3").waitFor();
  await shows(page, "#c0 .rate", /100%/);
  await shows(page, "#figure-attention.v3", /^1$/);
  await shows(page, "#announce", /Critical: to/);
  const critical = await look();
  assertNotEquals(critical.stroke, calm.stroke);
  assertNotEquals(critical.strokeDasharray, calm.strokeDasharray);
  graph.take(0, 100);
  await page.locator("#c0.v0").waitFor({ state: "attached" });
});

browserTest("a crash is told in the log, with its stack, and counted on the node", async () => {
  const graph = calmPair();
  graph.tell({ subject: "from", what: "started" });
  await using server = await serveTelemetry(graph.source, { port: 0 });
  await using opened = await open(server.url);
  const { page } = opened;
  await isDrawn(page);
  // All of life stands beside what is selected.
  await page.locator("#a1").click();
  graph.tell({ subject: "to", what: "crashed", detail: "Error: no luck\n    at to.ts:7:1" });
  graph.restarts[1] = 1;
  graph.tell({ subject: "to", what: "restarted" });
  graph.tell({ subject: "from", what: "veto", detail: "three letters to write" });
  await shows(page, "#life .life-veto", /from refused to stop\s*three letters to write/);
  await shows(page, "#life .life-restarted", /to restarted/);
  await page.locator("#life .life-crashed .marked.v3").waitFor();
  await shows(page, "#life .life-crashed", /to crashed\s*Error: no luck/);
  await page.locator("#life .life-crashed summary").click();
  await shows(page, "#life .life-crashed pre", /at to\.ts:7:1/);
  await page.locator("#a1.v3").waitFor();
  await shows(page, "#a1 text.again", /^1$/);
  await page.locator("#a1 path.again").waitFor();
  await page.locator("#a1 .mark").waitFor();
  await shows(page, "#figure-restarts", /^1$/);
});

browserTest(
  "the log tells how an actor crashed, what was decided, and what was given up",
  async () => {
    const graph = calmPair();
    await using server = await serveTelemetry(graph.source, { port: 0 });
    await using opened = await open(server.url);
    const { page } = opened;
    await isDrawn(page);
    await page.locator("#a1").click();
    graph.tell({ subject: "to", what: "suspected", detail: "no progress for 0.5 s" });
    await shows(page, "#life .life-suspected", /to may hang\s*no progress for 0\.5 s$/);
    const crash = {
      generation: 4,
      cause: "throw",
      decision: "restart",
      delayMs: 19.2,
      siblings: [],
    } as const;
    graph.tell({
      subject: "to",
      what: "crashed",
      detail: "Error: no luck\n    at to.ts:7:1",
      crash,
    });
    await shows(
      page,
      "#life li:first-child",
      /no luckgeneration 4 · it threw · starts again in 20 ms/,
    );
    const hang = {
      generation: 5,
      cause: "hang",
      decision: "restart",
      delayMs: 0,
      siblings: [],
    } as const;
    graph.tell({
      subject: "to",
      what: "crashed",
      detail: "    at spin.ts:1:1\n    at a",
      crash: hang,
    });
    await shows(
      page,
      "#life li:first-child",
      /to hung\s*at spin\.ts:1:1generation 5 · starts again/,
    );
    await page.locator("#life li:first-child summary").click();
    await shows(page, "#life li:first-child pre", /at spin\.ts:1:1\s*at a$/);
    const end = { ...hang, decision: "zombie" } as const;
    graph.tell({ subject: "to", what: "crashed", detail: "Error: it cannot be ended", crash: end });
    await shows(page, "#life li:first-child", /to is a zombie\s*Error: it.*its thread lives on$/);
    graph.tell({ subject: "to", what: "deadLetter", detail: "message 7 of port in: 3 deaths" });
    await shows(page, "#life .life-deadLetter", /to gave a message up\s*message 7 of port in/);
    graph.tell({ subject: "to", what: "restarted", detail: "generation 6" });
    await shows(page, "#life .life-restarted", /to restarted · generation 6$/);
    await shows(page, "#life-count", /^3 crashed · 1 dead letter$/);
  },
);

browserTest(
  "details tell exact figures of what is selected, by mouse and by keyboard",
  async () => {
    const graph = calmPair();
    graph.send(0, 1_234_567);
    graph.take(0, 1_234_500);
    await using server = await serveTelemetry(graph.source, { port: 0 });
    await using opened = await open(server.url);
    const { page } = opened;
    await isDrawn(page);
    await page.locator("#c0 .hit").click({ force: true });
    await shows(page, "#details h2", /^c/);
    await shows(page, "#details .rows", /sent in all1,234,567/);
    await shows(page, "#details .rows", /in the channel67/);
    await page.locator("#details .links button").filter({ hasText: "to to" }).click();
    await shows(page, "#details h2", /^to/);
    await page.locator("#a1[data-selected]").waitFor();
    await page.keyboard.press("Escape");
    await nothingIsSelected(page);
    await page.locator("#a0").focus();
    await page.keyboard.press("Enter");
    await shows(page, "#details h2", /^from/);
    graph.probes[0]!.setStatus("on my way");
    await shows(page, "#details .rows", /statuson my way/);
  },
);

browserTest("the table says what the graph says, worst first", async () => {
  using busy = fourActors();
  await using server = await serveTelemetry(busy.graph.source, { port: 0 });
  await using opened = await open(server.url, { colorScheme: "light" });
  const { page } = opened;
  await isDrawn(page);
  await page.locator("#c0.v2").waitFor({ state: "attached" });
  await page.locator("#show-table").click();
  await shows(page, "tbody tr:first-child", /WORKERhigh/);
  await shows(page, ".table:nth-of-type(2) tbody tr:first-child", /numbershigh8\d%/);
  await page.locator("thead button").filter({ hasText: "Actor" }).click();
  await shows(page, "tbody tr:first-child", /GENERATOR/);
  await page.locator("tr[data-id=a2] button").press("Enter");
  await shows(page, "#details h2", /WORKER/);
  await screenshot(page, "table-light.png");
});

browserTest("each view opens by its own key, which the list of keys and its tip name", async () => {
  await using server = await serveTelemetry(calmPair().source, { port: 0 });
  await using opened = await open(server.url);
  const { page } = opened;
  await isDrawn(page);
  const buttons = page.locator(".switch [data-view]");
  await page.keyboard.press("?");
  const help = String(await page.locator("#help[open] .keys").textContent());
  await page.keyboard.press("Escape");
  const views: { view: string; key: string; title: string }[] = [];
  for (const button of await buttons.all()) {
    const of = async (name: string) => String(await button.getAttribute(name));
    views.push({
      view: await of("data-view"),
      key: await of("data-key"),
      title: await of("title"),
    });
  }
  assert(views.length >= 4);
  assertEquals(new Set(views.map(({ key }) => key)).size, views.length);
  for (const { view, key, title } of views.toReversed()) {
    assert(title.endsWith(`( ${key} )`), title);
    await page.keyboard.press(key);
    await page.locator(`[data-view="${view}"][aria-pressed="true"]`).waitFor();
    assertEquals(await buttons.and(page.locator('[aria-pressed="true"]')).count(), 1);
    assert(await page.locator(`#${view}-view`).isVisible(), view);
  }
  assert(help.includes(views.map(({ key }) => key).join("")), help);
});

browserTest("the legend has every level, with its mark", async () => {
  await using server = await serveTelemetry(calmPair().source, { port: 0 });
  await using opened = await open(server.url);
  const { page } = opened;
  await isDrawn(page);
  for (const [level, name] of LEVEL_NAMES.entries()) {
    await shows(page, `#legend .marked.v${level}`, new RegExp(`^${name}$`));
  }
});

browserTest("hostile names are shown as they are, and are never markup", async () => {
  const names = [
    `"><img src=x onerror=alert(1)>`,
    `</text><script>alert(2)</script>`,
    `back\\slash \\N`,
    `two\nlines`,
    `\u202Eright to left`,
    "x".repeat(500),
  ];
  const graph = new FakeGraph(
    `<b>bold</b>`,
    names,
    names.map((name, to) => ({ name, from: 0, to, kind: `<i>` })),
  );
  for (const [index, probe] of graph.probes.entries()) probe.setStatus(names[index]!.slice(0, 70));
  for (const name of names) {
    graph.tell({ subject: name, what: "crashed", detail: `${name}\n${name}` });
  }
  await using server = await serveTelemetry(graph.source, { port: 0 });
  await using opened = await open(server.url);
  const { page, misdeeds } = opened;
  for (const name of names) {
    graph.tell({ subject: name, what: "crashed", detail: `${name}\n${name}` });
  }
  await isDrawn(page);
  assertEquals(await page.locator(".actor").count(), names.length);
  await shows(page, ".actor .name", /onerror/);
  await shows(page, "#graph-name", /<b>bold/);
  await page.locator("#a1").click();
  await shows(page, "#life .subject", /<img src=x/);
  await shows(page, "#details h2", /<script>/);
  await page.locator("#show-table").click();
  await shows(page, "tbody", /<script>/);
  assertEquals(
    await page.locator("body img, body script, body b, svg a, body i:not([class])").count(),
    1,
  );
  const overflow = await page.locator(".actor .name").last().textContent();
  assert(overflow!.length < 60 && /^x+…x+$/.test(overflow!), overflow!);
  assertEquals(misdeeds, { console: [], strangers: [], violations: [] });
});

browserTest(
  "after an orderly stop the page says so, and takes up the next graph by itself",
  async () => {
    const first = calmPair(["old one", "old two"], "first");
    const server = await serveTelemetry(first.source, { port: 0 });
    await using opened = await open(server.url);
    const { page } = opened;
    await isDrawn(page);
    first.tell({ subject: "old one", what: "started" });
    await shows(page, "#life", /old one started/);
    await page.locator("#a1").click();
    first.send(0, 7);
    first.lifecycle = "stopping";
    await shows(page, "#state", /Stopping/);
    first.lifecycle = "stopped";
    await server.close();
    await shows(page, "#state", /Stopped/);
    await shows(page, "#c0 .under", /^7 sent$/);

    const next = new FakeGraph("second", ["new", "newer", "newest"], []);
    await using _server = await serveTelemetry(next.source, { port: server.port });
    await shows(page, "#graph-name", /second/);
    await isDrawn(page);
    assertEquals(await page.locator(".actor .name").allTextContents(), ["new", "newer", "newest"]);
    await shows(page, "#state", /Live/);
    await nothingIsSelected(page);
    assertEquals(await page.locator("#life li").count(), 0);
  },
);

browserTest(
  "when the program dies the page waits for it, and keeps the drawing if it is the same graph",
  async () => {
    const program = await serveGraph(0, "mortal", ["a", "b"]);
    await using opened = await open(program.url);
    const { page } = opened;
    await isDrawn(page);
    await program.kill();
    await shows(page, "#state", /Reconnecting/);
    const port = Number(new URL(program.url).port);
    const drawing = await page.locator("#a1").elementHandle();
    await page.locator("#a1").click();
    const same = await serveGraph(port, "mortal", ["a", "b"]);
    await shows(page, "#state", /Live/);
    assertEquals(await drawing!.evaluate((element) => element.isConnected), true);
    await shows(page, "#details h2", /^b/);
    await same.kill();
    await shows(page, "#state", /Reconnecting/);
    const other = await serveGraph(port, "mortal", ["a", "b", "c"]);
    await page.locator("#a2").waitFor();
    await other.kill();
  },
);

async function serveGraph(port: number, name: string, actors: readonly string[]) {
  const script = fileURLToPath(new URL("./fixtures/serve_graph.ts", import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-net=127.0.0.1", script, String(port), name, ...actors],
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const url = (await lines.read()).value!.trim();
  const kill = async () => {
    child.kill("SIGKILL");
    await child.status;
    await lines.cancel();
  };
  return { url, kill };
}

browserTest("the theme follows the system, until the button says otherwise", async () => {
  await using server = await serveTelemetry(calmPair().source, { port: 0 });
  await using opened = await open(server.url, { colorScheme: "light" });
  const { page } = opened;
  const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
  const light = await background();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await background();
  assertNotEquals(dark, light);
  await page.locator("#theme").click();
  assertEquals(await background(), light);
  await page.reload();
  assertEquals(await background(), light);
});

browserTest("the page fits a telephone, without scrolling sideways", async () => {
  using busy = fourActors();
  await using server = await serveTelemetry(busy.graph.source, { port: 0 });
  await using opened = await open(server.url, {
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    colorScheme: "dark",
  });
  const { page } = opened;
  await isDrawn(page);
  await shows(page, "#c0 .rate", /M\/s/);
  assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 390);
  await screenshot(page, "four-390.png", true);
});

browserTest("pan, zoom and fit move the picture", async () => {
  await using server = await serveTelemetry(calmPair().source, { port: 0 });
  await using opened = await open(server.url);
  const { page } = opened;
  await isDrawn(page);
  const view = () => page.locator(".world").getAttribute("transform");
  const whole = await view();
  await page.mouse.move(200, 650);
  await page.mouse.down();
  await page.mouse.move(260, 600, { steps: 4 });
  await page.mouse.up();
  const panned = await view();
  assertNotEquals(panned, whole);
  await page.mouse.wheel(0, -300);
  await page.locator(`.world:not([transform="${panned}"])`).waitFor({ state: "attached" });
  await page.locator("#zoom-fit").click();
  assertEquals(await view(), whole);
});
