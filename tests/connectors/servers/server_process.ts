/**
 * A server's program, run by a test: killed, paused and started again as the test likes, and gone when the test is.
 *
 * @module
 */

/** What it is started with. */
export interface ServerStart {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it answers by now; called again and again until it does. */
  readonly answers: () => Promise<boolean>;
}

/** How long a server has to answer at first. */
const START_MS = 60_000;

/** How much of what it prints is kept for the error that says why it did not come up. */
const KEPT_CHARACTERS = 4000;

/** A server that runs, or has been killed and may be started again. */
export class ServerProcess implements AsyncDisposable {
  readonly #start: ServerStart;
  #child: Deno.ChildProcess | undefined;
  #printed: Promise<string> = Promise.resolve("");

  private constructor(start: ServerStart) {
    this.#start = start;
  }

  /** Starts it, and resolves once it answers. */
  static async start(start: ServerStart): Promise<ServerProcess> {
    const server = new ServerProcess(start);
    await server.restart();
    return server;
  }

  /** The number of the process, if one runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it, after a kill, if need be, and resolves once it answers. */
  async restart(): Promise<void> {
    await this.kill();
    const { program, args, env, answers } = this.#start;
    const child = new Deno.Command(program, {
      args: [...args],
      env: { ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#child = child;
    const printed = Promise.all([tailOf(child.stdout), tailOf(child.stderr)]);
    this.#printed = printed.then((tails) => tails.join(""));
    let ended = false;
    child.status.then(() => ended = true);
    const begun = performance.now();
    while (!(await answers())) {
      if (ended || performance.now() - begun > START_MS) {
        const why = ended ? "has ended" : `does not answer after ${START_MS} ms`;
        await this.kill();
        throw new Error(`Cannot start ${program}: it ${why}. It said:\n${await this.#printed}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Kills it: SIGKILL, so nothing is put in order. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Stops it in good order. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  /** Halts it where it stands; its connections stay, and are not answered. */
  pause(): void {
    this.#child?.kill("SIGSTOP");
  }

  /** Lets it go on. */
  resume(): void {
    this.#child?.kill("SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #end(signal: Deno.Signal): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    try {
      child.kill(signal);
    } catch (error) {
      // It has ended by itself.
      if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
    }
    await child.status;
    await this.#printed;
  }
}

/** The end of what a program prints, once it has ended. */
export async function tailOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of stream) {
    text = (text + decoder.decode(bytes, { stream: true })).slice(-KEPT_CHARACTERS);
  }
  return text;
}

/** Whether somebody listens at that port of loopback. */
export async function listens(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return false;
    throw error;
  }
}
