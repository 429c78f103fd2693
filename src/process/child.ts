import type { LibC } from "../region/mod.ts";
import type { DefinitionSource, ProcessSettings } from "../protocol/mod.ts";
import { causeOf } from "./cause.ts";
import type { Berth } from "./berth.ts";
import { denoCommand } from "./deno_command.ts";
import { inherited, socketPair } from "./descriptors.ts";
import { flagsOf } from "./flags.ts";
import { ownFlags, ownFolder } from "./own_process.ts";
import { ControlLine } from "./control_line.ts";

/** So much of what a process wrote last is looked at once it is gone. */
const LAST_WORDS_CHARS = 4096;
/** How long these are waited for, once it is gone. */
const LAST_WORDS_MS = 200;

/** What a process is started with. */
export interface Launch {
  readonly settings: ProcessSettings;
  /** Where its actors are defined. */
  readonly sources: readonly DefinitionSource[];
  /** URL of the module that it runs. */
  readonly entry: string;
  readonly libc: { readonly functions: LibC; readonly path: string; readonly isGivenUp: boolean };
  readonly region: Berth["region"];
  readonly bells: Berth["bells"];
}

/** What is told of a process. */
export interface ActorProcessEvents {
  /** It is mapped, has given up what it does not need, and waits. */
  onListening(): void;
  onMessage(message: unknown): void;
  /** It is gone, and all that it had said is told; of what it died. Told once. */
  onGone(cause: string): void;
}

/** A process that runs actors, from its start until it is gone. */
export class ActorProcess {
  readonly pid: number;
  /** In milliseconds since the epoch. */
  readonly startedAt = Date.now();
  readonly #process: Deno.ChildProcess;
  readonly #line: ControlLine;
  #events: ActorProcessEvents;
  readonly #isSilent = Promise.withResolvers<void>();
  #isListening = false;
  #lastWords = "";
  #why: string | undefined;
  /** That, if it was ended for what it has done itself. */
  #ownCause: string | undefined;

  /** Starts it. Throws if that cannot be. */
  constructor(launch: Launch, events: ActorProcessEvents) {
    this.#events = events;
    const { functions: libc } = launch.libc;
    const [own, control] = socketPair(libc);
    const { bells, region } = launch;
    const shared = [
      control,
      region.descriptor,
      bells.read,
      ...bells.others.map(({ write }) => write),
    ];
    try {
      this.#process = inherited(libc, shared, () => spawn(programOf(launch, control), launch));
    } catch (error) {
      libc.close(own);
      throw error;
    } finally {
      libc.close(control);
    }
    this.pid = this.#process.pid;
    this.#line = new ControlLine(own, {
      onMessage: (message) => this.#receive(message),
      onEnd: () => this.#isSilent.resolve(),
    });
    const heard = this.#passOn();
    this.#process.status.then(async ({ code, signal }) => {
      // Whatever it has started may hold its standard error open for as long as it likes.
      await Promise.all([this.#isSilent.promise, within(LAST_WORDS_MS, heard)]);
      this.#line.close();
      const end = { code, signal, lastWords: this.#lastWords, why: this.#why };
      this.#events.onGone(causeOf(end));
    });
  }

  /** Others are told of it from now on. */
  serve(events: ActorProcessEvents): void {
    this.#events = events;
    if (this.#isListening) queueMicrotask(() => events.onListening());
  }

  /** Tells it. Throws if the message cannot be cloned. */
  send(message: unknown): void {
    this.#line.send(message);
  }

  /** Should it be ended now, it has died of that. */
  blame(cause: string): void {
    this.#why ??= cause;
  }

  /** Ends it for what it has done itself: it has died of that, also where its supervisor is about to end it for something else. */
  end(cause: string): void {
    if (this.#why === undefined) this.#why = this.#ownCause = cause;
    this.kill();
  }

  /** Whether that is what its supervisor has ended it for. */
  wasEnded(cause: string): boolean {
    return cause === this.#why && cause !== this.#ownCause;
  }

  /** Ends it, whatever it does. */
  kill(): void {
    this.blame("ended by its supervisor");
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It is gone.
    }
  }

  #receive(message: unknown): void {
    if (this.#isListening) return this.#events.onMessage(message);
    // Its first words come before it has loaded any code that is not this package's.
    this.#isListening = true;
    this.#events.onListening();
  }

  /** What it writes to standard error goes to that of its host. */
  async #passOn(): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const piece of this.#process.stderr) {
        const text = decoder.decode(piece, { stream: true });
        this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS_CHARS);
        await writeAll(piece);
      }
    } catch {
      // Nobody reads there any more, or there is nothing left to read.
    }
  }
}

/** What it runs: the package's own module, and a way to those of its actors. */
function programOf(
  { sources, entry, libc, region, bells }: Launch,
  control: number,
): string {
  const berth: Berth = {
    host: Deno.pid,
    folder: ownFolder(libc.functions),
    region,
    control,
    bells,
    libc: { path: libc.path, isGivenUp: libc.isGivenUp },
  };
  const loads = sources.map(({ module }) => {
    const text = JSON.stringify(module);
    return `${text}:()=>import(${text})`;
  });
  // Imports that are written out take no permission, and are fetched before anything is run.
  return `import{enter}from${JSON.stringify(entry)};enter(${JSON.stringify(berth)},{${
    [...new Set(loads)].join(",")
  }})`;
}

/**
 * Runs a program in a process of its own. Where the program of the host is a file, it is one in the same folder to Deno, which looks for its
 * configuration from there on.
 */
function spawn(
  program: string,
  { settings, libc: { functions, path } }: Launch,
): Deno.ChildProcess {
  const { mainModule } = Deno;
  const isFile = mainModule.startsWith("file:");
  const command = new Deno.Command(denoCommand() ?? Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      ...ownFlags(functions),
      ...flagsOf(settings, path, ownFolder(functions)),
      isFile ? "-" : `data:application/javascript,${encodeURIComponent(program)}`,
      ...Deno.args,
    ],
    ...(isFile && { cwd: decodeURIComponent(new URL(".", mainModule).pathname) }),
    stdin: isFile ? "piped" : "null",
    stdout: "inherit",
    stderr: "piped",
  });
  const process = command.spawn();
  if (isFile) hand(program, process.stdin);
  return process;
}

async function writeAll(piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length;) at += await Deno.stderr.write(piece.subarray(at));
}

/** Resolves when `promise` does, after `ms` milliseconds at the latest. */
async function within(ms: number, promise: Promise<void>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([promise, late]);
  clearTimeout(timer);
}

/** Its end is told elsewhere, if it does not live to read all of it. */
async function hand(program: string, stdin: WritableStream<Uint8Array>): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(program));
    await writer.close();
  } catch {
    // It is gone.
  }
}
