/** Fields of an object of Kubernetes as the model has them; unset ones are not to be there. */
export type Wanted = Readonly<Record<string, unknown>>;
