import type { Clock } from "../../world.ts";
import type { NatsMeeting } from "../announce/mod.ts";
import type { TelemetryOptions } from "../telemetry_options.ts";

/** A pod at an address. */
export interface PodAddress {
  /** Where its page is, for instance `http://10.0.0.7:9900/`. */
  readonly url: URL;
  /** Its read token; left out where it asks for none. */
  readonly token?: string;
}

/** Pods that a name server tells of: all addresses of a name. */
export interface PodsByName {
  /** The name; one that begins with an underscore is asked for as a service (SRV), which tells the ports, too. */
  readonly name: string;
  /** The port of their pages. */
  readonly port: number;
  /** The read token of each of them; left out where they ask for none. */
  readonly token?: string;
}

/** Pods that announce themselves at a subject of NATS. */
export interface PodsByNats {
  readonly meeting: NatsMeeting;
  /** Their read token: who does not have it is not heard. */
  readonly token: string;
}

/** How the page of a hub is served, and which pods it shows. */
export interface HubWishes extends
  Pick<
    TelemetryOptions,
    | "port"
    | "hostname"
    | "token"
    | "allowedHosts"
    | "trustProxy"
    | "clientTimeoutMs"
    | "history"
    | "record"
    | "webhook"
  > {
  /** What the picture of all is called. */
  readonly graph?: string;
  readonly pods: readonly PodAddress[];
  readonly names?: readonly PodsByName[];
  readonly meetings?: readonly PodsByNats[];
  /** Tells the time, in tests. */
  readonly clock?: Clock;
}
