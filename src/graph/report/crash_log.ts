import { placeOf, withCauses } from "../../errors.ts";
import type { CrashReport } from "../../protocol/mod.ts";
import type { Intensity } from "../../supervisor/mod.ts";

/** How many crashes are kept. */
const KEPT = 100;

/** Siblings that a line names. */
const MOST_NAMED = 5;

/** What is needed to tell of a supervisor. */
interface Named {
  readonly label: string;
  readonly intensity: Intensity;
}

/** The last crashes of a graph, and how they are put to people. */
export class CrashLog {
  /** The crashes that are kept, the newest last. */
  readonly reports: CrashReport[] = [];
  readonly #supervisors: ReadonlyMap<string, Intensity>;
  readonly #root: string;

  /** @param supervisors the root first */
  constructor(supervisors: readonly Named[]) {
    this.#supervisors = new Map(supervisors.map(({ label, intensity }) => [label, intensity]));
    this.#root = supervisors[0]?.label ?? "";
  }

  add(report: CrashReport): void {
    this.reports.push(report);
    if (this.reports.length > KEPT) this.reports.shift();
  }

  /** A crash as one line. */
  describe(report: CrashReport): string {
    const { error, cause } = report;
    if (cause === "asked") return `${this.#outcome(report)}: ${error.message}`;
    return `crashed and ${this.#outcome(report)}: ${error.name}: ${withCauses(error)}${
      placeOf(error)
    }`;
  }

  /** Why a graph stops because of this crash: who failed, up to the graph itself. */
  reasonToStop({ actor, givenUp, counted }: CrashReport): string {
    const chain = givenUp.filter((label) => label !== this.#root).map(named);
    const failed = `actor "${actor}" failed${whose(counted[0])}`;
    return chain.length === 0 ? failed : `${failed}, and with it ${chain.join(", then ")}`;
  }

  #outcome({ decision, givenUp, counted, siblings, delayMs, isLasting }: CrashReport): string {
    const delay = delayMs > 0 ? ` in ${Math.ceil(delayMs)} ms` : "";
    const company = siblings.length === 0 ? "" : `, with ${listed(siblings)}`;
    switch (decision) {
      case "restart":
        return `will be restarted${delay}${company}`;
      case "escalate":
        return `will be restarted${delay}${company}, because ${this.#limits(givenUp, counted)}`;
      case "remove":
        return "leaves the graph, because it is temporary";
      case "end":
        return "is not started again, because the graph stops";
      case "zombie":
        return "is given up";
      case "giveUp": {
        if (isLasting) return "is given up at once, because a restart would not mend it";
        const own = `${this.#intensityOf(this.#root)}${whose(counted[0])}`;
        return `is given up, ${givenUp.length === 1 ? own : this.#limits(givenUp, counted)}`;
      }
    }
  }

  #limits(givenUp: readonly string[], counted: CrashReport["counted"]): string {
    return givenUp.map((label, i) =>
      `${this.#named(label)} had ${this.#intensityOf(label)}${whose(counted[i])}`
    ).join(", then ");
  }

  #named(label: string): string {
    return label === this.#root ? "the graph" : named(label);
  }

  #intensityOf(label: string): string {
    const { restarts, withinMs } = this.#supervisors.get(label) as Intensity;
    return `more than ${restarts} ${restarts === 1 ? "restart" : "restarts"} in ${withinMs} ms`;
  }
}

function named(supervisor: string): string {
  return `supervisor "${supervisor}"`;
}

/** Whose crashes a supervisor counted, where that is not plain: several of its children have crashed. */
function whose(counted: CrashReport["counted"][number] = []): string {
  if (counted.length < 2) return "";
  return ` (crashes: ${listed(counted.map(({ label, crashes }) => `${label} ${crashes}`))})`;
}

function listed(labels: readonly string[]): string {
  const more = labels.length - MOST_NAMED;
  const first = labels.slice(0, MOST_NAMED).join(", ");
  return more > 0 ? `${first} and ${more} more` : first;
}
