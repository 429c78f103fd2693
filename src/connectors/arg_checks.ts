/**
 * What is wrong with the args of a wire, in the words of this package. An environment variable, an address or a number is wrong in the
 * same way whichever wire has it.
 *
 * @module
 */

/** The args of a wire, by their names. */
type Args = Readonly<Record<string, unknown>>;

/** What is wrong with an arg that is to be a whole number with these bounds. */
export function numberFaults(args: object, name: string, min: number, max = 2 ** 31 - 1): string[] {
  const value = (args as Args)[name];
  if (Number.isInteger(value) && Number(value) >= min && Number(value) <= max) return [];
  return [`${name} is ${shownArg(value)}, give a whole number from ${min} to ${max}`];
}

/** What is wrong with args that must be given, as texts with something in them. */
export function missingFaults(args: object, ...names: readonly string[]): string[] {
  const values = args as Args;
  return names.filter((name) => typeof values[name] !== "string" || values[name] === "")
    .map((name) => `${name} is ${shownArg(values[name])}, give a text`);
}

/** What is wrong with an arg that is to be one of these texts. */
export function choiceFaults(args: Args, name: string, choices: readonly string[]): string[] {
  const value = args[name];
  if (choices.some((choice) => choice === value)) return [];
  return [`${name} is ${shownArg(value)}, give ${choices.map((one) => `"${one}"`).join(" or ")}`];
}

/** What is wrong with an arg that is to be true or false. */
export function flagFaults(args: Args, name: string): string[] {
  const value = args[name];
  return typeof value === "boolean" ? [] : [`${name} is ${shownArg(value)}, give true or false`];
}

/** What is wrong with an arg that is to be a text. */
export function textFaults(args: Args, name: string): string[] {
  const value = args[name];
  return typeof value === "string" ? [] : [`${name} is ${shownArg(value)}, give a text`];
}

/** What is wrong with an arg that is to be the path of a URL. */
export function pathFaults(args: Args, name: string): string[] {
  const value = args[name];
  if (typeof value === "string" && /^\/[^?#\s]*$/.test(value)) return [];
  return [`${name} is ${shownArg(value)}, give a path that begins with / and has no query`];
}

/** What is wrong with an arg that is to be a URL of one of these protocols, such as `https:`. */
export function urlFaults(args: Args, name: string, protocols: readonly string[]): string[] {
  const value = args[name];
  const url = typeof value === "string" ? URL.parse(value) : null;
  if (url === null || !protocols.includes(url.protocol)) {
    const advice = protocols.map((protocol) => `${protocol}//`).join(" or ");
    return [`${name} is ${shownArg(value)}, give a URL that begins with ${advice}`];
  }
  if (url.username === "" && url.password === "") return [];
  return [
    `${name} has a login in it, which plans would show: name an environment variable by bearerEnv`,
  ];
}

/** A value as it is shown in a fault. */
export function shownArg(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
