import { parse, serialize } from "hono/utils/cookie";
import { refuse } from "./answers.ts";

const encoder = new TextEncoder();

/** What a request without the token is told. */
const NO_TOKEN = "Cannot answer: a token is needed, send it as Authorization: Bearer <token>, " +
  "or open /?token=<token> once in a browser";

/** For this server alone, and for no script. */
const COOKIE = { path: "/", httpOnly: true, sameSite: "Strict" } as const;

/**
 * Lets in who knows the token: by `Authorization: Bearer`, or by the cookie that `/?token=` gives in exchange. The cookie is not
 * the token, and it outlives a restart of the program. Without a token everybody is let in.
 */
export class Access {
  readonly #token: string | null;
  #cookie: Promise<string> | undefined;

  constructor(token: string | null) {
    this.#token = token;
  }

  /** `null` if the request may go on; else what it is answered. `port` tells the cookies of servers on one host apart. */
  async refusal(request: Request, port: number): Promise<Response | null> {
    if (this.#token === null) return null;
    const url = new URL(request.url);
    // Whoever watches over processes asks whether this one is there, and learns nothing else.
    if (url.pathname === "/healthz") return null;
    const given = url.searchParams.get("token");
    if (url.pathname === "/" && given !== null && request.method === "GET") {
      return await this.#logIn(given, this.#token, port);
    }
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    if (bearer !== undefined && await areEqual(bearer, this.#token)) return null;
    const name = cookieName(port);
    const cookie = parse(request.headers.get("cookie") ?? "", name)[name];
    if (cookie !== undefined && await areEqual(cookie, await this.#cookieValue(this.#token))) {
      return null;
    }
    return refuse(401, NO_TOKEN, { "WWW-Authenticate": 'Bearer realm="telemetry"' });
  }

  async #logIn(given: string, token: string, port: number): Promise<Response> {
    if (!await areEqual(given, token)) {
      return refuse(401, "Cannot log in: the token is another one", {
        "WWW-Authenticate": 'Bearer realm="telemetry"',
      });
    }
    const value = await this.#cookieValue(token);
    return new Response(null, {
      status: 303,
      headers: {
        Location: "/",
        "Cache-Control": "no-store",
        "Set-Cookie": serialize(cookieName(port), value, COOKIE),
      },
    });
  }

  #cookieValue(token: string): Promise<string> {
    return this.#cookie ??= digest(`telemetry cookie of ${token}`).then((bytes) => bytes.toHex());
  }
}

/** Compares by digests, every byte of them: how long it takes tells nothing of where two texts differ. */
async function areEqual(one: string, other: string): Promise<boolean> {
  const [left, right] = await Promise.all([digest(one), digest(other)]);
  return left.reduce((difference, byte, i) => difference | (byte ^ right[i]!), 0) === 0;
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text)));
}

function cookieName(port: number): string {
  return `telemetry_${port}`;
}
