/** How a pod is asked. */
export interface PodReach {
  /** Where it is, for people: an address, or how it came. */
  readonly place: string;
  /** Asks for a path of its telemetry, as `fetch` does. Rejects where nobody answers. */
  ask(path: string, init?: PodAsk): Promise<Response>;
}

/** What is asked beyond a path. */
export interface PodAsk {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A pod that is reached at an address. */
export class UrlReach implements PodReach {
  readonly place: string;
  readonly #base: URL;
  readonly #token: string | undefined;

  /** `token` is the read token of the pod, where it asks for one. */
  constructor(url: URL, token?: string) {
    this.#base = url;
    this.#token = token;
    this.place = url.pathname === "/" ? url.host : url.host + url.pathname;
  }

  ask(path: string, { method = "GET", headers = {}, signal }: PodAsk = {}): Promise<Response> {
    return fetch(new URL(path, this.#base), {
      method,
      headers: {
        ...headers,
        ...this.#token !== undefined && { authorization: `Bearer ${this.#token}` },
      },
      // A pod must not send the token elsewhere.
      redirect: "error",
      ...signal && { signal },
    });
  }
}
