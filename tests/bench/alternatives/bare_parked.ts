/**
 * What a round trip between two parked threads costs without any of our code, and with what a promise of the product adds to it. Prints
 * microseconds. Its words, each besides those before:
 *
 * - `promises=1`: whoever waits has a promise of its own, which a microtask settles: others of its thread may have gone first.
 * - `doorbell=1`: a doorbell with seats: who waits is armed, who sends rings only whoever waits, and notifies only a thread that sleeps.
 * - `commits=1`: what was taken and sent is published by a record, a commit point and two cursors, so that no death cuts it in two.
 * - `clock=1`: two looks at the clock for each wait, and the time booked to work and to waiting.
 *
 * Usage: `deno run -A --no-lock tests/bench/alternatives/bare_parked.ts rounds=100000 promises=1 doorbell=1 commits=1 clock=1`. On one
 * core, by `taskset -c 1`, it is the sum of all that both threads do; on two, what is done after a ring is hidden by the other's wake-up.
 *
 * @module
 */
import { figuresOf, Stopwatch } from "../stopwatch.ts";
import { finish, numberIn, type Words, wordsOf } from "../words.ts";

interface Task {
  readonly region: SharedArrayBuffer;
  readonly words: Words;
}

/** Words of one thread's part of the region; each thread has 256, and lines of their own for what others write. */
const [SEQUENCE, SLEEPING, SUMMARY, READY, WAITING] = [0, 1, 2, 3, 4] as const;
const [RECORD, COMMITTED, APPLIED] = [32, 48, 49] as const;
/** Where the times are, counted in floats. */
const BOOKED = 40;
/** The cursors of what is sent to the thread. */
const [HEAD, TAIL] = [128, 160] as const;
const PART_WORDS = 256;

const begin = performance.timeOrigin;

class Thread {
  readonly #words: Int32Array;
  readonly #booked: Float64Array;
  readonly #mine: number;
  readonly #peer: number;
  readonly #hasPromises: boolean;
  readonly #hasDoorbell: boolean;
  readonly #commits: boolean;
  readonly #hasClock: boolean;
  #seen = 0;
  #head = 0;
  #tail = 0;
  #turn = 0;
  #since = 0;
  #resolve: (met: boolean) => void = () => {};
  readonly #wake = (): void => this.#wakeUp();
  readonly #run = (): void => this.#resolve(true);

  constructor({ region, words }: Task, number: number) {
    this.#words = new Int32Array(region);
    this.#booked = new Float64Array(region);
    this.#mine = number * PART_WORDS;
    this.#peer = (1 - number) * PART_WORDS;
    this.#hasPromises = words.promises === 1;
    this.#hasDoorbell = words.doorbell === 1;
    this.#commits = words.commits === 1;
    this.#hasClock = words.clock === 1;
  }

  /** Publishes a message, and wakes the peer. */
  send(): void {
    const words = this.#words;
    const peer = this.#peer;
    this.#head++;
    if (this.#commits) this.#commit();
    else Atomics.store(words, peer + HEAD, this.#head);
    if (!this.#hasDoorbell) {
      Atomics.add(words, peer + SEQUENCE, 1);
      Atomics.notify(words, peer + SEQUENCE, 1);
    } else if (Atomics.load(words, peer + WAITING) === 1) {
      Atomics.or(words, peer + READY, 1);
      Atomics.or(words, peer + SUMMARY, 1);
      Atomics.add(words, peer + SEQUENCE, 1);
      if (Atomics.load(words, peer + SLEEPING) === 1) Atomics.notify(words, peer + SEQUENCE);
    }
  }

  #commit(): void {
    const words = this.#words;
    const mine = this.#mine;
    words[mine + RECORD] = this.#head;
    words[mine + RECORD + 2] = this.#tail;
    Atomics.store(words, mine + COMMITTED, ++this.#turn);
    Atomics.store(words, this.#peer + HEAD, this.#head);
    Atomics.store(words, mine + TAIL, this.#tail);
    words[mine + APPLIED] = this.#turn;
  }

  /** Waits until there is a message, and takes it. */
  async take(): Promise<void> {
    if (this.#hasPromises) await this.#parked();
    else while (!this.#isMet()) await this.#sleep();
    this.#tail++;
  }

  #isMet(): boolean {
    return Atomics.load(this.#words, this.#mine + HEAD) !== this.#tail;
  }

  /** Until somebody has rung. */
  #sleep(): Promise<unknown> | undefined {
    const words = this.#words;
    const mine = this.#mine;
    if (this.#hasDoorbell) Atomics.store(words, mine + SLEEPING, 1);
    const parked = Atomics.waitAsync(words, mine + SEQUENCE, this.#seen, 10_000);
    if (parked.async) return parked.value;
    this.#seen = Atomics.load(words, mine + SEQUENCE);
    return undefined;
  }

  #parked(): Promise<boolean> {
    if (this.#hasClock) this.#book(BOOKED);
    const over = new Promise<boolean>((resolve) => this.#resolve = resolve);
    if (this.#hasDoorbell) Atomics.store(this.#words, this.#mine + WAITING, 1);
    this.#look();
    return over;
  }

  /** Lets who waits go on, or sleeps. */
  #look(): void {
    while (!this.#isMet()) {
      const parked = this.#sleep();
      if (parked !== undefined) return void parked.then(this.#wake);
    }
    if (this.#hasDoorbell) Atomics.store(this.#words, this.#mine + WAITING, 0);
    queueMicrotask(this.#run);
  }

  #wakeUp(): void {
    const words = this.#words;
    const mine = this.#mine;
    if (this.#hasClock) this.#book(BOOKED + 1);
    this.#seen = Atomics.load(words, mine + SEQUENCE);
    if (this.#hasDoorbell) {
      Atomics.store(words, mine + SLEEPING, 0);
      if (Atomics.load(words, mine + SUMMARY) !== 0 && Atomics.exchange(words, mine + SUMMARY, 0)) {
        Atomics.exchange(words, mine + READY, 0);
      }
    }
    this.#look();
  }

  #book(phase: number): void {
    const now = begin + performance.now();
    const at = this.#mine / 2 + phase;
    this.#booked[at] = (this.#booked[at] as number) + now - this.#since;
    this.#since = now;
  }
}

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<Task>) => void;
  postMessage(figures: unknown): void;
};

async function ping(task: Task): Promise<void> {
  const thread = new Thread(task, 0);
  const rounds = numberIn(task.words, "rounds", 100_000);
  const warm = numberIn(task.words, "warm", Math.ceil(rounds / 2));
  const watch = new Stopwatch();
  for (let round = 0; round < warm + rounds; round++) {
    const from = performance.now();
    thread.send();
    await thread.take();
    if (round >= warm) watch.add(performance.now() - from);
  }
  scope.postMessage(figuresOf(watch));
}

async function pong(task: Task): Promise<void> {
  const thread = new Thread(task, 1);
  for (;;) {
    await thread.take();
    thread.send();
  }
}

const role = new URL(import.meta.url).hash;
if (role === "") {
  const region = new SharedArrayBuffer(2 * PART_WORDS * 4);
  const [ponger, pinger] = ["pong", "ping"].map((name) => {
    const worker = new Worker(`${import.meta.url}#${name}`, { type: "module", name });
    worker.postMessage({ region, words: wordsOf(Deno.args) } satisfies Task);
    return worker;
  });
  pinger!.onmessage = ({ data }) => {
    ponger!.terminate();
    finish(data);
  };
} else {
  setInterval(() => {}, 1000); // A wait alone does not keep a worker alive.
  scope.onmessage = ({ data }) => void (role === "#ping" ? ping(data) : pong(data));
}
