import { eTag, ifNoneMatch } from "@std/http/etag";
import type { Ask } from "./answers.ts";
import { PAGE_ASSETS, UPLOT, UPLOT_STYLE, VIZ } from "./assets.ts";
import type { Asset } from "./assets.ts";

/** A file with its bytes and its tag. */
export interface StaticFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  readonly caching: string;
}

/** The files of the page, ready to be served. */
export interface StaticFiles {
  /** By path. */
  readonly byPath: ReadonlyMap<string, StaticFile>;
  /**
   * Where the layout engine and the chart library are, from the page on: nobody here knows under which path a proxy shows it.
   * Another content has another path.
   */
  readonly paths: { readonly viz: string; readonly uplot: string; readonly uplotCss: string };
}

const VENDOR = { "viz.js": VIZ, "uplot.js": UPLOT, "uplot.css": UPLOT_STYLE };

/** Encodes and tags the files of the page. */
export async function prepareFiles(): Promise<StaticFiles> {
  const byPath = new Map<string, StaticFile>();
  for (const [name, asset] of Object.entries(PAGE_ASSETS)) {
    byPath.set(name === "index.html" ? "/" : `/${name}`, await prepare(asset, "no-cache"));
  }
  async function vendor(name: keyof typeof VENDOR): Promise<string> {
    const file = await prepare(VENDOR[name], "public, max-age=31536000, immutable");
    const path = `vendor/${file.etag.replaceAll(/\W/g, "")}/${name}`;
    byPath.set(`/${path}`, file);
    return path;
  }
  const paths = {
    viz: await vendor("viz.js"),
    uplot: await vendor("uplot.js"),
    uplotCss: await vendor("uplot.css"),
  };
  return { byPath, paths };
}

/** Serves a file, unless the browser has it. */
export function stored(ask: Ask, { type, bytes, etag, caching }: StaticFile): Response {
  const headers = { "Content-Type": type, "Cache-Control": caching, ETag: etag };
  const wanted = ifNoneMatch(ask.header("if-none-match") ?? null, etag);
  return wanted ? new Response(bytes, { headers }) : new Response(null, { status: 304, headers });
}

async function prepare({ type, text }: Asset, caching: string): Promise<StaticFile> {
  const bytes = new TextEncoder().encode(text);
  return { type, bytes, etag: (await eTag(bytes))!, caching };
}
