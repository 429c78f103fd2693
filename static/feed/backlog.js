// @ts-check
// Asks the server for life events that the stream has left out, the latest first: those of before the page was there, and those of a
// crowd that was too large for a frame.

/** So many are asked for at once. */
const AT_ONCE = 1000;

/** More stretches than these that lack are asked for as one. */
const MOST_GAPS = 8;

/**
 * @typedef {import("./chronicle.js").Life} Life
 * @typedef {{ from: number, to: number }} Gap the numbers of events that lack: from `from` up to, but without, `to`
 */

export class Backlog {
  #read;
  #tell;
  #retryMs;
  /** @type {Gap[]} the latest last */
  #gaps = [];
  #running = false;
  #turn = 0;

  /**
   * `read` gives the events of a path of the server, `tell` is told them; `retryMs` is how long to wait where that fails.
   * @param {object} parts
   * @param {(path: string) => Promise<readonly Life[]>} parts.read
   * @param {(events: readonly Life[]) => void} parts.tell
   * @param {number} parts.retryMs
   */
  constructor({ read, tell, retryMs }) {
    this.#read = read;
    this.#tell = tell;
    this.#retryMs = retryMs;
  }

  /** Whether some are still to come. */
  get awaits() {
    return this.#gaps.length > 0;
  }

  /** Forgets what lacks: another program answers. */
  clear() {
    this.#turn++;
    this.#gaps = [];
  }

  /**
   * Asks for the events from number `from` up to, but without, `to`.
   * @param {number} from
   * @param {number} to
   */
  want(from, to) {
    const last = this.#gaps.at(-1);
    if (last && this.#gaps.length >= MOST_GAPS) last.to = to;
    else this.#gaps.push({ from, to });
    if (!this.#running) this.#run();
  }

  async #run() {
    this.#running = true;
    for (let gap = this.#gaps.at(-1); gap; gap = this.#gaps.at(-1)) await this.#fill(gap);
    this.#running = false;
  }

  /** @param {Gap} gap */
  async #fill(gap) {
    const turn = this.#turn;
    const { from, to } = gap;
    try {
      const events = await this.#read(`api/life?from=${from}&to=${to}&last=${AT_ONCE}`);
      if (turn !== this.#turn) return;
      const first = events[0]?.n ?? from;
      // One that has grown meanwhile is asked for again.
      if (gap.to === to) gap.to = events.length < AT_ONCE ? from : first;
      if (gap.to <= from) this.#gaps = this.#gaps.filter((other) => other !== gap);
      this.#tell(events);
    } catch {
      // The connection's state says that the server is away.
      await new Promise((resolve) => setTimeout(resolve, this.#retryMs));
    }
  }
}

/**
 * The life events that `url` tells; none, where the server does not know the path.
 * @param {URL} url
 * @returns {Promise<readonly Life[]>}
 */
export async function readLife(url) {
  const response = await fetch(url);
  if (response.status === 404) {
    await response.body?.cancel();
    return [];
  }
  if (!response.ok) throw new Error(`Cannot read what happened: ${response.status}`);
  return (await response.json()).events;
}
