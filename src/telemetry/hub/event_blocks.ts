/** A server-sent event as it came. */
export interface EventBlock {
  readonly event: string;
  readonly data: string;
}

/** An event is not longer than this, in characters: what a stranger sends must not fill the memory of the hub. */
const MAX_EVENT = 64 * 1024 * 1024;

/** Cuts a stream of server-sent events into events, as they arrive; comments are left out. Has no stream of its own. */
export class EventCutter {
  /** What has come of the event that is not complete; in pieces, because a long one comes in many. */
  #pieces: string[] = [];
  #size = 0;

  /**
   * Takes the next piece of text, and gives the events that it completes.
   *
   * @throws {RangeError} If an event is too long.
   */
  *take(text: string): Generator<EventBlock> {
    // The end of an event can lie in two pieces.
    const last = this.#pieces.pop() ?? "";
    let rest = last + text;
    for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
      const block = blockOf(this.#pieces.join("") + rest.slice(0, end));
      this.#pieces = [];
      this.#size = 0;
      rest = rest.slice(end + 2);
      if (block) yield block;
    }
    this.#size += rest.length - last.length;
    if (this.#size > MAX_EVENT) {
      throw new RangeError(`an event is longer than ${MAX_EVENT} characters`);
    }
    // Only the last character can be half of an end.
    this.#pieces.push(rest.slice(0, -1), rest.slice(-1));
  }
}

function blockOf(text: string): EventBlock | null {
  let event = "";
  const data: string[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("event:")) event = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5));
  }
  return event === "" ? null : { event, data: data.join("\n") };
}
