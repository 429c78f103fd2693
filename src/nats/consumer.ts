import type {
  ConsumerConfig,
  ConsumerInfo,
  JetStreamApiError,
  JetStreamManager,
} from "npm:@nats-io/jetstream@3.4.0";
import { MisconfiguredError } from "../client/misconfigured_error.ts";
import type { WireOpening } from "../client/wire_world.ts";
import { named } from "./pull_requests.ts";
import { BAD_REQUEST, describedFault, minorOf, NANOS_PER_MS, type NatsSession } from "./session.ts";

/** The first minor version of server 2 that can begin again. */
const RESET_MINOR = 14;

/** A durable consumer, and how it is to be if it is made. */
export interface WantedConsumer {
  readonly stream: string;
  readonly durable: string;
  readonly create: boolean;
  readonly filter: string;
  readonly deliver: string;
  readonly ackWaitMs: number;
}

/** Finds the consumer, or makes it, and says how it is. */
export async function consumerOf(
  manager: JetStreamManager,
  session: NatsSession,
  wanted: WantedConsumer,
  { log }: WireOpening,
): Promise<ConsumerInfo> {
  const doing = `open ${named(wanted)} at ${session.address}`;
  const { stream, durable } = wanted;
  try {
    const info = await session.ask(manager.consumers.info(stream, durable));
    const { config } = info;
    check(config, wanted, doing);
    if ((config.max_deliver ?? -1) > 0) {
      log(
        `${
          named(wanted)
        } gives up messages for good after it has handed them over ${config.max_deliver} times`,
      );
    }
    return info;
  } catch (error) {
    const { name } = error as Error;
    if (name === "StreamNotFoundError") {
      throw misconfigured(doing, 'there is no such stream; make it, or correct "stream"', error);
    }
    if (name !== "ConsumerNotFoundError") throw describedFault(error, doing);
    if (!wanted.create) {
      throw misconfigured(doing, 'there is no such consumer; make it, or set "create"', error);
    }
  }
  try {
    return await session.ask(manager.consumers.add(stream, newConsumer(wanted)));
  } catch (error) {
    const making = `make ${named(wanted)} at ${session.address}`;
    // What it is to be like does not go with the stream, or with the other consumers of a work queue.
    const { name, status, message } = error as JetStreamApiError;
    if (name === "JetStreamApiError" && status === BAD_REQUEST) {
      throw misconfigured(making, `${message}; correct "filter", or name another consumer`, error);
    }
    throw describedFault(error, making);
  }
}

/** Has the server begin again behind what is acknowledged, whoever has the rest. Returns whether it can. */
export async function takeOver(
  manager: JetStreamManager,
  session: NatsSession,
  wanted: WantedConsumer,
  { log }: WireOpening,
): Promise<boolean> {
  const { stream, durable } = wanted;
  if (minorOf(session) < RESET_MINOR) {
    const { version = "" } = session.nc.info ?? {};
    log(
      `nats-server ${version} cannot begin again: what an earlier process had of ${
        named(wanted)
      } comes after its time to acknowledge`,
    );
    return false;
  }
  try {
    await session.ask(manager.consumers.reset(stream, durable));
    return true;
  } catch (error) {
    throw describedFault(error, `begin again with ${named(wanted)} at ${session.address}`);
  }
}

function newConsumer(wanted: WantedConsumer): Partial<ConsumerConfig> {
  const { durable, filter, deliver, ackWaitMs } = wanted;
  return {
    durable_name: durable,
    ack_policy: "explicit" as ConsumerConfig["ack_policy"],
    deliver_policy: deliver as ConsumerConfig["deliver_policy"],
    ack_wait: ackWaitMs * NANOS_PER_MS,
    // How much may be under way is the source's to say.
    max_ack_pending: -1,
    ...(filter === "" ? {} : { filter_subject: filter }),
  };
}

function check(config: ConsumerConfig, { filter }: WantedConsumer, doing: string): void {
  const faults: string[] = [];
  if (config.deliver_subject !== undefined) faults.push("it is a push consumer");
  if (config.ack_policy !== "explicit") {
    faults.push(`its acknowledgement is "${config.ack_policy}", not "explicit"`);
  }
  const has = config.filter_subjects?.join(",") ?? config.filter_subject ?? "";
  if (filter !== "" && has !== filter) {
    faults.push(`its filter is ${JSON.stringify(has)}, not ${JSON.stringify(filter)}`);
  }
  if (faults.length > 0) {
    throw misconfigured(doing, `${faults.join(", ")}; name another consumer, or change this one`);
  }
}

function misconfigured(doing: string, why: string, cause?: unknown): MisconfiguredError {
  return new MisconfiguredError(
    `Cannot ${doing}: ${why}`,
    cause === undefined ? {} : { cause },
  );
}
