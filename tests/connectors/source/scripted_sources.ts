/** Sources of scripted services. */
import { bytes, json, struct, text, u32, u64 } from "@steady-state/deno/actor";
import { defineSource } from "@steady-state/deno/connectors";
import { scriptedSource } from "./scripted_wire.ts";

export const texts = defineSource(import.meta, "texts", { wire: scriptedSource, kind: text });
export const blobs = defineSource(import.meta, "blobs", { wire: scriptedSource, kind: bytes });
export const numbers = defineSource(import.meta, "numbers", { wire: scriptedSource, kind: u32 });
export const wide = defineSource(import.meta, "wide", { wire: scriptedSource, kind: u64 });
export const rows = defineSource(import.meta, "rows", {
  wire: scriptedSource,
  kind: struct({ id: u32, name: text(8) }),
});
export const anything = defineSource(import.meta, "anything", {
  wire: scriptedSource,
  kind: json<unknown>(),
});
