import {
  Anyone,
  Cpu,
  DatabaseEngine,
  DatabaseVm,
  Duration,
  EnvSource,
  External,
  GuestOs,
  Host,
  Image,
  Isolation,
  KubernetesCluster,
  type Machine,
  Microservice,
  type MicroserviceProps,
  Network,
  Port,
  Probe,
  type ProbeTiming,
  Secret,
  type ServingWorkload,
  Size,
  System,
} from 'isthmus';

const image = (name: string): string => `us-central1-docker.pkg.dev/online-boutique-ci/microservices-demo/${name}:v0.10.6`;

/** What most services have. Their manifests ask for less memory than they allow; here what is allowed is there. */
const service = {
  shutdown: { grace: Duration.seconds(5) },
  resources: { cpu: Cpu.millis(100), cpuLimit: Cpu.millis(200), memory: Size.mebibytes(128) },
};

/** How a service is told of what it calls. */
const at = (called: ServingWorkload | Machine): EnvSource => called.connection().text(({ host, port }) => `${host}:${port}`);

/** Online Boutique, with the carts of its customers in a Redis on a virtual machine, and its services in a cluster that is there already. */
export class OnlineBoutique extends System {
  constructor() {
    super('online-boutique', {
      domain: 'boutique.internal',
      provisioning: {
        packages: External.cidr('10.1.0.0/24', {
          name: 'package-mirror',
          hostnames: { 'deb.debian.org': '10.1.0.11', 'security.debian.org': '10.1.0.11' },
        }),
        ntp: [],
      },
      admin: { from: External.cidr('10.2.0.0/24', { name: 'admin-network' }), sshAuthorizedKeys: [] },
    });

    const host = new Host(this, 'kvm1', { uri: 'qemu:///system', cpus: 8, memory: Size.gibibytes(32) });
    const net = new Network(this, 'net', { cidr: '10.40.0.0/16' });
    const redisPassword = Secret.fromExisting(this, 'redis-cart-password', { keys: ['password'] }).key('password');
    const redis = new DatabaseVm(this, 'redis-cart', {
      host,
      subnet: net.addSubnet('data', { cidr: '10.40.10.0/24', isolation: Isolation.HIGH }),
      os: GuestOs.debian12(),
      image: Image.file('/var/lib/libvirt/images/debian-12.qcow2', { version: '12.8' }),
      cpus: 2,
      memory: Size.gibibytes(4),
      engine: DatabaseEngine.redis('7'),
      dataDisk: Size.gibibytes(10),
      roles: { default: { password: redisPassword } },
    });

    const cluster = KubernetesCluster.fromExisting(this, 'k8s', {
      version: '1.35',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      nodeAddresses: ['192.168.7.11', '192.168.7.12', '192.168.7.13'],
      services: '192.168.7.192/27',
    });

    /** A service that is called by gRPC. */
    const grpc = (name: string, port: number, props: Partial<MicroserviceProps>): Microservice =>
      new Microservice(cluster, name, { ...service, image: image(name), port: Port.tcp(port, 'grpc'), health: health(), ...props });
    const health = (timing: ProbeTiming = {}) => ({ readiness: Probe.grpc(timing) });
    const often = { period: Duration.seconds(5) };
    const quiet = { DISABLE_PROFILER: '1' };

    const catalog = grpc('productcatalogservice', 3550, { env: { PORT: '3550', ...quiet } });
    const currency = grpc('currencyservice', 7000, { env: { PORT: '7000', ...quiet } });
    const payment = grpc('paymentservice', 50051, { env: { PORT: '50051', ...quiet } });
    const shipping = grpc('shippingservice', 50051, { health: health(often), env: { PORT: '50051', ...quiet } });
    const email = grpc('emailservice', 8080, {
      port: Port.tcp(8080, 'grpc', { servicePort: 5000 }),
      health: health(often),
      env: { PORT: '8080', ...quiet },
    });
    const ads = grpc('adservice', 9555, {
      health: health({ initialDelay: Duration.seconds(20), period: Duration.seconds(15) }),
      env: { PORT: '9555' },
      resources: { cpu: Cpu.millis(200), cpuLimit: Cpu.millis(300), memory: Size.mebibytes(300) },
    });
    const recommendations = grpc('recommendationservice', 8080, {
      health: health(often),
      env: { PORT: '8080', PRODUCT_CATALOG_SERVICE_ADDR: at(catalog), ...quiet },
      resources: { ...service.resources, memory: Size.mebibytes(450) },
    });
    const cart = grpc('cartservice', 7070, {
      health: health({ initialDelay: Duration.seconds(15) }),
      // A configuration of StackExchange.Redis.
      env: {
        REDIS_SERVER: at(redis),
        REDIS_PASSWORD: redis.connection().password,
        REDIS_ADDR: EnvSource.expand('$(REDIS_SERVER),password=$(REDIS_PASSWORD)'),
      },
      resources: { ...service.resources, cpu: Cpu.millis(200), cpuLimit: Cpu.millis(300) },
    });
    const checkout = grpc('checkoutservice', 5050, {
      env: {
        PORT: '5050',
        PRODUCT_CATALOG_SERVICE_ADDR: at(catalog),
        SHIPPING_SERVICE_ADDR: at(shipping),
        PAYMENT_SERVICE_ADDR: at(payment),
        EMAIL_SERVICE_ADDR: at(email),
        CURRENCY_SERVICE_ADDR: at(currency),
        CART_SERVICE_ADDR: at(cart),
      },
    });

    const frontend = new Microservice(cluster, 'frontend', {
      ...service,
      image: image('frontend'),
      port: Port.tcp(8080, 'http', { servicePort: 80 }),
      // The page wants a session; this is what upstream calls its own.
      health: {
        readiness: Probe.http('/_healthz', {
          initialDelay: Duration.seconds(10),
          headers: { Cookie: 'shop_session-id=x-readiness-probe' },
        }),
      },
      env: {
        PORT: '8080',
        PRODUCT_CATALOG_SERVICE_ADDR: at(catalog),
        CURRENCY_SERVICE_ADDR: at(currency),
        CART_SERVICE_ADDR: at(cart),
        RECOMMENDATION_SERVICE_ADDR: at(recommendations),
        SHIPPING_SERVICE_ADDR: at(shipping),
        CHECKOUT_SERVICE_ADDR: at(checkout),
        AD_SERVICE_ADDR: at(ads),
        // It does not start without; the assistant is not part of the shop, and nothing lets the frontend reach it.
        SHOPPING_ASSISTANT_SERVICE_ADDR: 'shoppingassistantservice:80',
        ENABLE_PROFILER: '0',
      },
    });

    const load = new Microservice(cluster, 'loadgenerator', {
      ...service,
      image: image('loadgenerator'),
      replicas: 1,
      initContainers: [
        {
          name: 'frontend-check',
          image: 'busybox:1.38.0',
          command: ['wget', '-q', '-O', '/dev/null', '-T', '10', EnvSource.expand('http://$(FRONTEND_ADDR)/')],
          env: { FRONTEND_ADDR: at(frontend) },
        },
      ],
      env: { FRONTEND_ADDR: at(frontend), USERS: '10', RATE: '1' },
      resources: { cpu: Cpu.millis(300), cpuLimit: Cpu.millis(500), memory: Size.mebibytes(512) },
    });

    this.policy.allow(Anyone.ipv4(), frontend, { because: 'customers browse and buy' });
    this.policy.allow(load, frontend, { because: 'plays customers' });
    this.policy.allow(frontend, [ads, cart, catalog, checkout, currency, recommendations, shipping], {
      because: 'pages are made of what these know',
    });
    this.policy.allow(checkout, [cart, catalog, currency, email, payment, shipping], { because: 'an order goes through all of these' });
    this.policy.allow(recommendations, catalog, { because: 'recommends what is for sale' });
    this.policy.allow(cart, redis, { because: 'carts outlive the pods' });
  }
}
