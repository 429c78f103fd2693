import { misfitOf } from "../../package.ts";
import type { KindShape } from "../kind_shape.ts";
import { type Composition, KIND_COPY, ringKind } from "../ring/mod.ts";

/**
 * What messages of a kind are made of.
 *
 * @throws {TypeError} if it is no kind, or of a copy of this package that does not fit this one
 */
export function compositionOf(kind: KindShape): Composition {
  const { copy, composition } = ringKind(kind);
  const misfit = misfitOf(copy, KIND_COPY);
  if (misfit === undefined) return composition;
  throw new TypeError(
    `Cannot move messages of kind ${kind.name} as bytes: it is of ${misfit.theirs}, and what moves them of ${misfit.ours}, ` +
      "use one copy of this package",
  );
}
