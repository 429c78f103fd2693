import {
  type Check,
  choice,
  isObject,
  misuse,
  type OptionFault,
  type Place,
  placed,
  type Schema,
  shown,
} from "../../option_faults.ts";
import { ALERT_LEVEL_NAMES, type AlertLevel } from "../../protocol/mod.ts";

/** Where alerts are posted. */
export interface WebhookOptions {
  /**
   * An address of http or https. Each request is a POST of JSON: `{ "graph": name, "epoch": text, "alerts": [ … ] }`, with the alerts
   * that came or went since the one before, a hundred at most. The `epoch` is another one whenever telemetry is served anew: the
   * alerts are numbered from 0 then. What is not answered with a status from 200 to 299 is posted again, with
   * pauses from one second to one minute; a status from 300 to 499, but for 408 and 429, is a refusal: it is logged and the alerts
   * are dropped. A thousand alerts wait at most, then the oldest are dropped.
   *
   * Needs `--allow-net` for its host.
   */
  readonly url: string;
  /** Headers to send, for instance `Authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * The lowest level that is posted.
   *
   * @default {"high"}
   */
  readonly level?: AlertLevel;
}

// The address and the headers may be secrets: they are not shown.
const checkUrl: Check<string> = (url, place) => {
  const address = typeof url === "string" ? URL.parse(url) : null;
  return address !== null && ["http:", "https:"].includes(address.protocol) ? [] : [misuse(
    `${placed(place)} is no address of the web, give one that begins with http:// or https://`,
  )];
};

/** What is known of {@link WebhookOptions}. */
export const WEBHOOK_OPTIONS: Schema<WebhookOptions, "level"> = {
  url: { check: checkUrl, required: true },
  headers: { check: headerFaults },
  level: { check: choice(ALERT_LEVEL_NAMES), default: "high" },
};

// What is no plain object, such as Headers, would be posted without any.
function headerFaults(headers: unknown, place: Place): OptionFault[] {
  const where = placed(place);
  const isPlain = isObject(headers) &&
    [Object.prototype, null].includes(Object.getPrototypeOf(headers));
  if (!isPlain) return [misuse(`${where} is no plain object, give { name: value }`)];
  return Object.entries(headers).filter(([name, value]) => !isHeader(name, value)).map(([name]) =>
    misuse(
      `${where} has a name or value that HTTP does not allow in ${
        shown(name)
      }, give texts of ASCII`,
    )
  );
}

function isHeader(name: string, value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    new Headers([[name, value]]);
    return true;
  } catch {
    return false;
  }
}

/**
 * Refuses a webhook that the program may not reach. Asking is not enough: a terminal would be asked in the middle of the night.
 *
 * @throws {Deno.errors.NotCapable} if the program may not connect there
 */
export function checkWebhookPermission({ url }: Pick<WebhookOptions, "url">): void {
  const { host } = new URL(url);
  if (Deno.permissions.querySync({ name: "net", host }).state === "granted") return;
  throw new Deno.errors.NotCapable(
    `Cannot post alerts to ${host}: the program may not connect there, run it with --allow-net=${host}`,
  );
}
