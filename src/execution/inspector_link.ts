import { bounded } from "./bounded.ts";

/** The part of `node:inspector` that is used here. */
interface Inspector {
  open(port: number, host: string): void;
  close(): void;
  url(): string | undefined;
}

/** What a command answers, as far as it is used here. */
interface CommandAnswer {
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Message extends CommandAnswer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly sessionId?: string;
}

interface TargetInfo {
  readonly targetId: string;
  readonly url: string;
}

const LOOPBACK = "127.0.0.1";
const CONNECT_MS = 500;
const CLOSE_MS = 200;

/** Between two messages that make the inspector's answers flow. */
const NUDGE_MS = 2;

/** The inspector cannot be had. Its message says why, as the second half of a sentence. */
export class InspectorUnavailable extends Error {
  override readonly name = "InspectorUnavailable";
}

/**
 * Whether this process was started for a debugger. Threads that stand at a breakpoint look hung: leave them alone then.
 * Never asks for a permission; `false` if it may not know.
 */
export async function isBeingDebugged(): Promise<boolean> {
  if (missingPermission() !== undefined || openLinks > 0) return false;
  const inspector = await import("node:inspector") as Inspector;
  return inspector.url() !== undefined;
}

let openLinks = 0;

/**
 * A connection to this process's own inspector, over loopback: the one way to reach into a thread that never returns to its
 * event loop.
 *
 * Keep it open for as short as can be. While anybody is connected, each worker that starts is held back for half a second,
 * because the debugger might want to look at it; and a second debugger hears nothing from the workers.
 */
export class InspectorLink {
  readonly #inspector: Inspector;
  readonly #socket: WebSocket;
  /** Whether the inspector was opened for this link; a debugger's own is left as it is. */
  readonly #opened: boolean;
  readonly #answers = new Map<number, (answer: CommandAnswer) => void>();
  readonly #pauses = new Map<string, (params: unknown) => void>();
  #nudge: ReturnType<typeof setInterval> | undefined;
  #lastId = 0;

  private constructor(inspector: Inspector, socket: WebSocket, opened: boolean) {
    this.#inspector = inspector;
    this.#socket = socket;
    this.#opened = opened;
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    this.hasten(true);
  }

  /** Opens the inspector, unless it is open, and connects. Rejects with {@link InspectorUnavailable}. */
  static async open(): Promise<InspectorLink> {
    const missing = missingPermission();
    if (missing !== undefined) throw new InspectorUnavailable(missing);
    const inspector = await import("node:inspector") as Inspector;
    const opened = inspector.url() === undefined;
    if (opened) inspector.open(0, LOOPBACK);
    openLinks++;
    const socket = new WebSocket(inspector.url() as string);
    const connected = new Promise<boolean>((resolve) => {
      socket.onopen = () => resolve(true);
      socket.onerror = (event) => {
        event.preventDefault();
        resolve(false);
      };
    });
    const link = new InspectorLink(inspector, socket, opened);
    if (await bounded(connected, CONNECT_MS)) return link;
    await link.close();
    throw new InspectorUnavailable("the inspector of this process lets nobody connect");
  }

  /**
   * Sends a command, to a thread or, without `target`, to the inspector itself. What is sent is done in order. Resolves with
   * the result; `undefined` if the command failed; never, if no answer comes.
   */
  send(method: string, target?: string, params: object = {}): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      if (this.#socket.readyState !== WebSocket.OPEN) return;
      this.#answers.set(id, ({ result }) => resolve(result));
      this.#socket.send(JSON.stringify({ id, method, params, sessionId: target }));
    });
  }

  /**
   * Makes answers come at once, or not. The inspector holds an answer back until its last one is acknowledged, and the system
   * acknowledges late (40 ms) unless something goes the other way.
   */
  hasten(wanted: boolean): void {
    clearInterval(this.#nudge);
    this.#nudge = wanted ? setInterval(() => this.send("Target.getTargets"), NUDGE_MS) : undefined;
  }

  /** Resolves once that thread is paused. */
  paused(target: string): Promise<unknown> {
    return new Promise((resolve) => this.#pauses.set(target, resolve));
  }

  /** The threads whose entry URL has that fragment. */
  async targets(fragment: string): Promise<string[]> {
    const { targetInfos } = await this.send("Target.getTargets") as { targetInfos: TargetInfo[] };
    return targetInfos.filter(({ url }) => url.endsWith(`#${fragment}`))
      .map(({ targetId }) => targetId);
  }

  /** Disconnects, and closes the inspector if it was opened for this link. */
  async close(): Promise<void> {
    this.hasten(false);
    const closed = new Promise((resolve) => this.#socket.onclose = resolve);
    this.#socket.close();
    await bounded(closed, CLOSE_MS);
    if (this.#opened) this.#inspector.close();
    openLinks--;
  }

  #receive(message: Message): void {
    if (message.id !== undefined) {
      this.#answers.get(message.id)?.(message);
      this.#answers.delete(message.id);
    } else if (message.method === "Debugger.paused" && message.sessionId !== undefined) {
      this.#pauses.get(message.sessionId)?.(message.params);
    }
  }
}

/** What is not permitted, as the second half of a sentence. Queries only: nobody is ever asked. */
export function missingPermission(): string | undefined {
  // The type of the descriptor knows no inspector.
  const sys = { name: "sys", kind: "inspector" } as unknown as Deno.SysPermissionDescriptor;
  const mayOpen = Deno.permissions.querySync(sys).state === "granted";
  const net = { name: "net", host: LOOPBACK } as const;
  const mayReach = Deno.permissions.querySync(net).state === "granted";
  if (mayOpen && mayReach) return undefined;
  if (mayOpen) return `the inspector cannot be reached, run with --allow-net=${LOOPBACK}`;
  const flags = mayReach ? "--allow-sys" : `--allow-sys and --allow-net=${LOOPBACK}`;
  return `the inspector is not permitted, run with ${flags}`;
}
