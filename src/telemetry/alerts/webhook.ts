import { type Pace, pauseMs } from "../../backoff.ts";
import { reportError } from "../../errors.ts";
import { filled } from "../../option_faults.ts";
import { type Alert, ALERT_LEVELS } from "../../protocol/mod.ts";
import { printError } from "../../printer.ts";
import { WEBHOOK_OPTIONS, type WebhookOptions } from "./webhook_options.ts";

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
const PACE: Pace = { firstMs: 1000, maxMs: 60_000 };
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
  readonly #options: WebhookOptions & Required<Pick<WebhookOptions, "level">>;
  readonly #from: WebhookSender;
  readonly #world: WebhookWorld;
  readonly #lowest: number;
  readonly #closing = new AbortController();
  #waiting: Alert[] = [];
  #posting: Promise<void> | null = null;
  #failed = false;

  constructor(options: WebhookOptions, from: WebhookSender, world: WebhookWorld = WORLD) {
    this.#options = filled<WebhookOptions, "level">(WEBHOOK_OPTIONS, options);
    this.#from = from;
    this.#world = world;
    this.#lowest = ALERT_LEVELS[this.#options.level];
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
    let failures = 0;
    const { signal } = this.#closing;
    while (this.#waiting.length > 0 && !signal.aborted) {
      if (await this.#post(ANSWER_TIMEOUT_MS, signal)) {
        failures = 0;
        continue;
      }
      await this.#world.pause(pauseMs(++failures, PACE), signal);
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
