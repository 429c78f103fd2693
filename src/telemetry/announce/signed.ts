/**
 * Words that only those say who have the read token of the pods, which itself is never said. Whoever hears them learns nothing by which
 * to say others.
 *
 * @module
 */

/** What a word is about. One signed as this is none of that. */
export type Purpose = "call" | "answer";

const SIGNATURE_DIGITS = 64;

/** Signs words, and knows those that were signed with the same token. */
export class Signet {
  readonly #key: Promise<CryptoKey>;

  constructor(token: string) {
    const bytes = new TextEncoder().encode(token);
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    this.#key = crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign", "verify"]);
  }

  /** The word as it is said: its signature, then the word. */
  async sign(purpose: Purpose, word: string): Promise<Uint8Array> {
    const signature = await crypto.subtle.sign("HMAC", await this.#key, signedText(purpose, word));
    return new TextEncoder().encode(new Uint8Array(signature).toHex() + word);
  }

  /** The word, if it was signed with the token for that purpose; else `null`. */
  async read(purpose: Purpose, said: Uint8Array): Promise<string | null> {
    const text = new TextDecoder().decode(said);
    const signature = text.slice(0, SIGNATURE_DIGITS);
    const word = text.slice(SIGNATURE_DIGITS);
    if (!/^[0-9a-f]{64}$/.test(signature)) return null;
    const isTheirs = await crypto.subtle.verify(
      "HMAC",
      await this.#key,
      Uint8Array.fromHex(signature),
      signedText(purpose, word),
    );
    return isTheirs ? word : null;
  }
}

function signedText(purpose: Purpose, word: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`steady-state pods ${purpose}\n${word}`);
}
