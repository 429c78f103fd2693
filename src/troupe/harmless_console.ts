/**
 * On a full disk, and where nobody reads any more, `console.log` throws. An actor must not die of what it prints.
 *
 * @module
 */
import { reportError } from "../errors.ts";

/** Makes the methods of a console tell `onLoss` instead of throwing: once, until the method works again. */
export function makeHarmless(target: Console, onLoss: (what: string) => void): void {
  const failing = new Set<string>();
  const methods = target as unknown as Record<string, unknown>;
  for (const [name, method] of Object.entries(methods)) {
    if (typeof method !== "function") continue;
    methods[name] = (...args: unknown[]): unknown => {
      try {
        const result: unknown = method.apply(target, args);
        failing.delete(name);
        return result;
      } catch (error) {
        if (failing.has(name)) return;
        failing.add(name);
        const { name: kind, message } = reportError(error);
        onLoss(`console.${name} threw ${kind}: ${message}; what it prints is lost until it can`);
      }
    };
  }
}
