import type { Rx } from "../../channel/rx.ts";
import { misuse, type OptionFault } from "../../option_faults.ts";
import type { Marks } from "./marks.ts";

/** What does not fit the channel, or the marks: options that are numbers of messages in hand, by their names. */
export function roomFaults(
  options: Readonly<Record<string, number | undefined>>,
  { name, capacity }: Pick<Rx<unknown>, "name" | "capacity">,
  marks: Marks | undefined,
): OptionFault[] {
  return Object.entries(options).flatMap(([option, value]): OptionFault[] => {
    if (value === undefined) return [];
    const upTo = (most: number, what: string) => [{
      error: RangeError,
      text: `option ${option} is ${value}, give a whole number from 1 to ${most}, ${what}`,
    }];
    if (value > capacity) return upTo(capacity, `the capacity of channel "${name}"`);
    if (marks === undefined || value <= marks.most) return [];
    return upTo(marks.most, "what its state has room for, or give doneMarks() more");
  });
}

/** An option that is larger than the window, as far as both are given. */
export function windowFaults(
  option: string,
  value: number | undefined,
  window: number | undefined,
): OptionFault[] {
  if (window === undefined || value === undefined || window >= value) return [];
  return [{
    error: RangeError,
    text: `option window is ${window} and ${option} ${value}, give a window that is no smaller`,
  }];
}

/** There are no marks, and `why` they are needed. */
export function marksFault(why: string): OptionFault {
  return misuse(
    `${why}, and its state has no cell free to mark them in, declare one: state: { marks: doneMarks() }`,
  );
}
