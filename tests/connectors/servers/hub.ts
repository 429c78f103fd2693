import { freePort } from "./find.ts";

const MAIN = new URL("./hub_main.ts", import.meta.url);

/** What a topic of a {@link Hub} was sent. */
export interface HubRecord {
  readonly key: string | null;
  readonly bytes: Uint8Array;
}

/** A running service for HTTP and WebSocket, see `hub_main.ts`. */
export class Hub implements AsyncDisposable {
  readonly port: number = freePort();
  readonly #folder = Deno.makeTempDirSync({ prefix: "steady-hub-" });
  #process!: Deno.ChildProcess;

  /** Starts one. */
  static async start(): Promise<Hub> {
    const hub = new Hub();
    await hub.#start();
    return hub;
  }

  /** Ends it in good order and starts it again. */
  async restart(): Promise<void> {
    await this.#end("SIGTERM");
    await this.#start();
  }

  /** Kills it and starts it again. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
    await this.#start();
  }

  /** Adds messages to a topic that is fed. */
  async publish(topic: string, messages: readonly Uint8Array[]): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${this.port}/publish/${topic}`, {
      method: "POST",
      body: JSON.stringify(messages.map((bytes) => bytes.toBase64())),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`The hub answers ${response.status}`);
  }

  /** All that a topic was sent. */
  async read(topic: string): Promise<HubRecord[]> {
    const response = await fetch(`http://127.0.0.1:${this.port}/in/${topic}`);
    return (await response.text()).split("\n").filter((line) => line !== "").map((line) => {
      const { key, bytes } = JSON.parse(line);
      return { key, bytes: Uint8Array.fromBase64(bytes) };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end("SIGKILL");
    Deno.removeSync(this.#folder, { recursive: true });
  }

  async #start(): Promise<void> {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-lock", "--no-check", "--quiet", MAIN.href].concat([
        `${this.port}`,
        this.#folder,
      ]),
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    let isOver = false;
    this.#process.status.then(() => isOver = true);
    while (!await this.#answers()) {
      if (isOver) throw new Error("The hub has ended before it had begun");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async #answers(): Promise<boolean> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.port}/`);
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }

  async #end(signal: Deno.Signal): Promise<void> {
    try {
      this.#process.kill(signal);
    } catch {
      // It has ended.
    }
    await this.#process.status;
  }
}
