import { readOptions } from "../job.ts";
import { UsageError } from "../usage_error.ts";

/** The manifest, where no other is named. */
const MANIFEST = "pods.ts";

/** Pods that are to be run here. */
export interface PodsOptions {
  /** The file of their manifest. */
  readonly file: string;
  /** Which of them; all, if there are none. */
  readonly names: readonly string[];
}

/** Pods that Kubernetes is to run. */
export interface KubernetesOptions extends PodsOptions {
  /** The image that all of them are in. */
  readonly image: string;
}

/**
 * Reads what follows `pods`; `undefined` if help is asked for.
 *
 * @throws {UsageError} if it makes no sense
 */
export function parsePods([verb, ...args]: readonly string[]): PodsOptions | undefined {
  if (verb === "--help" || verb === "-h") return undefined;
  if (verb !== "up") {
    const given = verb === undefined ? "it is not said what" : `"${verb}" is not known`;
    throw new UsageError(`Cannot do anything with pods: ${given}, say pods up, or see --help`);
  }
  const read = readOptions("pods up", args, {
    defaults: { file: MANIFEST },
    valued: { "--file": (file) => ({ file }) },
  });
  return read && { ...read.options, names: read.rest };
}

/**
 * Reads what follows `print kubernetes`; `undefined` if help is asked for.
 *
 * @throws {UsageError} if it makes no sense
 */
export function parseKubernetes(args: readonly string[]): KubernetesOptions | undefined {
  const read = readOptions("print kubernetes", args, {
    defaults: { file: MANIFEST, image: "" },
    valued: { "--pods": (file) => ({ file }), "--image": (image) => ({ image }) },
  });
  if (read === undefined) return undefined;
  if (read.options.image === "") {
    throw new UsageError(
      "Cannot print kubernetes: no image is given, say which has the folder of the manifest, as in --image registry/shop:1",
    );
  }
  return { ...read.options, names: read.rest };
}
