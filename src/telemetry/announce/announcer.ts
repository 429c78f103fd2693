import { type Pace, pauseMs } from "../../backoff.ts";
import { printError, printLine } from "../../printer.ts";
import { type HubMessage, PASSAGE_PATH, pieceOf, type PodMessage } from "./passage.ts";

/** Where a pod announces itself. */
export interface HubAddress {
  /** The address of the hub's page. */
  readonly url: string;
  /** The token of the hub, where it asks for one. */
  readonly token?: string;
}

/** What an announcer is made of. */
export interface AnnouncerParts {
  readonly hub: HubAddress;
  /** How this pod is called. */
  readonly pod: string;
  /** Answers what the hub asks, as if it had come to the pod's own server. */
  readonly answer: (path: string, method: "GET" | "POST") => Promise<Response>;
}

/** Pauses between attempts to reach the hub. */
const PACE: Pace = { firstMs: 500, maxMs: 10_000, jitter: "full" };

/** So many answers at once, and no more: a hub needs a few. */
const MAX_ANSWERS = 64;

/** While more than this waits to be sent, in bytes, answers wait, and look again after so many milliseconds. */
const MAX_WAITING = 1024 * 1024;
const LOOK_MS = 20;

/**
 * Keeps a passage open to a hub, and answers what that asks through it. A hub that is not there is tried again for ever; that is told
 * once, and nothing of it touches the graph.
 */
export class HubAnnouncer {
  readonly #parts: AnnouncerParts;
  readonly #url: URL;
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #told = false;
  #closed = false;

  constructor(parts: AnnouncerParts) {
    this.#parts = parts;
    this.#url = new URL(PASSAGE_PATH.slice(1), folderOf(parts.hub.url));
    this.#url.protocol = this.#url.protocol === "https:" ? "wss:" : "ws:";
    // Another process of the same name is another pod.
    this.#url.search = new URLSearchParams({
      pod: parts.pod,
      process: crypto.randomUUID().slice(0, 8),
    }).toString();
    this.#connect();
  }

  /** Announces it no more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #connect(): void {
    const { token } = this.#parts.hub;
    const headers: Record<string, string> = token === undefined
      ? {}
      : { authorization: `Bearer ${token}` };
    const socket = this.#socket = new WebSocket(this.#url, { headers });
    socket.binaryType = "arraybuffer";
    const answers = new Map<number, ReadableStreamDefaultReader<Uint8Array> | null>();
    let why = "it ended the connection";
    socket.onopen = () => {
      this.#failures = 0;
      if (this.#told) printLine(`The hub at ${this.#url.host} is told of this pod again`);
      this.#told = false;
    };
    socket.onmessage = ({ data }) => this.#hear(socket, answers, data);
    socket.onerror = (event) => {
      if (event instanceof ErrorEvent && event.message !== "") why = event.message;
    };
    socket.onclose = () => {
      for (const reader of answers.values()) void reader?.cancel().catch(() => {});
      if (this.#closed) return;
      if (!this.#told) {
        printError(
          `Cannot announce pod "${this.#parts.pod}" to the hub at ${this.#url.host}, will try again: ${why}`,
        );
      }
      this.#told = true;
      this.#timer = setTimeout(() => this.#connect(), pauseMs(++this.#failures, PACE));
    };
  }

  #hear(
    socket: WebSocket,
    answers: Map<number, ReadableStreamDefaultReader<Uint8Array> | null>,
    data: unknown,
  ): void {
    const message = readMessage(data);
    if (message === null) return;
    if ("cancel" in message) {
      void answers.get(message.cancel)?.cancel().catch(() => {});
      answers.delete(message.cancel);
      return;
    }
    const { ask, path, method } = message;
    if (answers.size >= MAX_ANSWERS || answers.has(ask)) {
      return say(socket, { answer: ask, status: 503, headers: [] }, { end: ask });
    }
    answers.set(ask, null);
    void this.#answer(socket, answers, ask, path, method).finally(() => answers.delete(ask));
  }

  async #answer(
    socket: WebSocket,
    answers: Map<number, ReadableStreamDefaultReader<Uint8Array> | null>,
    ask: number,
    path: string,
    method: "GET" | "POST",
  ): Promise<void> {
    try {
      const answer = await this.#parts.answer(path, method);
      say(socket, { answer: ask, status: answer.status, headers: [...answer.headers] });
      const reader = answer.body?.getReader();
      if (reader && !answers.has(ask)) return await reader.cancel();
      if (reader) {
        answers.set(ask, reader);
        for (let read = await reader.read(); !read.done; read = await reader.read()) {
          await hasRoom(socket);
          if (socket.readyState !== WebSocket.OPEN) return await reader.cancel();
          socket.send(pieceOf(ask, read.value));
        }
      }
    } catch {
      // A stream that was cut off ends there, too.
    }
    say(socket, { end: ask });
  }
}

/** Waits while too much waits to be sent. */
async function hasRoom(socket: WebSocket): Promise<void> {
  while (socket.readyState === WebSocket.OPEN && socket.bufferedAmount > MAX_WAITING) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function say(socket: WebSocket, ...messages: readonly PodMessage[]): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  for (const message of messages) socket.send(JSON.stringify(message));
}

/** What the hub says; `null` if it makes no sense. */
function readMessage(data: unknown): HubMessage | null {
  if (typeof data !== "string" || data.length > 8192) return null;
  try {
    const { ask, path, method, cancel } = Object(JSON.parse(data));
    if (Number.isInteger(cancel)) return { cancel };
    const isAsked = Number.isInteger(ask) && typeof path === "string" &&
      (method === "GET" || method === "POST");
    return isAsked ? { ask, path, method } : null;
  } catch {
    return null;
  }
}

function folderOf(url: string): URL {
  const folder = new URL(url);
  if (!folder.pathname.endsWith("/")) folder.pathname += "/";
  return folder;
}
