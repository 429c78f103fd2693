/** Sources of scripted services. */
import { bytes, json, struct, text, u32, u64 } from "@steady-state/deno/actor";
import {
  defineSource,
  type SchemaResult,
  type StandardSchema,
} from "@steady-state/deno/connectors";
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

interface Order {
  readonly cents: number;
}

/** Takes cents as a text of digits. */
function orderSchema(isLate: boolean): StandardSchema<Order> {
  const validate = (value: unknown): SchemaResult<Order> => {
    const { cents } = value as { readonly cents?: unknown };
    if (typeof cents === "string" && /^\d+$/.test(cents)) {
      return { value: { cents: Number(cents) } };
    }
    const path = ["order", { key: "cents" }];
    return { issues: [{ message: "no number", path }, { message: "no order", path: ["order"] }] };
  };
  const late = async (value: unknown) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return validate(value);
  };
  return {
    "~standard": { version: 1, vendor: "test", validate: isLate ? late : validate },
  };
}

const orders = { wire: scriptedSource, kind: json<Order>() };
export const checked = defineSource(import.meta, "checked", {
  ...orders,
  schema: orderSchema(false),
});
export const checkedLate = defineSource(import.meta, "checkedLate", {
  ...orders,
  schema: orderSchema(true),
});
export const decoded = defineSource(import.meta, "decoded", {
  wire: scriptedSource,
  kind: text,
  decode({ bytes }, origin) {
    const content = new TextDecoder().decode(bytes);
    if (content === "bad") throw new Error("it is bad");
    if (content === "worse") return Promise.reject(new Error("it is worse"));
    const message = `${origin}: ${content}`;
    if (content !== "slow") return message;
    return new Promise((resolve) => setTimeout(() => resolve(message), 20));
  },
});
