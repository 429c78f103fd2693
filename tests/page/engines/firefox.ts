import { lineOf, programOf } from "./engine.ts";
import type { Engine, EngineStart } from "./engine.ts";

interface Answer {
  readonly id?: number;
  readonly type: string;
  readonly result?: unknown;
  readonly message?: string;
}

/**
 * Starts the Firefox that the machine has, and steers it by WebDriver BiDi, which it speaks by itself. Playwright's own way to it
 * begins with a command that Firefox ESR does not know.
 */
export async function startFirefox(): Promise<EngineStart> {
  const program = await programOf(["firefox-esr", "firefox"]);
  if (program === null) return { reason: "no Firefox is installed" };
  const profile = await Deno.makeTempDir({ prefix: "steady-state-firefox-" });
  const child = new Deno.Command(program, {
    args: ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0"],
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const end = async () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await child.status;
    await Deno.remove(profile, { recursive: true }).catch(() => {});
  };
  try {
    const [, url] = await lineOf(child.stderr, /BiDi listening on (ws:\S+)/);
    return { engine: await Firefox.connect(String(url), end) };
  } catch (error) {
    await end();
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

class Firefox implements Engine {
  readonly #socket: WebSocket;
  readonly #end: () => Promise<void>;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #last = 0;
  #context = "";

  private constructor(socket: WebSocket, end: () => Promise<void>) {
    this.#socket = socket;
    this.#end = end;
    socket.addEventListener("message", ({ data }) => this.#take(JSON.parse(data)));
    socket.addEventListener("close", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("Firefox is gone"));
    });
  }

  static async connect(url: string, end: () => Promise<void>): Promise<Firefox> {
    const socket = new WebSocket(`${url}/session`);
    await new Promise((done, fail) => {
      socket.addEventListener("open", done);
      socket.addEventListener("error", () => fail(new Error(`Cannot reach Firefox at ${url}`)));
    });
    const firefox = new Firefox(socket, end);
    await firefox.#ask("session.new", { capabilities: {} });
    const { contexts } = await firefox.#ask<{ contexts: { context: string }[] }>(
      "browsingContext.getTree",
      {},
    );
    firefox.#context = contexts[0]!.context;
    return firefox;
  }

  async open(url: string, width: number, height: number): Promise<void> {
    const context = this.#context;
    await this.#ask("browsingContext.setViewport", { context, viewport: { width, height } });
    await this.#ask("browsingContext.navigate", { context, url, wait: "complete" });
  }

  /** The value comes as text: what this protocol says values with is more than is needed here. */
  async evaluate<T>(expression: string): Promise<T> {
    const answer = await this.#ask<
      { type: string; result?: { value?: string }; exceptionDetails?: { text: string } }
    >("script.evaluate", {
      expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value ?? null))`,
      target: { context: this.#context },
      awaitPromise: true,
    });
    if (answer.type !== "success") throw new Error(answer.exceptionDetails?.text);
    return JSON.parse(answer.result?.value ?? "null");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.#end();
  }

  #ask<T>(method: string, params: unknown): Promise<T> {
    const id = ++this.#last;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return waiting.promise as Promise<T>;
  }

  #take({ id, type, result, message }: Answer): void {
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id!);
    if (type === "error") waiting.reject(new Error(`Firefox refuses: ${message}`));
    else waiting.resolve(result);
  }
}
