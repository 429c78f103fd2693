/** When an actor has work, as the code of a project says it. */
import type { Driver } from "../design.ts";
import { call, type Code, literal, numeral } from "./layout.ts";
import type { ModuleView } from "./module_view.ts";

/** A condition as an expression, and what it uses. */
export interface ConditionCode {
  readonly code: Code;
  /** Names of the actor's door. */
  readonly imported: ReadonlySet<string>;
  /** Names of the project's own helpers. */
  readonly helpers: ReadonlySet<string>;
  /** The writer's own conditions. */
  readonly events: readonly string[];
}

/**
 * What a module waits for: its driver, but for what was not drawn and could block a cycle for good. One that takes does not go on by room
 * alone, or it would have turns without end and nothing to do in them: it waits for a message, too.
 */
export function driverOf({ module, inputs, leading }: ModuleView): Driver {
  if (!module.driverIsDrawn) {
    return withoutRoom(module.driver, new Set(leading.map(({ name }) => name)));
  }
  if (inputs.length === 0) return module.driver;
  const of = inputs.map(({ name }) => ({ when: "avail", port: name, count: 1, share: 0 }) as const);
  return withMessage(module.driver, { when: "any", of });
}

/** Whether room alone brings it about. */
export function isByRoom(driver: Driver): boolean {
  switch (driver.when) {
    case "any":
      return driver.of.some(isByRoom);
    case "all":
      return driver.of.every(isByRoom);
    default:
      return driver.when === "vacant";
  }
}

/** Where room alone would bring it about, it waits for that message, too. */
function withMessage(driver: Driver, message: Driver): Driver {
  if (!isByRoom(driver)) return driver;
  return driver.when === "any"
    ? { when: "any", of: driver.of.map((part) => withMessage(part, message)) }
    : { when: "all", of: [message, driver] };
}

/** Without the wait for room in outputs that are not among these. */
function withoutRoom(driver: Driver, waited: ReadonlySet<string>): Driver {
  if (driver.when !== "any" && driver.when !== "all") return driver;
  const of = driver.of
    .filter((part) => part.when !== "vacant" || waited.has(part.port))
    .map((part) => withoutRoom(part, waited));
  return { when: driver.when, of };
}

/** The driver of a module as an expression of `actor` and `ports`. */
export function conditionCode(view: ModuleView): ConditionCode {
  const bundles = bundlesOf(view);
  const imported = new Set<string>();
  const helpers = new Set<string>();
  const events: string[] = [];
  const code = expression(driverOf(view));
  return { code, imported, helpers, events };

  function expression(part: Driver): Code {
    switch (part.when) {
      case "avail":
        helpers.add("avail");
        return call("avail", `ports.${part.port}`, ...measures(part, bundles));
      case "vacant":
        helpers.add("room");
        return call("room", "actor", `ports.${part.port}`, ...measures(part, bundles));
      case "periodic":
        return `actor.periodic(${numeral(part.everyMs)})`;
      case "other":
        if (!events.includes(part.name)) events.push(part.name);
        return call("event", "actor", literal(part.name), `events.${part.name}`);
      default: {
        const [first, ...rest] = part.of;
        if (first === undefined) return "actor.stopping()";
        if (rest.length === 0) return expression(first);
        imported.add(part.when);
        return call(part.when, ...part.of.map(expression));
      }
    }
  }
}

function bundlesOf({ module }: ModuleView): Set<string> {
  return new Set(module.ports.filter(({ isBundle }) => isBundle).map(({ name }) => name));
}

/** How many messages, and of a bundle on what share of its lanes. */
function measures(
  { port, count, share }: Driver & { readonly when: "avail" | "vacant" },
  bundles: ReadonlySet<string>,
): string[] {
  return bundles.has(port) ? [numeral(count), `${share}`] : [numeral(count)];
}

/** The driver of a module in words, for people. */
export function driverText(view: ModuleView): string {
  const bundles = bundlesOf(view);
  return inWords(driverOf(view), false);

  function inWords(driver: Driver, isInner: boolean): string {
    switch (driver.when) {
      case "avail":
        return `${messages(driver.count)} on ${lanesText(driver, bundles)}`;
      case "vacant":
        return `room for ${messages(driver.count)} on ${lanesText(driver, bundles)}`;
      case "periodic":
        return `a beat every ${durationText(driver.everyMs)}`;
      case "other":
        return `${driver.name}()`;
      default: {
        const parts = driver.of.map((part) => inWords(part, true));
        const text = parts.join(driver.when === "any" ? ", or " : ", and ");
        return isInner && parts.length > 1 ? `(${text})` : text;
      }
    }
  }
}

function messages(count: number): string {
  return count === 1 ? "a message" : `${count} messages`;
}

function lanesText(
  { port, share }: Driver & { readonly when: "avail" | "vacant" },
  bundles: ReadonlySet<string>,
): string {
  if (!bundles.has(port)) return port;
  if (share >= 1) return `each lane of ${port}`;
  const percent = Number((share * 100).toFixed(1));
  return percent < 1 ? `any lane of ${port}` : `${percent} % of the lanes of ${port}`;
}

/** A time, in the largest unit in which it is a whole number. */
export function durationText(ms: number): string {
  const units = [["h", 3_600_000], ["min", 60_000], ["s", 1000], ["ms", 1]] as const;
  const [unit, size] = units.find(([, size]) => ms % size === 0) ?? ["ms", 1];
  return `${ms / size} ${unit}`;
}
