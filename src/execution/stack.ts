/** A call frame as the inspector shows it, as far as it is used here. */
export interface CallFrame {
  readonly callFrameId: string;
  readonly functionName: string;
}

const OWN_FILES = new URL("../", import.meta.url).href;

/** Of a deep recursion, the top is enough. */
const MAX_FRAMES = 20;

/**
 * The frames of an error's stack that was made inside of the hung call: the user's own first, those of this package and of
 * the runtime last. An empty string if there are none.
 */
export function framesOf(stack: string): string {
  const frames = stack.split("\n").filter((line) =>
    /^ +at /.test(line) && !/\beval at\b/.test(line)
  );
  const framework = frames.filter(isFramework);
  const own = frames.filter((frame) => !isFramework(frame));
  return [...own, ...framework].slice(0, MAX_FRAMES).join("\n");
}

/** All that the inspector knows by itself: its places are those of the compiled code, so they are left out. */
export function namesOf(frames: readonly CallFrame[]): string {
  return frames.slice(0, MAX_FRAMES)
    .map(({ functionName }) => `    at ${functionName || "<anonymous>"}`).join("\n");
}

function isFramework(frame: string): boolean {
  return frame.includes(OWN_FILES) || /\b(?:ext|node):/.test(frame);
}
