import { UrlReach } from "./pod_reach.ts";
import type { PodsByName } from "./hub_wishes.ts";
import type { Roster } from "./roster.ts";
import { reportError } from "../../errors.ts";
import { printError } from "../../printer.ts";

/** How often a name is asked for, in milliseconds. */
const PERIOD_MS = 5000;

/** Asks a name server; a test puts its own in its place. */
export type Resolve = (
  name: string,
  type: "A" | "AAAA" | "SRV",
) => Promise<readonly (string | { readonly target: string; readonly port: number })[]>;

const resolveDns: Resolve = (name, type) =>
  Deno.resolveDns(name, type as "A") as ReturnType<Resolve>;

/** Has a roster follow all pods that a name stands for, whoever comes and goes. */
export class NameWatch {
  readonly #wanted: PodsByName;
  readonly #roster: Pick<Roster, "follow" | "unwant">;
  readonly #resolve: Resolve;
  #known: ReadonlySet<string> = new Set();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #told = false;
  #closed = false;

  constructor(
    wanted: PodsByName,
    roster: Pick<Roster, "follow" | "unwant">,
    resolve: Resolve = resolveDns,
  ) {
    this.#wanted = wanted;
    this.#roster = roster;
    this.#resolve = resolve;
    void this.#look();
  }

  /** Asks no more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    try {
      const hosts = await this.#hosts();
      if (this.#closed) return;
      for (const host of hosts) {
        this.#roster.follow(new UrlReach(new URL(`http://${host}/`), this.#wanted.token));
      }
      for (const host of this.#known) if (!hosts.has(host)) this.#roster.unwant(host);
      this.#known = hosts;
      this.#told = false;
    } catch (error) {
      // Whom it has told of before may well be there.
      if (!this.#told) {
        printError(
          `Cannot look up pods by the name ${this.#wanted.name}, will try again: ${
            reportError(error).message
          }`,
        );
      }
      this.#told = true;
    }
    if (!this.#closed) this.#timer = setTimeout(() => void this.#look(), PERIOD_MS);
  }

  async #hosts(): Promise<ReadonlySet<string>> {
    const { name, port } = this.#wanted;
    if (!name.startsWith("_")) return await this.#addresses(name, port);
    const services = await this.#resolve(name, "SRV");
    const all = await Promise.all(services.map(async (service) => {
      if (typeof service === "string") return new Set<string>();
      return await this.#addresses(service.target.replace(/\.$/, ""), service.port);
    }));
    return new Set(all.flatMap((hosts) => [...hosts]));
  }

  /** All addresses of a name: a name that has those of one kind alone is asked for the other in vain. */
  async #addresses(name: string, port: number): Promise<ReadonlySet<string>> {
    const [four, six] = await Promise.allSettled([
      this.#resolve(name, "A"),
      this.#resolve(name, "AAAA"),
    ]);
    if (four.status === "rejected" && six.status === "rejected") throw four.reason;
    const fours = four.status === "fulfilled" ? four.value : [];
    const sixes = six.status === "fulfilled" ? six.value : [];
    return new Set([
      ...fours.map((address) => `${address}:${port}`),
      // A pod with both would be followed twice.
      ...fours.length === 0 ? sixes.map((address) => `[${address}]:${port}`) : [],
    ]);
  }
}
