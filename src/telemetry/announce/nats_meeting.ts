import { addressesOf, loginFaults, type NatsLogin, STANDARD_LOGIN } from "../../nats/login.ts";

/** A subject of NATS at which hubs and pods find each other. */
export interface NatsMeeting {
  readonly login: NatsLogin;
  /** Hubs call at `<subject>.call`. */
  readonly subject: string;
  /** Where hubs find the page of this pod; empty where that is found out by itself. */
  readonly page: string;
}

/** What is wrong with the text of a meeting, a sentence each; else the meeting. */
export type ReadMeeting =
  | { readonly meeting: NatsMeeting; readonly faults?: undefined }
  | { readonly meeting?: undefined; readonly faults: readonly string[] };

const STANDARD_SUBJECT = "steady.pods";

/** A subject that can be published to. */
const SUBJECT = /^[^\s.*>]+(\.[^\s.*>]+)*$/;

/** What may stand behind the question mark: all of the login that is no address, and what is the meeting's own. */
const PARAMETERS: readonly string[] = [
  ...Object.keys(STANDARD_LOGIN).filter((name) => name !== "servers"),
  "subject",
  "page",
];

/** Whether a text is meant for one of NATS, and not for the address of a page. */
export function isMeeting(text: string): boolean {
  return /^(nats|tls):/.test(text);
}

/**
 * Reads `nats://host:port,host:port?tokenEnv=NAME&subject=steady.pods`: the servers, and behind the question mark how to log in, by the
 * names that the login has.
 */
export function readMeeting(text: string): ReadMeeting {
  const [servers = "", query = ""] = text.replace(/^nats:(?!\/\/)/, "nats://").split(/\?(.*)/s);
  const said = new URLSearchParams(query);
  const unknown = [...new Set(said.keys())].filter((name) => !PARAMETERS.includes(name));
  const { subject = STANDARD_SUBJECT, page = "", ...named } = Object.fromEntries(said) as Record<
    string,
    string
  >;
  const login: NatsLogin = { ...STANDARD_LOGIN, ...named, servers };
  const faults = [
    ...unknown.map((name) => `there is no "${name}", give some of ${PARAMETERS.join(", ")}`),
    ...loginFaults(login),
  ];
  if (!SUBJECT.test(subject)) {
    faults.push(`"subject" is "${subject}": it has no spaces, wildcards and empty parts`);
  }
  if (page !== "" && pageOf(page) === null) {
    faults.push(`"page" is "${page}", which is no address such as "http://10.0.0.7:9900/"`);
  }
  return faults.length > 0 ? { faults } : { meeting: { login, subject, page } };
}

/** The address of a page that a pod has told; `null` if it is none. */
export function pageOf(text: string): URL | null {
  const url = /^https?:\/\//.test(text) ? URL.parse(text) : null;
  if (url === null || url.username !== "" || url.password !== "" || url.search !== "") return null;
  url.hash = "";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** The servers of a meeting, for people, and for permissions: `127.0.0.1:4222`. */
export function serversOf({ login }: NatsMeeting): string[] {
  return addressesOf(login).map(({ host }) => host);
}
