/** Where something stands that is checked: the construct, and the prop. */
export interface PropPlace {
  readonly path: string;
  readonly at: string;
}
