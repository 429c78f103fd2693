import type { Bells } from "../protocol/mod.ts";

/** What a process of actors gets to know before anything else. Plain data. */
export interface Berth {
  /** The number of the process that has started it: it ends with that one. */
  readonly host: number;
  /** The working directory of that process. */
  readonly folder: string;
  /** The descriptor of the region, and what it takes, in bytes. */
  readonly region: { readonly descriptor: number; readonly bytes: number };
  /** By what it hears of its host, and tells it. */
  readonly control: number;
  readonly bells: Bells;
  /** Where the C library is, and whether the process gives up its permission for it. */
  readonly libc: { readonly path: string; readonly isGivenUp: boolean };
}
