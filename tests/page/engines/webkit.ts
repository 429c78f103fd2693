import { lineOf, programOf } from "./engine.ts";
import type { Engine, EngineStart } from "./engine.ts";
import { pagePatience } from "../patience.ts";

/** Where Debian puts the small browser that comes with the engine. */
const MINI_BROWSERS = ["4.1", "6.0", "4.0"].map((version) =>
  `/usr/lib/${Deno.build.arch}-linux-gnu/webkit${
    version === "6.0" ? "gtk" : "2gtk"
  }-${version}/MiniBrowser`
);

/**
 * Starts the WebKit that the machine has, and steers it by its WebDriver. It draws on a display: where there is none, on one that
 * nobody sees.
 */
export async function startWebKit(): Promise<EngineStart> {
  const driver = await programOf(["WebKitWebDriver"]);
  if (driver === null) return { reason: "no WebKitWebDriver is installed" };
  const binary = await programOf(MINI_BROWSERS);
  if (binary === null) return { reason: "no MiniBrowser is installed" };
  const children: Deno.ChildProcess[] = [];
  const end = async () => {
    for (const child of children.reverse()) {
      try {
        child.kill("SIGTERM");
      } catch {
        // It has ended by itself.
      }
      await child.status;
    }
  };
  try {
    const env: Record<string, string> = {};
    if (!Deno.env.get("DISPLAY")) {
      const xvfb = await programOf(["Xvfb"]);
      if (xvfb === null) return { reason: "WebKit needs a display, and no Xvfb is installed" };
      const screen = ["-displayfd", "1", "-screen", "0", "2400x1600x24", "-nolisten", "tcp"];
      const display = new Deno.Command(xvfb, { args: screen, stdout: "piped", stderr: "null" });
      children.push(display.spawn());
      env.DISPLAY = `:${(await lineOf(children[0]!.stdout, /(\d+)\n/))[1]}`;
    }
    const port = freePort();
    children.push(
      new Deno.Command(driver, {
        args: [`--port=${port}`],
        env,
        stdout: "null",
        stderr: "null",
      }).spawn(),
    );
    const base = `http://127.0.0.1:${port}`;
    await answers(base);
    return { engine: await WebKit.connect(base, binary, end) };
  } catch (error) {
    await end();
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Waits until the driver answers. */
async function answers(base: string): Promise<void> {
  for (const end = performance.now() + pagePatience(); performance.now() < end;) {
    const response = await fetch(`${base}/status`).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("Cannot start WebKit: its driver does not answer");
}

class WebKit implements Engine {
  readonly #session: string;
  readonly #end: () => Promise<void>;

  private constructor(session: string, end: () => Promise<void>) {
    this.#session = session;
    this.#end = end;
  }

  static async connect(base: string, binary: string, end: () => Promise<void>): Promise<WebKit> {
    const options = { binary, args: ["--automation"] };
    const { sessionId } = await ask<{ sessionId: string }>(`${base}/session`, {
      capabilities: { alwaysMatch: { "webkitgtk:browserOptions": options } },
    });
    const session = `${base}/session/${sessionId}`;
    await ask(`${session}/timeouts`, { script: pagePatience() });
    return new WebKit(session, end);
  }

  async open(url: string, width: number, height: number): Promise<void> {
    await ask(`${this.#session}/url`, { url });
    // The window has more than the page: a bar, a frame.
    for (let times = 0; times < 2; times++) {
      const rect = await ask<{ width: number; height: number }>(`${this.#session}/window/rect`);
      const [inner, high] = await this.evaluate<[number, number]>("[innerWidth, innerHeight]");
      if (inner === width && high === height) break;
      await ask(`${this.#session}/window/rect`, {
        x: 0,
        y: 0,
        width: rect.width + width - inner,
        height: rect.height + height - high,
      });
    }
  }

  evaluate<T>(expression: string): Promise<T> {
    const script =
      `const done = arguments[0]; Promise.resolve(${expression}).then((value) => done(value ?? null))`;
    return ask<T>(`${this.#session}/execute/async`, { script, args: [] });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await fetch(this.#session, { method: "DELETE" })).body?.cancel();
    await this.#end();
  }
}

/** Asks the driver: with a body by POST, without one by GET. */
async function ask<T>(url: string, body?: unknown): Promise<T> {
  const response = await fetch(
    url,
    body === undefined ? {} : { method: "POST", body: JSON.stringify(body) },
  );
  const { value } = await response.json();
  if (!response.ok) throw new Error(`WebKit refuses ${url}: ${value?.error}, ${value?.message}`);
  return value;
}
