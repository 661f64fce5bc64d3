import type { ResolvedProbe } from '../resolved';

/** How Kubernetes learns whether a container has started, can serve, and still lives. */
export class Health {
  protected declare readonly brand: 'Health';

  private constructor(
    readonly readiness: Omit<ResolvedProbe, 'port'>,
    readonly liveness: Omit<ResolvedProbe, 'port'>,
  ) {}

  /**
   * Ready while GET of `path` on the first port succeeds.
   * @param props.liveness path whose failure restarts the container. Default: it lives while the port accepts connections.
   */
  static http(path: string, props: { readonly liveness?: string } = {}): Health {
    const liveness = props.liveness === undefined ? ({ type: 'tcp' } as const) : ({ type: 'http', path: props.liveness } as const);
    return new Health({ type: 'http', path }, liveness);
  }

  /** Ready while the first port accepts connections. A second check of the same kind would tell nothing more. */
  static tcp(): Health {
    return new Health({ type: 'tcp' }, { type: 'tcp' });
  }
}
