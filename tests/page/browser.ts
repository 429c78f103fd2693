import { tmpdir } from "node:os";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { oneAtATime } from "./one_at_a_time.ts";
import { pagePatience } from "./patience.ts";

/** A running browser, or why there is none. */
export type BrowserStart = { readonly browser: Browser } | { readonly reason: string };

/** Starts the headless Chromium that comes inside an npm package; it needs nothing from the system. */
export async function startBrowser(): Promise<BrowserStart> {
  try {
    const { executablePath, env } = await unpackBrowser();
    const { chromium } = await import("playwright-core");
    const args = [
      "--no-sandbox",
      "--force-color-profile=srgb",
      // A name that is this machine, and that the browser takes for one elsewhere.
      "--host-resolver-rules=MAP graph.test 127.0.0.1",
    ];
    return {
      browser: await chromium.launch({ executablePath, args, env, timeout: pagePatience() }),
    };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/** What the package unpacks in the folder for temporary files, unless it is there. */
const PARTS = ["chromium", "fonts", "al2023", "libGLESv2.so"];

/**
 * Unpacks the browser. Only where it believes to be on Lambda does the package unpack the libraries that a bare system lacks; it
 * then writes where they are into the environment of this process, which other tests share: it is put back at once.
 */
async function unpackBrowser(): Promise<{ executablePath: string; env: Record<string, string> }> {
  const before = Deno.env.toObject();
  try {
    Deno.env.set("AWS_LAMBDA_JS_RUNTIME", "nodejs22.x");
    const { default: bundled } = await import("@sparticuz/chromium");
    // The package takes whatever is there for whole, even what another process has only begun to write.
    const executablePath = await oneAtATime(
      `${tmpdir()}/steady-state-browser.lock`,
      () => bundled.executablePath(),
      async () => {
        for (const part of PARTS) {
          await Deno.remove(`${tmpdir()}/${part}`, { recursive: true }).catch(() => {});
        }
      },
    );
    return { executablePath, env: Deno.env.toObject() };
  } finally {
    for (const name of Object.keys(Deno.env.toObject())) {
      if (before[name] === undefined) Deno.env.delete(name);
      else Deno.env.set(name, before[name]);
    }
  }
}

/** What a page did that it should not have done. */
export interface Misdeeds {
  /** Errors and warnings on the console, and errors that nobody caught. */
  readonly console: string[];
  /** Requests that did not go to this machine. */
  readonly strangers: string[];
  /** What the content security policy forbade. */
  readonly violations: string[];
}

/** A page in a browser. */
export interface Opened extends AsyncDisposable {
  readonly page: Page;
  readonly misdeeds: Misdeeds;
}

/** How a page is opened. */
export interface PageOptions extends BrowserContextOptions {
  /** How many times as wide as it is the page finds its text, as it would be in another machine's font. */
  readonly widened?: number;
}

/** Opens a page and notes its misdeeds. */
export async function openPage(
  browser: Browser,
  url: string,
  { widened, ...options }: PageOptions = {},
): Promise<Opened> {
  // Without a locale the bundled browser reports one that Intl does not know.
  const context = await browser.newContext({
    locale: "en-US",
    viewport: { width: 1440, height: 810 },
    ...options,
  });
  context.setDefaultTimeout(pagePatience());
  const page = await context.newPage();
  const misdeeds: Misdeeds = { console: [], strangers: [], violations: [] };
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) misdeeds.console.push(message.text());
  });
  page.on("pageerror", (error) => misdeeds.console.push(String(error)));
  page.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    const local = hostname === "127.0.0.1" || protocol === "data:" || protocol === "blob:";
    if (!local) misdeeds.strangers.push(request.url());
  });
  await page.exposeFunction("reportViolation", (what: string) => misdeeds.violations.push(what));
  await page.addInitScript(`addEventListener("securitypolicyviolation", (event) =>
    reportViolation(event.violatedDirective + " " + event.blockedURI))`);
  if (widened !== undefined) await page.addInitScript(measuresWider(widened));
  await page.goto(url);
  return { page, misdeeds, [Symbol.asyncDispose]: () => context.close() };
}

/** A script by which text is wider for whoever measures it. */
function measuresWider(times: number): string {
  return `{
    const { measureText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.measureText = function (text) {
      return { width: measureText.call(this, text).width * ${times} };
    };
  }`;
}
