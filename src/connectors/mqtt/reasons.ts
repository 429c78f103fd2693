import { MisconfiguredError } from "../wire.ts";

/** What a broker says by a number, where it is no success, and what to do where trying again would not help. */
const REASONS: Readonly<Record<number, readonly [says: string, remedy?: string]>> = {
  1: ["it does not speak MQTT 5", "give a broker that does"],
  128: ["it refuses, and does not say why"],
  129: ["it takes a packet for malformed"],
  130: ["it takes a packet for a mistake"],
  131: ["it is not valid there, for a reason of its own"],
  132: ["it does not speak MQTT 5", "give a broker that does"],
  133: ["the client id is not valid there", "give another clientId"],
  134: ["the user or the password is wrong", "set user and passwordEnv to a login of it"],
  135: ["it is not allowed", "allow it to this user, or set user and passwordEnv to a login of it"],
  136: ["it is not available"],
  137: ["it is busy"],
  138: ["the client is banned", "have the broker let it in"],
  139: ["it shuts down"],
  140: ["it wants another way to log in", "allow a login by user and password"],
  141: ["it has heard nothing for too long"],
  142: ["another client has come with the same client id: give each process one of its own"],
  143: ["the topic filter is not valid there", "give another topic"],
  144: ["the name of the topic is not valid there", "give another topic"],
  145: ["the number of the packet is in use"],
  147: ["it has sent more than it may"],
  149: ["the packet is too large"],
  150: ["too much is sent"],
  151: ["a quota is used up"],
  152: ["somebody has ended the connection there"],
  153: ["the content is not of the form that is said"],
  154: ["it keeps no retained messages", "set retain to false"],
  155: ["it does not acknowledge messages", "give a broker that does"],
  156: ["it wants another server to be used"],
  157: ["it has moved", "give its new address"],
  158: ["it has no shared subscriptions", "leave share empty"],
  159: ["too many connect"],
  160: ["the connection has lasted long enough"],
  162: ["it has no subscriptions with wildcards", "give a topic without them"],
};

/** What a broker says by such a number. */
export function reasonText(reason: number, words?: string): string {
  const says = REASONS[reason]?.[0] ?? `it refuses, with reason ${reason}`;
  return words === undefined ? says : `${says} (${words})`;
}

/** An error to throw because of it: {@link MisconfiguredError} where trying again would not help. */
export function reasonError(doing: string, server: string, reason: number, words?: string): Error {
  const remedy = REASONS[reason]?.[1];
  const said = `Cannot ${doing} at ${server}: ${reasonText(reason, words)}`;
  return remedy === undefined ? new Error(said) : new MisconfiguredError(`${said}: ${remedy}`);
}
