import { pagePatience } from "../patience.ts";

/** A browser of another kind than the one that the tests bring along: only where the machine has it. */
export interface Engine extends AsyncDisposable {
  /** Opens an address in a window with so much room for a page. */
  open(url: string, width: number, height: number): Promise<void>;
  /** The value of an expression in the page, which can be a promise. */
  evaluate<T>(expression: string): Promise<T>;
}

/** A running browser, or why there is none. */
export type EngineStart = { readonly engine: Engine } | { readonly reason: string };

/** The first of these programs that the machine has, or `null`. */
export async function programOf(names: readonly string[]): Promise<string | null> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    for (const name of names) {
      const path = name.startsWith("/") ? name : `${folder}/${name}`;
      if ((await Deno.stat(path).catch(() => null))?.isFile) return path;
    }
  }
  return null;
}

/** Reads on until a line matches; what comes after it is read, and thrown away. */
export async function lineOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  pattern: RegExp,
): Promise<RegExpExecArray> {
  const found = Promise.withResolvers<RegExpExecArray>();
  const timer = setTimeout(
    () => found.reject(new Error(`Cannot start the browser: it says nothing like ${pattern}`)),
    pagePatience(),
  );
  void (async () => {
    let text = "";
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      text = (text + part).slice(-10_000);
      const match = pattern.exec(text);
      if (match) found.resolve(match);
    }
    found.reject(new Error(`Cannot start the browser: it ended, and said ${text}`));
  })().catch(found.reject);
  try {
    return await found.promise;
  } finally {
    clearTimeout(timer);
  }
}
