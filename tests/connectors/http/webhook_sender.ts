/** What a sender of webhooks sends. */
export interface Webhook {
  readonly id: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Sends webhooks as services do: side by side, each until it is answered 202, whoever is there or not. */
export class WebhookSender implements AsyncDisposable {
  readonly #url: string;
  readonly #over = new AbortController();
  readonly #sending = new Set<Promise<void>>();

  constructor(port: number, path: string) {
    this.#url = `http://127.0.0.1:${port}${path}`;
  }

  /** Begins to send, and does not wait for it. */
  send(webhook: Webhook): void {
    const sending = this.#send(webhook).finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
  }

  /** Resolves when all are taken. */
  async done(): Promise<void> {
    while (this.#sending.size > 0) await Promise.all(this.#sending);
  }

  /** Ends it, whatever is not taken. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.done();
  }

  async #send({ id, bytes }: Webhook): Promise<void> {
    const { signal } = this.#over;
    const headers = { "webhook-id": id };
    while (!signal.aborted) {
      try {
        const response = await fetch(this.#url, { method: "POST", headers, body: bytes, signal });
        await response.body?.cancel();
        if (response.status === 202) return;
      } catch {
        // Nobody is there, or whoever was has gone.
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
