/** How a text is said: as itself, or as another in its place. What is said must not depend on what was said before. */
export type Say = <T extends string>(usual: T) => T;

export const asUsual: Say = (usual) => usual;

/** How many texts a system is made of: those that its makers pass through {@link Say}, in their order. */
export function usualTexts(make: (say: Say) => unknown): readonly string[] {
  const said: string[] = [];
  make((usual) => {
    said.push(usual);
    return usual;
  });
  return said;
}

/** Says all texts as they are, but for those of some places. */
export function insteadAt(others: ReadonlyMap<number, (usual: string) => string>): Say {
  let place = -1;
  return (usual) => {
    place += 1;
    return (others.get(place)?.(usual) ?? usual) as typeof usual;
  };
}
