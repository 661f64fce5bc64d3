import type { MigrationProps } from '../../edge/migration';
import { number, object, optional, propsOf, type Shape, text } from '../../shape';
import { ROUTE_TARGET } from '../gateway/shapes';
import { PORT, reason } from '../values';

/** What users may give to migrations. */
export const MIGRATION: Shape = object({
  props: propsOf<MigrationProps>({
    name: optional(text),
    from: optional(ROUTE_TARGET),
    to: ROUTE_TARGET,
    weight: number,
    port: optional(PORT),
    toPort: optional(PORT),
    because: reason,
  }),
});
