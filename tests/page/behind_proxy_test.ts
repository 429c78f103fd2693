/** The page under a path, behind a proxy of our own and behind those that people have. */
import { assert, assertEquals } from "@std/assert";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import {
  CADDY,
  freePort,
  fromGuide,
  NGINX,
  nginxConfig,
  PathProxy,
  type ProxyProgram,
  startProxy,
  TRAEFIK,
} from "../fixtures/proxies.ts";
import { until, within } from "../fixtures/watch.ts";
import { fourActors } from "./busy_graphs.ts";
import { browserTest, isDrawn, open, screenshot, shows, ticksOn } from "./pages.ts";

const TOKEN = "0123456789abcdef-secret";
const BEARER = { Authorization: `Bearer ${TOKEN}` };
const HOST = "graph.example";

/** Another name for 127.0.0.1 that is no machine of its own to the browser, as a name in a network is none. */
const FOREIGN = "graph.test";

for (const { name, version } of [NGINX, CADDY, TRAEFIK]) {
  if (version === null) {
    console.log(`No ${name} here: the tests with it are left out.`);
  }
}

/** A test in the browser behind a program; where there is none it is ignored, and says why. */
function behind({ name, version }: ProxyProgram, what: string, run: () => Promise<void>): void {
  if (version !== null) return browserTest(`behind ${name} ${what}`, run);
  Deno.test({ name: `behind ${name} ${what} (no ${name} is installed)`, ignore: true, fn: run });
}

/** Looks at all of the page that asks the server for something, at `url`. */
async function walkThrough(url: string, picture: string): Promise<void> {
  await using opened = await open(`${url}?token=${TOKEN}`);
  const { page, misdeeds } = opened;
  assertEquals(page.url(), url);
  await isDrawn(page);
  await shows(page, "#state", /Live/);
  assertEquals(await page.locator(".actor").count(), 4);
  await page.locator("#a0").click();
  await page.getByRole("tab", { name: "Charts" }).click();
  await page.locator(".uplot canvas").first().waitFor();
  await ticksOn(page, 10);
  for (const link of await page.locator("a[href]").all()) {
    const href = await link.evaluate((element) => (element as unknown as { href: string }).href);
    assert(href.startsWith(url), href);
    const answer = await fetch(href, { headers: BEARER });
    await answer.body?.cancel();
    assertEquals(answer.status, 200, href);
  }
  await screenshot(page, picture);
  await page.reload();
  await isDrawn(page);
  const strangers = misdeeds.strangers.filter((stranger) => !stranger.startsWith(url));
  assertEquals({ ...misdeeds, strangers }, { console: [], strangers: [], violations: [] });
}

browserTest(
  "under a path the page has its graph, its charts, its links and its cookie",
  async () => {
    using busy = fourActors();
    await using server = await serveTelemetry(busy.graph.source, { port: 0, token: TOKEN });
    await using proxy = new PathProxy("/deep/down/graph/", server.url);
    await walkThrough(proxy.url, "under-a-path.png");
    assertEquals(proxy.strays, []);
  },
);

/** nginx as the guide has it, before the server at `port`. */
async function nginxBefore(port: number, more = ""): Promise<{ config: string; url: string }> {
  const own = freePort();
  const stock = (await fromGuide("nginx"))
    .replace("listen 80;", `listen 127.0.0.1:${own};`)
    .replace("127.0.0.1:9900", `127.0.0.1:${port}`);
  return { config: nginxConfig(stock, more), url: `http://127.0.0.1:${own}/graph/` };
}

/** Compresses all that it may, the stream too. */
const GZIP = "gzip on; gzip_proxied any; gzip_min_length 0; gzip_types *;";

for (const [how, more] of [["as the guide has it", ""], ["that compresses", GZIP]] as const) {
  behind(NGINX, how, async () => {
    using busy = fourActors();
    await using server = await serveTelemetry(busy.graph.source, { port: 0, token: TOKEN });
    await using proxy = await startProxy(NGINX, await nginxBefore(server.port, more));
    await walkThrough(proxy.url, `behind-nginx${more && "-gzip"}.png`);
    // The page is not to fall back on anything: the stream itself comes through, and as it comes.
    const response = await fetch(`${proxy.url}events`, { headers: BEARER });
    await within(readUntil(response, /event:tick[^]*event:key/), "frames one after another");
  });

  behind(CADDY, how, async () => {
    using busy = fourActors();
    await using server = await serveTelemetry(busy.graph.source, {
      port: 0,
      token: TOKEN,
      allowedHosts: ["127.0.0.1"],
    });
    await using proxy = await startProxy(CADDY, await caddyBefore(server.port, more !== ""));
    await walkThrough(proxy.url, `behind-caddy${more && "-gzip"}.png`);
  });

  behind(TRAEFIK, how, async () => {
    using busy = fourActors();
    await using server = await serveTelemetry(busy.graph.source, {
      port: 0,
      token: TOKEN,
      allowedHosts: ["127.0.0.1"],
    });
    await using proxy = await startProxy(TRAEFIK, await traefikBefore(server.port, more !== ""));
    await walkThrough(proxy.url, `behind-traefik${more && "-gzip"}.png`);
    const response = await fetch(`${proxy.url}events`, { headers: BEARER });
    await within(readUntil(response, /event:tick[^]*event:key/), "frames one after another");
  });
}

/** Traefik as the guide has it, before the server at `port`, without TLS. */
async function traefikBefore(port: number, compresses: boolean) {
  const own = freePort();
  let config = (await fromGuide("Traefik"))
    .replace(`Host(\`${HOST}\`)`, "Host(`127.0.0.1`)")
    .replace("127.0.0.1:9900", `127.0.0.1:${port}`);
  if (compresses) {
    config = config.replace("middlewares: [graph]", "middlewares: [graph, small]")
      .replace("  middlewares:\n", "  middlewares:\n    small:\n      compress: {}\n");
  }
  return { config, url: `http://127.0.0.1:${own}/graph/` };
}

/** Caddy as the guide has it, before the server at `port`, without TLS. */
async function caddyBefore(port: number, compresses: boolean) {
  const own = freePort();
  const stock = (await fromGuide("Caddy"))
    .replace(`${HOST} {`, `http://127.0.0.1:${own} {${compresses ? "\n  encode gzip" : ""}`)
    .replace("127.0.0.1:9900", `127.0.0.1:${port}`);
  return {
    config: `{\n  admin off\n  auto_https off\n}\n${stock}`,
    url: `http://127.0.0.1:${own}/graph/`,
  };
}

browserTest("by a name and without TLS the page is let say how far it is", async () => {
  using busy = fourActors();
  await using server = await serveTelemetry(busy.graph.source, { port: 0 });
  await using proxy = new PathProxy("/graph/", server.url);
  // There the browser does not say where a request comes from, and its origin is not the host that the proxy asks for.
  await using opened = await open(proxy.url.replace("127.0.0.1", FOREIGN));
  await isDrawn(opened.page);
  const isAck = ([path]: readonly [string, number]) => path.startsWith("/graph/ack/");
  await until(() => proxy.answers.some(isAck), "that the page says how far it is");
  assertEquals(proxy.answers.find(isAck)?.[1], 204);
});

async function readUntil(response: Response, pattern: RegExp): Promise<void> {
  assertEquals(response.status, 200);
  let text = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (pattern.test(text)) return;
  }
  throw new Error(`the stream ended with ${JSON.stringify(text.slice(-200))}`);
}
