import { LEVEL_NAMES } from "../../../static/levels.js";
import { reportError } from "../../errors.ts";
import type { Alert, AlertLevel } from "../../protocol/alert.ts";
import { levelNumber } from "./rule_text.ts";
import { printError } from "../../printer.ts";

/** Where alerts are posted. */
export interface WebhookOptions {
  /**
   * An address of http or https. Each request is a POST of JSON: `{ "graph": name, "epoch": text, "alerts": [ … ] }`, with the alerts
   * that came or went since the one before, a hundred at most. The `epoch` is another one whenever telemetry is served anew: the
   * alerts are numbered from 0 then. What is not answered with a status from 200 to 299 is posted again, with
   * pauses from one second to one minute; a status from 300 to 499, but for 408 and 429, is a refusal: it is logged and the alerts
   * are dropped. A thousand alerts wait at most, then the oldest are dropped.
   *
   * Needs `--allow-net` for its host.
   */
  readonly url: string;
  /** Headers to send, for instance `Authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * The lowest level that is posted.
   *
   * @default {"high"}
   */
  readonly level?: AlertLevel;
}

/** Whose alerts they are: with their numbers, this names each. */
export interface WebhookSender {
  /** The graph's name. */
  readonly graph: string;
  /** Another one whenever telemetry is served anew. */
  readonly epoch: string;
}

/** What a webhook needs of the world; a test puts others in their place. */
export interface WebhookWorld {
  fetch(url: string, request: RequestInit): Promise<Response>;
  log(text: string): void;
  /** Resolves after so many milliseconds, or when the signal is aborted. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

const MAX_WAITING = 1000;
const MAX_POSTED = 100;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
const ANSWER_TIMEOUT_MS = 10_000;
/** What the last request gets when all is over, in milliseconds. */
const LAST_TIMEOUT_MS = 2000;
/** Statuses below 500 after which it makes sense to try again. */
const PASSING: readonly number[] = [408, 429];

const WORLD: WebhookWorld = {
  fetch: (url, request) => fetch(url, request),
  log: (text) => printError(text),
  pause: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      });
    }),
};

/** Posts alerts. Nothing that goes wrong there is thrown; it is logged once, until it works again. */
export class Webhook {
  readonly #options: WebhookOptions;
  readonly #from: WebhookSender;
  readonly #world: WebhookWorld;
  readonly #lowest: number;
  readonly #closing = new AbortController();
  #waiting: Alert[] = [];
  #posting: Promise<void> | null = null;
  #failed = false;

  constructor(options: WebhookOptions, from: WebhookSender, world: WebhookWorld = WORLD) {
    this.#options = options;
    this.#from = from;
    this.#world = world;
    this.#lowest = levelNumber(options.level ?? "high");
  }

  /** Takes alerts that are to be posted. */
  offer(alerts: readonly Alert[]): void {
    if (this.#closing.signal.aborted) return;
    const wanted = alerts.filter(({ level }) => level >= this.#lowest);
    if (wanted.length === 0) return;
    this.#waiting = [...this.#waiting, ...wanted].slice(-MAX_WAITING);
    this.#posting ??= this.#postAll().finally(() => this.#posting = null);
  }

  /** Tries once more to post what waits, and ends. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#posting;
    if (this.#waiting.length > 0) await this.#post(LAST_TIMEOUT_MS);
  }

  async #postAll(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    const { signal } = this.#closing;
    while (this.#waiting.length > 0 && !signal.aborted) {
      if (await this.#post(ANSWER_TIMEOUT_MS, signal)) {
        pauseMs = FIRST_PAUSE_MS;
        continue;
      }
      await this.#world.pause(pauseMs, signal);
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    }
  }

  /** Posts the oldest that wait. Whether it is done with them. */
  async #post(timeoutMs: number, stop?: AbortSignal): Promise<boolean> {
    const alerts = this.#waiting.slice(0, MAX_POSTED);
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await this.#world.fetch(this.#options.url, {
        method: "POST",
        headers: { ...this.#options.headers, "Content-Type": "application/json" },
        body: JSON.stringify({ ...this.#from, alerts }),
        redirect: "manual",
        signal: stop ? AbortSignal.any([stop, timeout]) : timeout,
      });
      await response.body?.cancel();
      const { ok, status } = response;
      const refused = status >= 300 && status < 500 && !PASSING.includes(status);
      if (ok) this.#failed = false;
      else this.#fail(`it answers ${status}${refused ? ", so they are dropped" : ""}`);
      if (ok || refused) this.#drop(alerts);
      return ok || refused;
    } catch (error) {
      if (!stop?.aborted) this.#fail(reportError(error).message);
      return false;
    }
  }

  // Some of them may have been dropped meanwhile, because there were too many.
  #drop(posted: readonly Alert[]): void {
    const last = posted.at(-1)!.n;
    this.#waiting = this.#waiting.filter(({ n }) => n > last);
  }

  // The address may hold a secret, but not its host.
  #fail(why: string): void {
    if (!this.#failed) {
      this.#world.log(`Cannot post alerts to ${new URL(this.#options.url).host}: ${why}`);
    }
    this.#failed = true;
  }
}

const KEYS: readonly string[] = ["url", "headers", "level"];

/** What is wrong with the options, if they are given: what follows on "Cannot serve telemetry". */
export function webhookFaults(options: WebhookOptions | undefined): string[] {
  if (options === undefined) return [];
  if (typeof options !== "object" || options === null) {
    return [`with webhook ${Deno.inspect(options)}: give { url, headers, level }`];
  }
  const { url, headers = {}, level = "high" } = options;
  const faults = Object.keys(options).filter((key) => !KEYS.includes(key)).map((key) =>
    `with webhook.${key}: there is no such option, there are "url", "headers", "level"`
  );
  const address = typeof url === "string" ? URL.parse(url) : null;
  if (address === null || !["http:", "https:"].includes(address.protocol)) {
    faults.push(`with that webhook.url: give an address that begins with http:// or https://`);
  }
  try {
    new Headers(headers);
  } catch {
    faults.push(`with those webhook.headers: one has a name or value that HTTP does not allow`);
  }
  if (!LEVEL_NAMES.slice(1).includes(level)) {
    faults.push(
      `with webhook.level ${Deno.inspect(level)}: give "watch", "high" or "critical"`,
    );
  }
  return faults;
}

/**
 * Refuses a webhook that the program may not reach. Asking is not enough: a terminal would be asked in the middle of the night.
 *
 * @throws {Deno.errors.NotCapable} if the program may not connect there
 */
export function checkWebhookPermission({ url }: Pick<WebhookOptions, "url">): void {
  const { host } = new URL(url);
  if (Deno.permissions.querySync({ name: "net", host }).state === "granted") return;
  throw new Deno.errors.NotCapable(
    `Cannot post alerts to ${host}: the program may not connect there, run it with --allow-net=${host}`,
  );
}
