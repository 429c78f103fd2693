/**
 * Whether bytes that are to be a record of some kind are one: whether the kind's taking end makes a message of them without an error, and
 * of these bytes alone.
 *
 * @module
 */
import { BODY_BYTE, FORM_ANSWER, FORM_BYTE, FORM_CALL, FORM_REFUSAL } from "../call/call_layout.ts";
import { LENGTH_BYTE, ORIGIN_BYTE } from "../delivery/delivery_layout.ts";
import { columnFault } from "./check_columns.ts";
import { JsonCheck } from "./check_json.ts";
import type { RawContent, RawShape } from "./raw_shape.ts";

/** Says what is wrong with the bytes from `from` to `to`, in words; `undefined` if nothing is. */
export type RecordFault = (bytes: Uint8Array, from: number, to: number) => string | undefined;

/** What looks at records of that content; `undefined` where every record will do. */
export function recordCheck(content: RawContent): RecordFault | undefined {
  if (content === "any") return undefined;
  if (content === "json") {
    const check = new JsonCheck();
    return (bytes, from, to) => check.fault(bytes, from, to);
  }
  const { of, body } = content;
  const bodyFault = bodyCheck(body);
  return of === "delivery" ? deliveryCheck(bodyFault) : callCheck(of, bodyFault);
}

/** What looks at a message within another. */
function bodyCheck(shape: RawShape): RecordFault {
  if (shape.form === "records") return recordCheck(shape.content) ?? (() => undefined);
  const { columns } = shape;
  const size = columns.reduce((sum, { width }) => sum + width, 0);
  return (bytes, from, to) => {
    if (to - from !== size) return `it has ${to - from} bytes for a message of ${size}`;
    return columnFault(columns, bytes, from, 1, 0)?.why;
  };
}

function deliveryCheck(bodyFault: RecordFault): RecordFault {
  return (bytes, from, to) => {
    if (to - from < ORIGIN_BYTE) return `it has ${to - from} bytes, too few for a delivery`;
    let length = 0;
    for (let i = 3; i >= 0; i--) length = length * 256 + (bytes[from + LENGTH_BYTE + i] as number);
    const bodyAt = from + ORIGIN_BYTE + length;
    if (bodyAt > to) return `it has ${to - from} bytes, and an origin of ${length}`;
    return bodyFault(bytes, bodyAt, to);
  };
}

function callCheck(of: "call" | "answer", bodyFault: RecordFault): RecordFault {
  return (bytes, from, to) => {
    if (to - from < BODY_BYTE) return `it has ${to - from} bytes, too few for ${named(of)}`;
    const form = bytes[from + FORM_BYTE];
    if (of === "answer" && form === FORM_REFUSAL) return undefined;
    if (form !== (of === "call" ? FORM_CALL : FORM_ANSWER)) {
      return `it is of form ${form}, which no ${of} is`;
    }
    return bodyFault(bytes, from + BODY_BYTE, to);
  };
}

function named(of: "call" | "answer"): string {
  return of === "call" ? "a call" : "an answer";
}
