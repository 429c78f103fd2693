import { parse, serialize } from "hono/utils/cookie";
import { refuse } from "./answers.ts";
import { clientName } from "./client_name.ts";
import { Guesses } from "./guesses.ts";

const encoder = new TextEncoder();

/** What a request without the token is told. */
const NO_TOKEN = "Cannot answer: a token is needed, send it as Authorization: Bearer <token>, " +
  "or open the page with ?token=<token> once in a browser";

const WRONG_TOKEN = "Cannot log in: the token is another one";

const TOO_MANY = "Cannot answer: too many wrong tokens come from where this one does, " +
  "try again in a second";

const CHALLENGE = { "WWW-Authenticate": 'Bearer realm="telemetry"' };

/**
 * For this server alone, and for no script. Without a path: a browser then takes the folder that the page was asked for in, and
 * only it knows under which one a proxy shows the page.
 */
const COOKIE = { httpOnly: true, sameSite: "Strict" } as const;

/** What those ask who watch over processes. */
const PROBES = ["/healthz", "/readyz"];

/** Who asks, as far as it is known. */
export interface Asker {
  /** The address that the connection comes from. */
  readonly remote: string;
  /** The port that this server is bound to: it tells the cookies of servers on one host apart. */
  readonly port: number;
}

/** How to let people in. */
export interface AccessOptions {
  /** Whether the proxy before this server is believed about who asks. */
  readonly trustProxy?: boolean;
  readonly guesses?: Guesses;
}

/** What a request shows, and what it would have to be. */
interface Shown {
  readonly text: string;
  readonly wanted: string;
}

/**
 * Lets in who knows the token: by `Authorization: Bearer`, or by the cookie that `?token=` gives in exchange. The cookie is not
 * the token, and it outlives a restart of the program. Without a token everybody is let in.
 *
 * Whoever guesses is slowed down (`guesses.ts`). A cookie that this process has given is no guess: it begins with a secret of the
 * process, so that people who are in stay in, whoever guesses at the same address.
 */
export class Access {
  readonly #token: string | null;
  readonly #trustProxy: boolean;
  readonly #guesses: Guesses;
  readonly #session = crypto.getRandomValues(new Uint8Array(16)).toHex();
  #cookie: Promise<string> | undefined;

  constructor(
    token: string | null,
    { trustProxy = false, guesses = new Guesses() }: AccessOptions = {},
  ) {
    this.#token = token;
    this.#trustProxy = trustProxy;
    this.#guesses = guesses;
  }

  /** `null` if the request may go on; else what it is answered. */
  async refusal(request: Request, { remote, port }: Asker): Promise<Response | null> {
    if (this.#token === null) return null;
    const url = new URL(request.url);
    // Whoever watches over processes asks whether this one is there and works, and learns nothing else.
    if (PROBES.includes(url.pathname)) return null;
    const client = clientName(request.headers, remote, this.#trustProxy);
    const given = url.searchParams.get("token");
    if (url.pathname === "/" && given !== null && request.method === "GET") {
      const refused = await this.#tried(client, [{ text: given, wanted: this.#token }]);
      return refused ?? await this.#logIn(request, port);
    }
    const [session, cookie] = sessionAndCookie(request, port);
    const wanted = await this.#cookieValue(this.#token);
    if (cookie !== undefined && session !== undefined && await areEqual(session, this.#session)) {
      if (await areEqual(cookie, wanted)) return null;
    }
    const shown: Shown[] = [];
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    if (bearer !== undefined) shown.push({ text: bearer, wanted: this.#token });
    if (cookie !== undefined) shown.push({ text: cookie, wanted });
    if (shown.length === 0) return refuse(401, NO_TOKEN, CHALLENGE);
    return await this.#tried(client, shown);
  }

  /** `null` if one of what is shown is right. */
  async #tried(client: string, shown: readonly Shown[]): Promise<Response | null> {
    const digests = await Promise.all(shown.map(({ text }) => digest(text)));
    const tries = shown
      .map(({ text, wanted }, i) => ({ text, wanted, digest: digests[i]!.toHex() }))
      .filter(({ digest }) => !this.#guesses.isKnown(client, digest));
    if (tries.length > 0) {
      if (!await this.#guesses.mayTry(client)) return refuse(429, TOO_MANY, { "Retry-After": "1" });
      for (const { text, wanted } of tries) if (await areEqual(text, wanted)) return null;
      for (const { digest } of tries) this.#guesses.wasWrong(client, digest);
    }
    return refuse(401, WRONG_TOKEN, CHALLENGE);
  }

  async #logIn(request: Request, port: number): Promise<Response> {
    const value = `${this.#session}.${await this.#cookieValue(this.#token!)}`;
    const cookie = serialize(cookieName(port), value, { ...COOKIE, secure: isEncrypted(request) });
    return new Response(null, {
      status: 303,
      // From here on, not from the root: a proxy may show the page under a path that it takes off.
      headers: { Location: "./", "Cache-Control": "no-store", "Set-Cookie": cookie },
    });
  }

  #cookieValue(token: string): Promise<string> {
    return this.#cookie ??= digest(`telemetry cookie of ${token}`).then((bytes) => bytes.toHex());
  }
}

/**
 * Whether a proxy says that the browser speaks TLS with it: then the cookie is for TLS alone. Everybody is believed, because who
 * lies gets a cookie that is of less use.
 */
function isEncrypted({ headers }: Request): boolean {
  const proto = headers.get("x-forwarded-proto")?.split(",")[0]?.trim().toLowerCase();
  return proto === "https" || /(?:^|[;,\s])proto="?https"?/i.test(headers.get("forwarded") ?? "");
}

/** The two parts of the cookie, as far as they are there; one that an older version gave has only the second. */
function sessionAndCookie(
  request: Request,
  port: number,
): [string | undefined, string | undefined] {
  const name = cookieName(port);
  const value = parse(request.headers.get("cookie") ?? "", name)[name];
  if (value === undefined) return [undefined, undefined];
  const dot = value.indexOf(".");
  return dot < 0 ? [undefined, value] : [value.slice(0, dot), value.slice(dot + 1)];
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
