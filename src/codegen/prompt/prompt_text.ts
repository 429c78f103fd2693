import { EXAMPLE_DRAWING } from "./example_text.ts";
import { GRAMMAR_NOTES, grammarTable } from "./grammar_text.ts";

/** The drawing that there is already. */
export interface PresentDrawing {
  /** Its text. */
  readonly text: string;
  /** What is wrong with it, a sentence each. */
  readonly faults: readonly string[];
}

/**
 * The text with which a talk with a language model begins, so that it ends in a drawing that can be read. Nothing of it is sent anywhere:
 * people give it to whichever model they use.
 */
export function promptText(present?: PresentDrawing): string {
  return [
    INTRODUCTION,
    INTERVIEW,
    TURNS,
    CAPACITIES,
    CYCLES,
    `## The grammar of the drawing\n\n${grammarTable()}\n\n${GRAMMAR_NOTES}`,
    `## A whole example\n\n${block(EXAMPLE_DRAWING)}`,
    ANSWER,
    ...present === undefined ? [BEGIN] : [presentText(present)],
  ].join("\n\n") + "\n";
}

const INTRODUCTION = `# Help me to design a service

The service is a graph of actors that are joined by channels, for \`@steady-state/deno\`. You draw it in
DOT, the language of Graphviz; a program makes a project of that drawing that runs and has tests, and
I write what the actors do. Ask before you draw. Say it where you are not sure, and do not invent
figures that I can tell you.`;

const INTERVIEW = `## First, ask

A few questions at a time, until you can answer all of these. Leave out what I have said already, and
propose an answer where most services have the same.

- What comes in from outside: over HTTP, from a socket, a file, a queue, by the clock? How many a
  second, as a rule and at most, and how large?
- What goes out, and to whom? How long does that take, how does it fail, and how many calls may be
  under way at once?
- What may never be lost or done twice, and what may be dropped when there is too much?
- What must stay in order: everything, or what has the same key?
- How long may it take from coming in to going out?
- What must survive when the process ends, and what may begin anew?`;

const TURNS = `## Think in turns

- An actor waits until it has something to do, takes messages, sends messages, changes its state: a
  turn. All of that counts together or not at all, so an actor that dies loses nothing and doubles
  nothing. What has to be true together belongs into one turn of one actor.
- One actor, one job. Whatever talks to the outside is an actor of its own, with \`calls=\`: calls take
  long and fail, and others must not wait for that. Calls may be made again after a crash.
- Each channel has one actor that sends and one that takes. Several lanes from one actor to others are a
  fan-out, to one actor from others a fan-in: draw one edge for each, with the same name, type and
  capacity.
- Where one actor is too slow, draw several of the same \`mod::\`, numbered, and share the work out by
  lanes. Messages of one key then belong on one lane, or their order is lost.
- Say with a driver when an actor has something to do. Say nothing where any message will do.
- Name messages after what they are, actors after what they do.`;

const CAPACITIES = `## Capacities come from rates

A channel is bounded. A full one has its sender wait, and so on up to the sources: nothing is lost, and
nothing grows. Its capacity is messages a second × the seconds that the reader may pause: 200 a second
into an actor that a call may hold up for half a second is \`#100\`. Tell me the sum that you have done
for each channel. Larger only means that a message waits longer before anybody notices.`;

const CYCLES = `## Cycles

Name each cycle: whose messages may come back to them, over whatever actors. Say how it comes to rest,
that is who takes the last message without sending one on. Keep fewer messages going round than the
smallest channel of the cycle holds, or all of its actors wait for each other. When the service stops,
actors do not wait for what still goes round.`;

const ANSWER = `## How to answer

- As long as we talk: in plain words, with the actors and channels as a list, and what speaks against
  it.
- When I say that it is good, or ask for the drawing: end with exactly one block that begins with
  \`\`\`dot and has the whole drawing in it, and write nothing behind it.
- I put that block into \`graph.dot\`. \`cli check\` says what is wrong with it, and where it and my code
  differ. When I give you what it says, mend that and nothing else: keep all ids, names and numbers that
  are not at fault, and answer with the whole drawing again.`;

const BEGIN = `## Begin

Ask your first questions now.`;

function presentText({ text, faults }: PresentDrawing): string {
  const found = faults.length === 0
    ? "It has no faults. Ask me what is to change."
    : `This is wrong with it; mend it, and ask where there is more than one way:\n\n${
      faults.map((fault) => `- ${fault}`).join("\n")
    }`;
  return `## Begin with this drawing\n\n${block(text)}\n\n${found}`;
}

/** A block that no line of its own text can end. */
function block(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/^`+/gm)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}dot\n${text.trimEnd()}\n${fence}`;
}
