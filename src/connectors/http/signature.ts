import { MisconfiguredError } from "../wire.ts";

/** What a request says of who sends it. */
interface Claims {
  /** What was signed before the body. */
  readonly prefix: string;
  readonly signatures: readonly Uint8Array<ArrayBuffer>[];
  /** When it was signed, in seconds since 1970, where that is signed with it. */
  readonly seconds?: number;
}

/** One way in which services sign webhooks. */
interface SignatureScheme {
  /** What a secret says as bytes; `undefined` if it can be none of these. */
  key(secret: string): Uint8Array<ArrayBuffer> | undefined;
  claims(headers: Headers): Claims | undefined;
  /** What the service calls the event by, the same however often it sends it. */
  id(headers: Headers, body: Uint8Array): string | undefined;
}

/** More signatures than that no request has: a sender that changes its secret has two. */
const MAX_SIGNATURES = 8;

/** What was signed longer ago may have been recorded by somebody. */
const MAX_AGE_SECONDS = 300;

const SCHEMES: Readonly<Record<string, SignatureScheme>> = {
  // https://www.standardwebhooks.com
  standard: {
    key: (secret) => bytesOf(secret.replace(/^whsec_/, ""), "base64"),
    claims(headers) {
      const id = headers.get("webhook-id");
      const timestamp = headers.get("webhook-timestamp");
      if (id === null || timestamp === null) return undefined;
      const signatures = (headers.get("webhook-signature") ?? "").split(" ")
        .filter((one) => one.startsWith("v1,"))
        .map((one) => bytesOf(one.slice(3), "base64"));
      return claimsOf(`${id}.${timestamp}.`, signatures, timestamp);
    },
    id: (headers) => headers.get("webhook-id") ?? undefined,
  },
  // The header X-Hub-Signature-256 of GitHub, which others have taken over.
  github: {
    key: (secret) => new TextEncoder().encode(secret),
    claims(headers) {
      const hex = /^sha256=(.*)$/.exec(headers.get("x-hub-signature-256") ?? "")?.[1];
      return hex === undefined ? undefined : claimsOf("", [bytesOf(hex, "hex")]);
    },
    id: (headers) => headers.get("x-github-delivery") ?? undefined,
  },
  // The header Stripe-Signature of Stripe. The event's id is nowhere but in the body.
  stripe: {
    key: (secret) => new TextEncoder().encode(secret),
    claims(headers) {
      const parts = (headers.get("stripe-signature") ?? "").split(",").map((one) => one.trim());
      const timestamp = parts.find((one) => one.startsWith("t="))?.slice(2);
      if (timestamp === undefined) return undefined;
      const signatures = parts.filter((one) => one.startsWith("v1="))
        .map((one) => bytesOf(one.slice(3), "hex"));
      return claimsOf(`${timestamp}.`, signatures, timestamp);
    },
    id: (_headers, body) => idInBody(body),
  },
};

/** The names of the ways in which a request may be signed. */
export const SIGNATURES: readonly string[] = Object.keys(SCHEMES);

/** Knows whether a request comes from who has the secret. */
export class SignatureCheck {
  readonly #scheme: SignatureScheme;
  readonly #keys: readonly CryptoKey[];

  private constructor(scheme: SignatureScheme, keys: readonly CryptoKey[]) {
    this.#scheme = scheme;
    this.#keys = keys;
  }

  /**
   * @param secrets One secret, or several with spaces between them, of which any will do: so that a new one can be given out before the
   * old one is taken back.
   * @throws {MisconfiguredError} if one can be no secret of that kind
   */
  static async of(signature: string, secrets: string): Promise<SignatureCheck> {
    const scheme = SCHEMES[signature] as SignatureScheme;
    const keys = secrets.split(" ").filter((one) => one !== "").map((secret) => {
      const key = scheme.key(secret);
      if (key !== undefined && key.length > 0) return key;
      throw new MisconfiguredError(
        `Cannot check signatures: the secret that secretEnv names is none of the kind "${signature}", which has base64 after whsec_`,
      );
    });
    return new SignatureCheck(
      scheme,
      await Promise.all(
        keys.map((key) =>
          crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["verify"])
        ),
      ),
    );
  }

  /**
   * Whether the request is signed by who has the secret, not long ago. Takes as long however much of a signature is right.
   *
   * @param nowMs Milliseconds since 1970.
   */
  async passes(headers: Headers, body: Uint8Array, nowMs: number): Promise<boolean> {
    const claims = this.#scheme.claims(headers);
    if (claims === undefined) return false;
    const { prefix, signatures, seconds } = claims;
    if (seconds !== undefined) {
      // Not a number is neither more nor less.
      if (!(Math.abs(nowMs / 1000 - seconds) <= MAX_AGE_SECONDS)) return false;
    }
    const before = new TextEncoder().encode(prefix);
    const signed = new Uint8Array(before.length + body.length);
    signed.set(before);
    signed.set(body, before.length);
    for (const key of this.#keys) {
      for (const signature of signatures.slice(0, MAX_SIGNATURES)) {
        if (await crypto.subtle.verify("HMAC", key, signature, signed)) return true;
      }
    }
    return false;
  }

  /** What the service calls the event by. */
  id(headers: Headers, body: Uint8Array): string | undefined {
    return this.#scheme.id(headers, body);
  }
}

function claimsOf(
  prefix: string,
  signatures: readonly (Uint8Array<ArrayBuffer> | undefined)[],
  timestamp?: string,
): Claims {
  const readable = signatures.filter((one) => one !== undefined);
  if (timestamp === undefined) return { prefix, signatures: readable };
  return { prefix, signatures: readable, seconds: Number(timestamp) };
}

function bytesOf(text: string, form: "base64" | "hex"): Uint8Array<ArrayBuffer> | undefined {
  try {
    return form === "hex" ? Uint8Array.fromHex(text) : Uint8Array.fromBase64(text);
  } catch {
    return undefined;
  }
}

function idInBody(body: Uint8Array): string | undefined {
  try {
    const { id } = JSON.parse(new TextDecoder().decode(body));
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}
