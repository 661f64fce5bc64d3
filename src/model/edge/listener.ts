import type { ListenerProtocol } from '../resolved';
import { Value } from '../values/value';
import type { Certificate } from './certificate';

/** What can be said of every listener. */
export interface ListenerProps {
  /**
   * Port that clients dial.
   * @default - 80 for HTTP, 443 for HTTPS
   */
  readonly port?: number;
  /**
   * Host names that it answers for; `*.shop.example` stands for all names below `shop.example`.
   * @default - every name
   */
  readonly hostnames?: readonly string[];
}

/** That requests are answered which anybody on their way can read and change. */
export interface PlainHttpProps {
  /** Why: for whoever reads the program. */
  readonly because: string;
}

/** What can be said of a listener for plain HTTP. */
export interface HttpListenerProps extends ListenerProps {
  /**
   * Answers everything with the address of the same thing under HTTPS (301): no route is reached by plain HTTP.
   * @default false
   */
  readonly redirectToHttps?: boolean;
  /**
   * Why requests are answered by plain HTTP.
   * @default - they are all the same, which is warned of where somebody outside may send them
   */
  readonly servesPlainHttp?: PlainHttpProps;
}

/** What can be said of a listener for HTTPS. */
export interface HttpsListenerProps extends ListenerProps {
  /** What it shows its clients. */
  readonly certificate: Certificate;
}

/** A port of a gateway, and the host names that it answers for there. */
export class Listener extends Value {
  protected declare readonly brand: 'Listener';

  private constructor(
    /** Whether TLS ends at it. */
    readonly protocol: ListenerProtocol,
    /** What was given. */
    readonly props: HttpListenerProps & Partial<HttpsListenerProps>,
  ) {
    super();
  }

  /** Plain HTTP. */
  static http(props: HttpListenerProps = {}): Listener {
    return new Listener('http', props);
  }

  /** HTTP in TLS, which ends at the gateway. */
  static https(props: HttpsListenerProps): Listener {
    return new Listener('https', props);
  }
}
