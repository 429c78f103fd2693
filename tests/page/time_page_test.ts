import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { BrowserContext, Page } from "playwright-core";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import { FakeGraph } from "../telemetry/fake_graph.ts";
import { fourActors } from "./busy_graphs.ts";
import {
  browserTest,
  drop,
  isDrawn,
  nothingIsSelected,
  open,
  screenshot,
  shows,
  slideTo,
  ticksOn,
} from "./pages.ts";
import { recordingText } from "./playback/recordings.ts";

const CLEAN = { console: [], strangers: [], violations: [] };

function calmPair(graph = "pair", names: readonly string[] = ["from", "to"]): FakeGraph {
  const fake = new FakeGraph(graph, names, [{ name: "c", from: 0, to: 1, capacity: 100 }]);
  for (const probe of fake.probes) probe.busy(Date.now());
  return fake;
}

/** How many clients the server counts. */
async function clientsOf(url: string): Promise<number> {
  const metrics = await (await fetch(new URL("metrics", url))).text();
  return Number(/telemetry_clients(?:\{[^}]*\})? (\d+)/.exec(metrics)![1]);
}

async function tickOf(page: Page): Promise<number> {
  return Number((await page.locator("#pulse").textContent())!.split(" ")[1]);
}

/** Resolves when something is so. */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2000; tries++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not reached: ${what}`);
}

/** Resolves when a server has kept so many ticks since `time`, to what it has kept. */
async function kept(url: string, ticks: number, time = 0): Promise<string> {
  let text = "";
  await until("ticks are kept", async () => {
    text = await (await fetch(new URL("api/replay", url))).text();
    const lines = text.trimEnd().split("\n").slice(1).map((line) => JSON.parse(line));
    return lines.filter(({ event, data }) => event === "tick" && data.t > time).length >= ticks;
  });
  return text;
}

// What the worker's and the pages' own visibility would be, if the browser had windows.
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate(`(() => {
    const state = ${hidden} ? "hidden" : "visible";
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
    document.dispatchEvent(new Event("visibilitychange"));
  })()`);
}

browserTest("eight tabs are all live, and the server has one client", async () => {
  await using server = await serveTelemetry(calmPair().source, { port: 0 });
  await using opened = await open(server.url);
  const context: BrowserContext = opened.page.context();
  const pages = [opened.page];
  while (pages.length < 8) {
    const page = await context.newPage();
    await page.goto(server.url);
    pages.push(page);
  }
  for (const page of pages) await shows(page, "#state", /^Live$/);
  const before = await Promise.all(pages.map(tickOf));
  await until("all tick", async () => {
    const after = await Promise.all(pages.map(tickOf));
    return after.every((tick, at) => tick > before[at]!);
  });
  assertEquals(await clientsOf(server.url), 1);
  for (const page of pages.slice(1)) await page.close();
  const tick = await tickOf(opened.page);
  await until("the last goes on", async () => await tickOf(opened.page) > tick + 5);
  assertEquals(opened.misdeeds, CLEAN);
});

browserTest("a browser without shared workers follows by itself", async () => {
  await using server = await serveTelemetry(calmPair().source, { port: 0 });
  await using opened = await open(server.url);
  await opened.page.addInitScript("delete globalThis.SharedWorker");
  await opened.page.reload();
  await shows(opened.page, "#state", /^Live$/);
  await shows(opened.page, "#pulse", /^tick \d+ · \d.* Hz · lag \d/);
});

browserTest(
  "a hidden page is told at most once a second, and all at once when it is seen again",
  async () => {
    await using server = await serveTelemetry(calmPair().source, { port: 0 });
    await using opened = await open(server.url);
    const { page } = opened;
    await isDrawn(page);
    const posted: string[] = [];
    page.context().on("request", (request) => posted.push(request.url()));
    await page.evaluate(`(() => {
    globalThis.told = 0;
    const onmessage = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
    const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (data) {
      if (data.taken) globalThis.told++;
      post.call(this, data);
    };
  })()`);
    await until("ticks", async () => await page.evaluate<number>("told") >= 10);
    await hide(page, true);
    await page.waitForTimeout(1500);
    const seen = () => page.evaluate<[number, number]>("[told, performance.now() / 1000]");
    const [before, from] = await seen();
    await until("three more frames", async () => (await seen())[0] >= before + 3);
    const [told, to] = await seen();
    assert(told - before <= to - from + 1, `${told - before} frames in ${to - from} s`);
    await hide(page, false);
    // Not all ten, where there are others who want the processors.
    await shows(page, "#pulse", /· ([4-9]|10|11)(\.\d)? Hz ·/);
  },
);

browserTest("the page stands still, goes back in time, plays, and is live again", async () => {
  const graph = calmPair();
  await using server = await serveTelemetry(graph.source, { port: 0 });
  await using opened = await open(server.url);
  const { page, misdeeds } = opened;
  await isDrawn(page);
  await shows(page, "#c0 .rate", /0%/);
  await page.waitForTimeout(1500);
  graph.send(0, 100);
  graph.tell({ subject: "to", what: "crashed", detail: "Error: no luck\n    at to.ts:7:1" });
  await page.locator("#c0.v3").waitFor({ state: "attached" });
  await shows(page, "#alerts-count.v3", /^2$/);
  await page.locator(".strip rect.v3").first().waitFor({ state: "attached" });
  await page.locator(".strip .crash").waitFor({ state: "attached" });
  await page.locator("#a1").click();
  await page.locator("#details .why-box summary").click();
  await shows(page, "#details .rules", /critical since .*above 95%, at \d+%/);
  await shows(page, "#details .crash", /to crashed\s*Error: no luck/);

  await page.waitForTimeout(2000);
  await page.keyboard.press("p");
  await shows(page, "#state", /^Paused at \d\d:\d\d:\d\d$/);
  graph.take(0, 100);
  await slideTo(page, 0.1);
  await page.locator("#c0.v0").waitFor({ state: "attached" });
  await shows(page, "#life", /^$/);
  assertEquals(await page.locator("#alerts-count").textContent(), "");
  await until("the address says when", () => Promise.resolve(/#.*t=\d+/.test(page.url())));
  await page.locator("#time-speed").selectOption("2");
  await page.locator("#time-run").click();
  await shows(page, "#state", /Playback .* · 2×/);
  await page.locator("#c0.v3").waitFor({ state: "attached" });
  await shows(page, "#life", /to crashed/);
  await page.keyboard.press("p");
  const standing = await page.locator("#time-moment").textContent();
  const slider = page.locator("#time-slider");
  const before = Number(await slider.inputValue());
  await page.keyboard.press(",");
  // One step back may be a moment at which all was well still.
  await until("a step back", async () => Number(await slider.inputValue()) < before);
  await page.keyboard.press("n");
  await shows(page, "#state", /^Live$/);
  await shows(page, "#pulse", /^tick/);
  const present = await tickOf(page);
  await until("a few ticks", async () => await tickOf(page) >= present + 3);
  // Ticks only say what changes, and nothing does.
  assertEquals(await page.locator("#c0.v0").count(), 1);
  assertMatch(standing!, /^\d\d:\d\d:\d\d$/);
  await page.locator("#a1[data-selected]").waitFor();
  assertEquals(misdeeds, CLEAN);
});

browserTest("a link with a moment opens the page at that moment", async () => {
  await using server = await serveTelemetry(calmPair().source, { port: 0 });
  await kept(server.url, 5);
  const moment = Date.now();
  await kept(server.url, 5, moment);
  await using opened = await open(`${server.url}#t=${moment}`);
  await shows(opened.page, "#state", /^Paused at/);
  const text = new Date(moment).toTimeString().slice(3, 8);
  await shows(opened.page, "#time-moment", new RegExp(`:${text}$`));
});

browserTest("the time bar goes as far back as the server does", async () => {
  const history = { fineMs: 1000, coarseMs: 2000 };
  await using server = await serveTelemetry(calmPair().source, { port: 0, history });
  await using opened = await open(server.url);
  const { page } = opened;
  const span = () =>
    page.locator("#time-slider").evaluate((slider) => {
      const input = slider as unknown as Record<"min" | "max", string>;
      return Number(input.max) - Number(input.min);
    });
  await until("the bar is as long as what is kept", async () => await span() >= 1990);
  await ticksOn(page);
  const ms = await span();
  assert(Math.abs(ms - 2000) < 10, `${ms} ms`);
});

browserTest("without history the page stands still, and says why it cannot go back", async () => {
  await using server = await serveTelemetry(calmPair().source, { port: 0, history: false });
  await using opened = await open(server.url);
  const { page } = opened;
  await isDrawn(page);
  await page.waitForTimeout(1200);
  await page.locator("#time-run").click();
  await shows(page, "#state", /^Paused at/);
  await slideTo(page, 0);
  await shows(page, "#time-fault", /^Cannot go back in time: the server keeps no history$/);
  await page.locator("#time-live").click();
  await shows(page, "#state", /^Live$/);
  await page.locator("#time-fault", { hasText: "Cannot" }).waitFor({ state: "detached" });
});

browserTest(
  "a recorded file plays, also when the server is gone; anything else is refused",
  async () => {
    const server = await serveTelemetry(calmPair().source, { port: 0 });
    await using opened = await open(server.url);
    const { page } = opened;
    await isDrawn(page);
    await server.close();
    await shows(page, "#state", /^Stopped$/);
    const life = {
      event: "life",
      data: { rev: 1, events: [{ n: 0, time: 1_001_000, subject: "to", what: "started" }] },
    };
    await drop(page, "holiday.ndjson", recordingText({ events: [life], graph: "taped" }));
    await shows(page, "#state", /^holiday\.ndjson · Paused at/);
    await shows(page, "#graph-name", /^taped$/);
    await isDrawn(page);
    await shows(page, "#a0 .load", /^0% busy/);
    await slideTo(page, 1);
    await shows(page, "#a0 .load", /^29% busy/);
    await shows(page, "#life", /to started/);
    await slideTo(page, 0);
    await page.locator("#time-on").click();
    await shows(page, "#a0 .load", /^1% busy/);
    await page.locator("#time-run").click();
    await shows(page, "#a0 .load", /^29% busy/);
    await shows(page, "#time-run", /^Play$/);
    await drop(page, "picture.png", "\u0089PNG");
    await shows(
      page,
      "#time-fault",
      /^Cannot play this as a recording: its first line does not begin/,
    );
  },
);

browserTest("a file that would break the page is refused, and the live page goes on", async () => {
  using busy = fourActors();
  await using server = await serveTelemetry(busy.graph.source, { port: 0 });
  await using opened = await open(server.url);
  const { page, misdeeds } = opened;
  await isDrawn(page);
  const goesOn = async () => {
    await shows(page, "#state", /^Live$/);
    const present = await tickOf(page);
    await until("a few ticks", async () => await tickOf(page) >= present + 3);
  };
  const short = recordingText().replaceAll(/"a":\[\[\d+,1\]/g, '"a":[null');
  await drop(page, "short.ndjson", short);
  await shows(
    page,
    "#time-fault",
    /^Cannot play .*: line 2 has something else than values in column a0$/,
  );
  await shows(page, "#graph-name", /^standard$/);
  await goesOn();
  await page.evaluate(`(() => {
    const file = new File(["{}"], "large.ndjson");
    Object.defineProperty(file, "size", { value: 312e6 });
    file.text = () => { throw new Error("it was read") };
    const data = { types: ["Files"], files: [file] };
    const event = new Event("drop", { bubbles: true, cancelable: true });
    document.body.dispatchEvent(Object.defineProperty(event, "dataTransfer", { value: data }));
  })()`);
  await shows(page, "#time-fault", /^Cannot play .*: it has 312MB, .* at most 200MB$/);
  await goesOn();
  assertEquals(misdeeds, CLEAN);
});

browserTest("what cannot be painted is said once, and the page stays alive", async () => {
  using busy = fourActors();
  await using server = await serveTelemetry(busy.graph.source, { port: 0 });
  await using opened = await open(server.url);
  const { page, misdeeds } = opened;
  await isDrawn(page);
  await page.evaluate(`performance.measure = () => { throw new Error("no luck") }`);
  await shows(page, "#time-fault", /^Cannot show all of this moment: no luck$/);
  const present = await tickOf(page);
  await until("a few ticks", async () => await tickOf(page) >= present + 3);
  await page.keyboard.press("p");
  await shows(page, "#state", /^Paused at/);
  assertEquals(misdeeds, CLEAN);
});

browserTest("the time bar tells both ends, and the moment that is shown", async () => {
  await using server = await serveTelemetry(calmPair().source, { port: 0 });
  await using opened = await open(server.url);
  const { page } = opened;
  await isDrawn(page);
  const from = new Date(2026, 0, 2, 3, 4, 5).getTime();
  await drop(page, "ends.ndjson", recordingText({ from, ticks: 41 }));
  await shows(page, "#state", /^ends/);
  await slideTo(page, 0.5);
  await shows(page, "#time-moment", /^03:04:07$/);
  assertEquals(await page.locator(".bound").allTextContents(), ["03:04:05", "03:04:09"]);
});

browserTest("a recording that the server gives can be played from a file", async () => {
  using busy = fourActors();
  await using server = await serveTelemetry(busy.graph.source, { port: 0 });
  // Another version has its libraries elsewhere: they are taken from the server that shows the page.
  const text = (await kept(server.url, 10))
    .replaceAll(/"vendor\/\w+\//g, '"/vendor/of-another-version/');
  assertMatch(text, /of-another-version\/uplot\.js/);
  await using opened = await open(server.url);
  const { page, misdeeds } = opened;
  await isDrawn(page);
  const path = await Deno.makeTempFile({ suffix: ".ndjson" });
  await Deno.writeTextFile(path, text);
  await page.locator("#time-file").setInputFiles(path);
  await shows(page, "#state", /\.ndjson · Paused at/);
  // The browser reads it only when the page asks for it.
  await Deno.remove(path);
  await slideTo(page, 1);
  await shows(page, "#a2 .load", /^\d+% busy/);
  await page.locator("#a2").click();
  await page.getByRole("tab", { name: "Charts" }).click();
  await page.locator(".charts canvas").first().waitFor();
  await page.locator("#time-live").click();
  await shows(page, "#state", /^Live$/);
  assertEquals(misdeeds, CLEAN);
});

browserTest(
  "another program at the same address is adopted, wherever in time the page is",
  async () => {
    const first = calmPair("first", ["old one", "old two"]);
    const server = await serveTelemetry(first.source, { port: 0 });
    await using opened = await open(server.url);
    const { page, misdeeds } = opened;
    await isDrawn(page);
    await page.locator("#a1").click();
    await page.keyboard.press("p");
    await shows(page, "#state", /^Paused/);
    await server.close();
    const next = new FakeGraph("second", ["new", "newer", "newest"], []);
    await using _next = await serveTelemetry(next.source, { port: server.port });
    await shows(page, "#graph-name", /^second$/);
    await shows(page, "#state", /^Live$/);
    await page.locator("#a2").waitFor();
    await nothingIsSelected(page);
    assertEquals(misdeeds.console.filter((line) => !/Failed to load resource/.test(line)), []);
  },
);

browserTest(
  "the alerts are listed, worst first, then those that are over; they lead to who it is",
  async () => {
    const graph = new FakeGraph("alerts", ["from", "to"], [
      { name: "calm", from: 0, to: 1, capacity: 100 },
      { name: "full", from: 0, to: 1, capacity: 100 },
    ]);
    await using server = await serveTelemetry(graph.source, { port: 0 });
    await using opened = await open(server.url, { colorScheme: "light" });
    const { page } = opened;
    await isDrawn(page);
    await page.locator("#show-alerts").click();
    await shows(page, "#alerts-view", /Nothing asks for attention/);
    graph.send(0, 60);
    graph.send(1, 100);
    await shows(
      page,
      "#alerts-view section:first-child tbody tr:nth-child(1)",
      /^criticalfull.*above 95%/,
    );
    await shows(
      page,
      "#alerts-view section:first-child tbody tr:nth-child(2)",
      /^watchcalm.*above 50%/,
    );
    await shows(page, "#alerts-count.v3", /^2$/);
    graph.take(1, 100);
    await shows(page, "#alerts-view section:last-child tbody", /criticalfull/);
    await shows(page, "#alerts-count.v1", /^1$/);
    await page.locator("#alerts-view button", { hasText: "calm" }).first().click();
    await shows(page, "#details h2", /^calm/);
    await screenshot(page, "alerts-light.png");
  },
);

browserTest(
  "an actor that crashed a moment ago is among the alerts, and leads to the log",
  async () => {
    const graph = calmPair();
    await using server = await serveTelemetry(graph.source, { port: 0 });
    await using opened = await open(server.url);
    const { page } = opened;
    await isDrawn(page);
    graph.tell({ subject: "from", what: "started" });
    await page.keyboard.press("a");
    await shows(page, "#alerts-view", /Nothing asks for attention/);
    graph.tell({ subject: "to", what: "crashed", detail: "Error: no luck" });
    await shows(page, "#alerts-view tr", /^criticalto.*crashed \ds agoLog/);
    await shows(page, "#figure-attention.v3", /^1$/);
    await shows(page, "#alerts-count.v3", /^1$/);
    assertEquals(await page.getByText("Nothing asks for attention").count(), 0);
    await page.locator("#alerts-view tr button", { hasText: "to" }).first().click();
    await shows(page, "#details h2", /^to/);
    await page.locator("#alerts-view tr button", { hasText: "Log" }).click();
    await shows(page, ".log li:first-child", /to crashed\s*Error: no luck/);
    assertEquals(await page.locator(".log li").count(), 1);
    await page.keyboard.press("g");
    await page.keyboard.press("e");
    await page.locator("#log-view").waitFor();
    await page.keyboard.press("a");
    await shows(page, "#alerts-view", /Nothing asks for attention/);
    await shows(page, "#figure-attention", /^0$/);
    assertEquals(await page.locator("#alerts-count").textContent(), "");
  },
);

browserTest("the log has everything, and finds what is looked for", async () => {
  const graph = calmPair();
  await using server = await serveTelemetry(graph.source, { port: 0 });
  await using opened = await open(server.url);
  const { page } = opened;
  await isDrawn(page);
  graph.tell({ subject: "from", what: "started" });
  graph.tell({ subject: "to", what: "veto", detail: "three letters to write" });
  graph.tell({
    subject: "to",
    what: "crashed",
    detail: "Error: no luck\n    at to.ts:7:1",
    crash: { generation: 1, cause: "throw", decision: "restart", delayMs: 0, siblings: ["from"] },
  });
  await page.locator("#show-log").click();
  await shows(
    page,
    ".log li:first-child",
    /to crashed\s*Error: no luck.*starts again, and with it from/,
  );
  assertEquals(await page.locator(".log li").count(), 3);
  await page.locator("#log-filter").fill("letters");
  await shows(page, "#log-view [role=status]", /^1 of 3 events$/);
  await shows(page, ".log", /^\d\d:\d\d:\d\dto refused to stop/);
  await page.locator("#log-filter").fill("");
  await page.locator("#log-kind").selectOption("crashes and hangs");
  await page.locator(".log summary").click();
  await shows(page, ".log pre", /at to\.ts:7:1/);
  graph.tell({ subject: "to", what: "crashed", detail: "again" });
  await shows(page, ".log li:first-child", /again/);
  assertEquals(await page.locator(".log details[open]").count(), 1);
});

browserTest("charts, statistics and latencies of what is selected", async () => {
  using busy = fourActors();
  const beat = setInterval(() => busy.graph.latency(0, 5), 20);
  await using server = await serveTelemetry(busy.graph.source, { port: 0 });
  await using opened = await open(server.url, { colorScheme: "dark", deviceScaleFactor: 2 });
  const { page, misdeeds } = opened;
  await isDrawn(page);
  await page.locator("#a2").click();
  await page.getByRole("tab", { name: "Charts" }).click();
  await shows(page, ".u-legend", /busy.*(9\d|100)%/);
  // What nobody knows, here the heap of a worker that is none, has no chart.
  assertEquals(await page.locator(".charts figure:not([hidden]) canvas").count(), 3);
  await shows(page, ".statistics", /Over 1 min/);
  await shows(page, ".statistics tr:nth-child(1)", /average\d+%/);
  await page.locator(".charts-tab button", { hasText: "10 s" }).click();
  await shows(page, ".statistics", /Over 10 s/);
  await page.locator(".u-over").first().hover();
  const shown = await page.locator(".charts figure:not([hidden]) .u-cursor-x:not(.u-off)").count();
  assertEquals(shown, 3);
  await page.locator("#c0 .hit").click({ force: true });
  await page.getByRole("tab", { name: "Latency" }).click();
  await shows(page, ".latency-tab .rows", /p50(4\.9\d|5\.\d\d)ms/);
  assert(await page.locator(".histogram rect").count() >= 1);
  await screenshot(page, "latency-dark.png");
  clearInterval(beat);
  assertEquals(misdeeds, CLEAN);
});

browserTest(
  "a profile of an actor's worker names the function in which its time goes",
  async () => {
    const script = fileURLToPath(new URL("./fixtures/hot_graph.ts", import.meta.url));
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-lock", "--no-check", "--quiet", script],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const url = /http:\S+/.exec((await lines.read()).value!)![0];
    await using opened = await open(url, { colorScheme: "light", deviceScaleFactor: 2 });
    const { page, misdeeds } = opened;
    await isDrawn(page);
    await page.locator("#a1").click();
    await page.getByRole("tab", { name: "Profile" }).click();
    await page.getByRole("button", { name: "Profile 5 s" }).click();
    await shows(
      page,
      ".profile .hot tbody tr:first-child",
      /^\d\d\.\d%.*burnCycles.*hot_actors\.ts/,
    );
    await shows(page, ".profile", /9\d\.\d% of it busy · [\d.]+MB of heap in use/);
    const burn = page.locator(".box.own", { hasText: "burnCycles" }).first();
    await burn.click();
    await shows(page, ".flame-told", /^burnCycles · fixtures\/hot_actors\.ts · \d\d\.\d%/);
    await page.keyboard.press("Backspace");
    await page.locator(".box:focus[aria-label^=run]").waitFor();
    await screenshot(page, "flame-light.png");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download BURNER.cpuprofile" }).click(),
    ]);
    const profile = JSON.parse(await Deno.readTextFile((await download.path())!));
    assert(profile.nodes.length > 3 && profile.samples.length > 100);
    await page.getByRole("button", { name: "Close the profile" }).click();
    await shows(page, ".profile-tab .hot", /burnCycles/);
    child.kill("SIGKILL");
    await child.status;
    await lines.cancel();
    assertEquals(misdeeds.violations, []);
  },
);

browserTest("where no profile can be taken, the page says why and what to do", async () => {
  await using server = await serveTelemetry(calmPair().source, { port: 0 });
  await using opened = await open(server.url);
  const { page } = opened;
  await page.route(
    "**/api/profile/**",
    (route) => route.fulfill({ status: 503, body: "Cannot profile: it is away\n" }),
  );
  await isDrawn(page);
  await page.locator("#a1").click();
  await page.getByRole("tab", { name: "Profile" }).click();
  await page.getByRole("button", { name: "Profile 5 s" }).click();
  await shows(
    page,
    ".profile-tab .note",
    /^The profile could not be taken: Cannot profile: it is away\.$/,
  );
});
