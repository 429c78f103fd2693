import { PASSAGE_PATH } from "../announce/mod.ts";
import { type Access, type Handler, type OwnNames, refusalOf, refuse } from "../http/mod.ts";
import { PassageReach } from "./passage_reach.ts";
import type { Roster } from "./roster.ts";

/** More pods than these do not get in. */
const MAX_PODS = 1000;

const NAME = /^[\w.-]{1,64}$/;

/** Lets pods in that announce themselves. */
export class PassageDesk {
  readonly #roster: Roster;
  readonly #reaches = new Map<string, PassageReach>();

  constructor(roster: Roster) {
    this.#roster = roster;
  }

  /** Has requests of pods answered here, and all others by `handler`. */
  before(handler: Handler, access: Access, own: () => OwnNames): Handler {
    return async (request, remote) => {
      const url = new URL(request.url);
      if (url.pathname !== PASSAGE_PATH) return await handler(request, remote);
      const refusal = await refusalOf(request, own(), access, remote);
      return refusal ?? this.#admit(request, url.searchParams);
    };
  }

  /** Ends all connections. */
  close(): void {
    for (const reach of this.#reaches.values()) reach.close();
  }

  #admit(request: Request, query: URLSearchParams): Response {
    const [pod, life] = [query.get("pod") ?? "", query.get("process") ?? ""];
    // A browser would tell where its page comes from; pods are none.
    if (request.headers.has("origin") || request.headers.has("sec-fetch-site")) {
      return refuse(403, "Cannot announce a pod from a page");
    }
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      return refuse(426, "Cannot announce a pod: ask for a WebSocket", { Upgrade: "websocket" });
    }
    if (!NAME.test(pod) || !NAME.test(life)) {
      return refuse(400, "Cannot announce a pod: give its name as pod, and one of its process");
    }
    const place = `${pod}.${life}`;
    for (const [place, { isOpen }] of this.#reaches) if (!isOpen) this.#reaches.delete(place);
    if (this.#reaches.size >= MAX_PODS) {
      return refuse(503, "Cannot announce a pod: there are too many");
    }
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onopen = () => {
      const known = this.#roster.reachOf(place);
      const reach = known instanceof PassageReach ? known : new PassageReach(place);
      this.#reaches.set(place, reach);
      reach.attach(socket);
      this.#roster.follow(reach);
      // Whoever went, and does not come back, is kept until it is dismissed, and not waited for.
      socket.addEventListener("close", () => {
        if (!reach.isOpen) this.#roster.unwant(place);
      });
    };
    return response;
  }
}
