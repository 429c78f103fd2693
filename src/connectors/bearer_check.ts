/** Knows whether a request has one of the tokens that it is to have. */
export class BearerCheck {
  readonly #digests: readonly Uint8Array[];

  private constructor(digests: readonly Uint8Array[]) {
    this.#digests = digests;
  }

  /**
   * @param tokens One token, or several with spaces between them, of which any will do: so that a new one can be given out before the old
   * one is taken back.
   */
  static async of(tokens: string): Promise<BearerCheck> {
    const each = tokens.split(" ").filter((token) => token !== "");
    return new BearerCheck(await Promise.all(each.map(digestOf)));
  }

  /** Whether this is what an `Authorization` header with such a token says. Takes as long however much of a token is right. */
  async passes(authorization: string | null): Promise<boolean> {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1] ?? "";
    const digest = await digestOf(token);
    return this.#digests.map((own) => isSame(own, digest)).includes(true);
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
}

async function digestOf(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}
