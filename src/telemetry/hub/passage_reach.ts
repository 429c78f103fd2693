import { type HubMessage, type PodMessage, readPiece } from "../announce/mod.ts";
import type { PodAsk, PodReach } from "./pod_reach.ts";

/** A pod says no longer text than this, in characters. */
const MAX_TEXT = 64 * 1024;

/** So many bytes of a body may wait for the hub; a pod that sends more than it is asked for is cut off. */
const MAX_WAITING = 64 * 1024 * 1024;

/** An answer that is being given. */
interface PassageAnswer {
  readonly resolve: (response: Response) => void;
  readonly reject: (error: Error) => void;
  controller: ReadableStreamDefaultController<Uint8Array> | null;
}

/** A pod that has announced itself: it is asked through the connection that it has opened. */
export class PassageReach implements PodReach {
  readonly place: string;
  #socket: WebSocket | null = null;
  #next = 1;
  #answers = new Map<number, PassageAnswer>();

  constructor(place: string) {
    this.place = place;
  }

  /** Asks through this connection from now on. */
  attach(socket: WebSocket): void {
    this.#socket?.close();
    this.#cut();
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#hear(data);
    };
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      this.#socket = null;
      this.#cut();
    };
  }

  ask(path: string, { method = "GET", signal }: PodAsk = {}): Promise<Response> {
    const socket = this.#socket;
    if (socket === null || !this.isOpen) {
      return Promise.reject(new Error("it has not announced itself again"));
    }
    const number = this.#next++;
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    this.#answers.set(number, { resolve, reject, controller: null });
    say(socket, { ask: number, path, method });
    signal?.addEventListener("abort", () => {
      this.#end(number, signal.reason);
      say(socket, { cancel: number });
    });
    return promise;
  }

  /** Whether the pod can be asked. */
  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Ends the connection. */
  close(): void {
    this.#socket?.close();
  }

  #hear(data: unknown): void {
    if (data instanceof ArrayBuffer) {
      const { number, bytes } = readPiece(data);
      const controller = this.#answers.get(number)?.controller;
      if (!controller) return;
      controller.enqueue(bytes);
      if ((controller.desiredSize ?? 0) <= 0) this.#end(number, new Error("it says too much"));
      return;
    }
    const message = readMessage(data);
    if (message === null) return this.#socket?.close();
    if ("end" in message) return this.#end(message.end);
    this.#begin(message);
  }

  #begin({ answer, status, headers }: Extract<PodMessage, { answer: number }>): void {
    const known = this.#answers.get(answer);
    if (known === undefined || known.controller !== null) return;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        known.controller = controller;
      },
      cancel: () => {
        this.#answers.delete(answer);
        if (this.#socket) say(this.#socket, { cancel: answer });
      },
    }, new ByteLengthQueuingStrategy({ highWaterMark: MAX_WAITING }));
    try {
      // Some answers have no body.
      const isEmpty = [204, 304].includes(status);
      known.resolve(
        new Response(isEmpty ? null : body, {
          status,
          headers: [...headers] as [string, string][],
        }),
      );
    } catch {
      this.#end(answer, new Error("its answer makes no sense"));
    }
  }

  #end(number: number, error?: Error): void {
    const answer = this.#answers.get(number);
    this.#answers.delete(number);
    if (answer === undefined) return;
    const { controller, reject } = answer;
    if (controller === null) reject(error ?? new Error("it ended without an answer"));
    else if (error) controller.error(error);
    else controller.close();
  }

  #cut(): void {
    for (const number of [...this.#answers.keys()]) {
      this.#end(number, new Error("its connection ended"));
    }
  }
}

function say(socket: WebSocket, message: HubMessage): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

/** What a pod says; `null` if it makes no sense. */
function readMessage(data: unknown): PodMessage | null {
  if (typeof data !== "string" || data.length > MAX_TEXT) return null;
  try {
    const { end, answer, status, headers } = Object(JSON.parse(data));
    if (Number.isInteger(end)) return { end };
    return Number.isInteger(answer) && Number.isInteger(status) && Array.isArray(headers)
      ? { answer, status, headers }
      : null;
  } catch {
    return null;
  }
}
