/** Where something stands that is checked: the construct, and the prop. */
export interface Place {
  readonly path: string;
  readonly at: string;
}
