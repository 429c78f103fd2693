import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { openPage, startBrowser } from "./browser.ts";
import type { Opened } from "./browser.ts";
import { pagePatience } from "./patience.ts";
import { ScriptedServer } from "./scripted_server.ts";
import type { ScriptedGraph } from "./scripted_server.ts";

const OUTPUT = new URL("../output/", import.meta.url);

const started = await startBrowser();
const reason = "reason" in started ? started.reason : null;
if (reason !== null) console.error(`The page is not tested, no browser starts: ${reason}`);
if ("browser" in started) Deno.test.afterAll(() => started.browser.close());

/** Whether what a machine lacks is a fault of the machine, and not of whoever runs the tests there. */
const IS_CI = Deno.env.get("CI") === "true";

/** A test in the browser; where none starts it is ignored, and says why. In CI it fails. */
export function browserTest(name: string, run: () => Promise<void>): void {
  Deno.test({
    name: reason === null ? name : `${name} (no browser: ${reason.split("\n")[0]})`,
    ignore: reason !== null && !IS_CI,
    // The browser is one for all tests.
    sanitizeResources: false,
    sanitizeOps: false,
    fn: () => {
      if (reason !== null) throw new Error(`Cannot test the page: no browser starts: ${reason}`);
      return run();
    },
  });
}

/** Opens a page in the browser of this file's tests. */
export function open(url: string, options: Parameters<typeof openPage>[2] = {}): Promise<Opened> {
  if (!("browser" in started)) throw new Error("no browser");
  return openPage(started.browser, url, options);
}

/** Waits until the graph is drawn. */
export async function isDrawn(page: Page): Promise<void> {
  await page.locator("#graph[data-drawn]").waitFor({ state: "attached" });
}

/** Waits until an element's text matches. */
export async function shows(page: Page, selector: string, text: RegExp): Promise<void> {
  await page.locator(selector).filter({ hasText: text }).first().waitFor();
}

/** Waits until nothing is selected: there are no details, and their place is the view's. */
export async function nothingIsSelected(page: Page): Promise<void> {
  await page.locator("body:not([data-selection])").waitFor();
  await page.locator("#details").waitFor({ state: "hidden" });
}

/** Waits until the page has painted so many ticks more than now. */
export async function ticksOn(page: Page, ticks = 20): Promise<void> {
  // A promise of its own: the page's policy lets nobody give it functions to try again and again.
  await page.evaluate(`new Promise((done, fail) => {
    const end = performance.now() + ${pagePatience()};
    let first;
    const look = () => {
      const tick = Number(/tick (\\d+)/.exec(document.querySelector("#pulse").textContent)?.[1]);
      if (tick > 0) first ??= tick;
      if (tick >= first + ${ticks}) return done();
      if (performance.now() > end) return fail(new Error("the page stands still at tick " + tick));
      requestAnimationFrame(look);
    };
    look();
  })`);
}

/** Keeps a picture of the page under `tests/output/`, for people. */
export async function screenshot(page: Page, name: string, fullPage = false): Promise<void> {
  await Deno.mkdir(OUTPUT, { recursive: true });
  await page.screenshot({ path: fileURLToPath(new URL(name, OUTPUT)), fullPage });
}

/** Drops a file on the page. */
export async function drop(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(`(() => {
    const data = new DataTransfer();
    data.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  })()`);
}

/** Goes to this share of the time bar. */
export async function slideTo(page: Page, share: number): Promise<void> {
  await page.locator("#time-slider").evaluate((slider, at) => {
    const input = slider as unknown as Record<"min" | "max" | "value", string> & EventTarget;
    input.value = String(Number(input.min) + (Number(input.max) - Number(input.min)) * at);
    input.dispatchEvent(new Event("input"));
  }, share);
}

/** A page that follows a script. */
export interface Staged extends AsyncDisposable {
  readonly page: Page;
  readonly server: ScriptedServer;
  readonly misdeeds: Opened["misdeeds"];
}

/** Serves a scripted graph, sets its first values, and opens its page at `hash`. */
export async function stage(
  graph: ScriptedGraph,
  apply: (server: ScriptedServer) => void = () => {},
  { hash = "", ...options }: NonNullable<Parameters<typeof openPage>[2]> & { hash?: string } = {},
): Promise<Staged> {
  const server = new ScriptedServer(graph);
  apply(server);
  server.tick();
  const opened = await open(server.url + hash, options);
  await isDrawn(opened.page);
  return {
    page: opened.page,
    server,
    misdeeds: opened.misdeeds,
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
