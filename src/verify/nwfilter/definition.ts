/** A network filter as libvirt's XML states it, before it is put on an interface. */
export interface FilterDefinition {
  readonly name: string;
  /** `root`, or a chain named after (or prefixed with) the protocol that it sees. */
  readonly chain: string;
  /** Place of a chain among the rules of `root`; unset: the protocol's own. */
  readonly priority?: number;
  /** In document order, which decides between equal priorities. */
  readonly entries: readonly (FilterRule | FilterReference)[];
}

export type Action = 'accept' | 'drop' | 'reject' | 'return' | 'continue';

/** As seen from the guest: `in` is received by it, `out` is sent by it. */
export type Direction = 'in' | 'out';

export interface FilterRule {
  readonly kind: 'rule';
  readonly action: Action;
  readonly direction: Direction | 'inout';
  readonly priority: number;
  /** Protocol element with its attributes; unset: every frame. */
  readonly match?: { readonly element: string; readonly attributes: Readonly<Record<string, string>> };
  /** Where it stands, for explanations. */
  readonly place: string;
}

export interface FilterReference {
  readonly kind: 'reference';
  readonly filter: string;
  readonly parameters: Parameters;
}

/** Values of variables; a variable may have several. */
export type Parameters = Readonly<Record<string, readonly string[]>>;

export type FilterLibrary = ReadonlyMap<string, FilterDefinition>;
