import { type Pace, pauseMs } from "../../backoff.ts";
import { reportError } from "../../errors.ts";
import type { Clock } from "../../world.ts";
import { CLOCK_HEADER } from "../http/mod.ts";
import { EventCutter } from "./event_blocks.ts";
import type { FollowedPod } from "./pod.ts";
import type { PodEvent } from "./pod_view.ts";

/** How often a second a pod is to tell its values, and how often while somebody looks at a part of it. */
export const PODS_HZ = 2;
const LOOKED_AT_HZ = 10;

/** Frames are acknowledged, and the clock of the pod looked at, every so many frames: a pod waits after four. */
const FRAMES_EACH = 2;

/** A request that is not answered for so long is given up, in milliseconds. */
const PATIENCE_MS = 5000;

/** Pauses between attempts to reach a pod; by chance, so that a hundred hubs or pods do not ask at once. */
const PACE: Pace = { firstMs: 250, maxMs: 4000, jitter: "full" };

/** What is said of a pod that refuses. */
const REFUSALS: Readonly<Record<number, string>> = {
  401:
    "it asks for a token, or for another one, give the environment variable that has it: --token-env",
  421:
    "it does not answer to that name, give its option allowedHosts that, or its address in numbers",
  503: "too many follow it already",
};

/** Is told what a pod says. */
export interface PodListener {
  /** An event of its stream, after the pod's view has taken it. */
  onEvent(pod: FollowedPod, event: PodEvent): void;
}

/** Follows one pod for as long as the hub is there: its stream, and its clock. Nothing that goes wrong with a pod throws. */
export class PodClient {
  readonly pod: FollowedPod;
  readonly #listener: PodListener;
  readonly #clock: Clock;
  #stream: AbortController | null = null;
  #hz = PODS_HZ;
  #wake: (() => void) | null = null;
  #closed = false;
  #isWanted = true;
  #askedAt = -Infinity;
  #unacknowledged = 0;
  #isAcking = false;
  #epoch = "";

  constructor(pod: FollowedPod, listener: PodListener, clock: Clock) {
    this.pod = pod;
    this.#listener = listener;
    this.#clock = clock;
    void this.#run();
  }

  /** Looks after the connection at `now`: at a pod that is looked at, it asks for more; a silent one is asked anew. */
  tend(now: number): void {
    const { pod } = this;
    const hz = now < pod.lookedAtUntil ? LOOKED_AT_HZ : PODS_HZ;
    if (hz !== this.#hz) {
      this.#hz = hz;
      this.#stream?.abort();
    } else if (now - Math.max(pod.heardAt, this.#askedAt) >= PATIENCE_MS) {
      this.#stream?.abort();
    }
  }

  /** Whether there is to be a pod there. One that is not is followed while it speaks, and then not looked for. */
  set isWanted(isWanted: boolean) {
    if (isWanted && !this.#isWanted) this.#wake?.();
    this.#isWanted = isWanted;
  }

  /** Follows no more. */
  close(): void {
    this.#closed = true;
    this.#stream?.abort();
    this.#wake?.();
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#closed;) {
      const frames = this.pod.frames;
      const asked = this.#hz;
      try {
        await this.#follow(asked);
        this.pod.trouble = "its stream ended";
      } catch (error) {
        // Somebody looks at it, or no more: that is no failure.
        if (asked === this.#hz) this.pod.trouble = troubleOf(error);
      }
      if (this.#closed) return;
      failures = this.pod.frames > frames ? 0 : failures + 1;
      if (asked === this.#hz) await this.#pause(Math.max(50, pauseMs(failures + 1, PACE)));
    }
  }

  /** Waits before the next attempt; for a pod that is not to be there, until it is. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      // Who is at the address of one that is gone may be somebody else.
      const timer = this.#isWanted ? setTimeout(() => this.#wake?.(), ms) : undefined;
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
    });
  }

  async #follow(hz: number): Promise<void> {
    const { pod } = this;
    const stream = this.#stream = new AbortController();
    this.#askedAt = this.#clock.now();
    try {
      const answer = await pod.reach.ask(`events?hz=${hz}&links=1`, { signal: stream.signal });
      if (answer.status === 204) return;
      if (!answer.ok || answer.body === null) {
        await answer.body?.cancel();
        throw new Error(REFUSALS[answer.status] ?? `it answers with status ${answer.status}`);
      }
      const cutter = new EventCutter();
      for await (const text of answer.body.pipeThrough(new TextDecoderStream())) {
        for (const block of cutter.take(text)) {
          const event = pod.view.take(block);
          if (event !== null) this.#hear(event);
        }
      }
    } finally {
      stream.abort();
      this.#stream = null;
    }
  }

  #hear(event: PodEvent): void {
    const { pod } = this;
    pod.heardAt = this.#clock.now();
    pod.trouble = null;
    if (event.event === "hello") {
      pod.ending = null;
      // Another process may be on another machine.
      if (event.data.epoch !== this.#epoch) pod.clock.clear();
      this.#epoch = event.data.epoch;
    }
    if (event.event === "bye") pod.ending = event.data.reason;
    if (event.event === "key" || event.event === "tick") {
      pod.frames++;
      void this.#acknowledge(event.data.s);
    }
    this.#listener.onEvent(pod, event);
  }

  /** Tells the pod how far the hub has come; the answer tells what its clock says. */
  async #acknowledge(s: number): Promise<void> {
    const { view, reach, clock } = this.pod;
    const asked = this.#clock.now();
    if (++this.#unacknowledged < FRAMES_EACH || this.#isAcking) return;
    this.#isAcking = true;
    this.#unacknowledged = 0;
    try {
      const answer = await reach.ask(`ack/${view.hello?.sid}/${s}`, {
        method: "POST",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const answered = this.#clock.now();
      await answer.body?.cancel();
      const [received, sent] = (answer.headers.get(CLOCK_HEADER) ?? "").split(" ").map(Number);
      if (Number.isFinite(received) && Number.isFinite(sent) && sent !== undefined) {
        clock.add({ asked, received: received!, sent, answered });
      }
    } catch {
      // The next one makes it good, or the stream ends.
    } finally {
      this.#isAcking = false;
    }
  }
}

function troubleOf(error: unknown): string {
  if (error instanceof DOMException && error.name === "AbortError") return "it does not answer";
  const { message } = reportError((error as Error).cause ?? error);
  // The runtime tells the address once more, and in which of its layers it was.
  return message.replace(/^error sending request.*?: client error \(.*?\): /, "");
}
