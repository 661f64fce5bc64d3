import { AddressedBy, Anyone, Forward, Isolation } from '../../../src/model';
import { cluster, legacy, OFFICE, subnet, vm, yard } from '../fixture';
import { type ProblemCase, wrong } from './case';

export const CARDS: readonly ProblemCase[] = [
  {
    when: 'a node of a cluster gets another card',
    code: 'CARD_REFUSED',
    path: 'yard/k8s',
    says: ['nodes of a cluster', 'one card alone'],
    fix: ['no nodes of a cluster'],
    build: (y) => cluster(y).nodes[0]?.addInterface('storage', { subnet: subnet(y, 'storage', 9) }),
  },
  {
    when: 'a card of a machine begins with a hyphen',
    code: 'INVALID_NAME',
    path: 'yard/web/--storage',
    says: ['"--storage"'],
    fix: ['1 to 63'],
    build: (y) => vm(y, 'web').addInterface('--storage', { subnet: subnet(y, 'storage', 9) }),
  },
  {
    when: 'two cards are in one subnet',
    code: 'CARDS_IN_ONE_SUBNET',
    path: 'yard/web/again',
    says: ['"web"', '"lan"'],
    fix: ['subnet of its own'],
    build: (y) => vm(y, 'web').addInterface('again', { subnet: y.lan }),
  },
  {
    when: 'a second card carries the default route beside the first',
    code: 'DEFAULT_ROUTE_TWICE',
    path: 'yard/web/out',
    says: ['"out"', '"web"'],
    fix: ['one card', '`routes`'],
    build: (y) => vm(y, 'web').addInterface('out', { subnet: subnet(y, 'out', 9), defaultRoute: true }),
  },
  {
    when: 'two cards beside a first one without default route carry it',
    code: 'DEFAULT_ROUTE_TWICE',
    path: 'yard/web/two',
    says: ['"two"', '"web-one"'],
    fix: ['one card'],
    build: (y) => {
      const web = vm(y, 'web', { subnet: subnet(y, 'apart', 7, { isolation: Isolation.HIGH }) });
      web.addInterface('one', { subnet: subnet(y, 'one', 8), defaultRoute: true });
      web.addInterface('two', { subnet: subnet(y, 'two', 9), defaultRoute: true });
    },
  },
  {
    when: 'a DHCP server would tell a second card a default route',
    code: 'DEFAULT_ROUTE_TWICE',
    path: 'yard/old/more',
    says: ['The DHCP server of "more"', '"old"'],
    fix: ['Isolation.HIGH', 'AddressedBy.IMAGE'],
    build: (y) => legacy(y, 'old').addInterface('more', { subnet: subnet(y, 'more', 9) }),
  },
  {
    when: 'a card is to carry the default route in a subnet that has none',
    code: 'DEFAULT_ROUTE_IMPOSSIBLE',
    path: 'yard/web/apart',
    says: ['"apart"'],
    fix: ['another card'],
    build: (y) => vm(y, 'web').addInterface('apart', { subnet: subnet(y, 'apart', 9, { isolation: Isolation.HIGH }), defaultRoute: true }),
  },
  {
    when: 'no card says that it carries the default route',
    code: 'DEFAULT_ROUTE_MISSING',
    path: 'yard/web',
    says: ['"apart"', '"web-out"'],
    fix: ['`defaultRoute: true`', '`defaultRoute: false`'],
    build: (y) =>
      vm(y, 'web', { subnet: subnet(y, 'apart', 7, { isolation: Isolation.HIGH }) }).addInterface('out', { subnet: subnet(y, 'out', 9) }),
  },
  {
    when: 'an address lies in the subnet of another card',
    code: 'ADDRESS_OUTSIDE_SUBNET',
    path: 'yard/web/storage',
    says: ['10.1.1.9', '10.1.9.0/24', 'its card "web"'],
    fix: ['address of the subnet'],
    build: (y) => vm(y, 'web').addInterface('storage', { subnet: subnet(y, 'storage', 9), address: '10.1.1.9' }),
  },
  {
    when: 'a card wants the address of another machine',
    code: 'ADDRESS_TAKEN',
    path: 'yard/web/storage',
    says: ['10.1.9.9', '"nas"'],
    fix: ['another address'],
    build: (y) => {
      const storage = subnet(y, 'storage', 9);
      vm(y, 'nas', { subnet: storage, address: '10.1.9.9' });
      vm(y, 'web').addInterface('storage', { subnet: storage, address: '10.1.9.9' });
    },
  },
  {
    when: 'a route is no block',
    code: 'INVALID_CIDR',
    path: 'yard/web/storage',
    says: ['routes', '10.9.0.0'],
    fix: ['prefix length'],
    build: (y) => vm(y, 'web').addInterface('storage', { subnet: subnet(y, 'storage', 9), routes: [{ to: '10.9.0.0' }] }),
  },
  {
    when: 'a route leads to the subnet of another card',
    code: 'ROUTE_UNUSABLE',
    path: 'yard/web/storage',
    says: ['10.1.1.0/25', '"lan"', '"web"'],
    fix: ['Leave the route out'],
    build: (y) => vm(y, 'web').addInterface('storage', { subnet: subnet(y, 'storage', 9), routes: [{ to: '10.1.1.0/25' }] }),
  },
  {
    when: 'a route is everything',
    code: 'ROUTE_UNUSABLE',
    path: 'yard/web/storage',
    says: ['0.0.0.0/0 is everything'],
    fix: ['`defaultRoute: true`'],
    build: (y) => vm(y, 'web').addInterface('storage', { subnet: subnet(y, 'storage', 9), routes: [{ to: '0.0.0.0/0' }] }),
  },
  {
    when: "a route leads through a router outside of the card's subnet",
    code: 'ROUTE_UNUSABLE',
    path: 'yard/web/storage',
    says: ['10.20.0.0/16', '10.1.1.1', '10.1.9.0/24'],
    fix: ['router in 10.1.9.0/24'],
    build: (y) =>
      vm(y, 'web').addInterface('storage', { subnet: subnet(y, 'storage', 9), routes: [{ to: '10.20.0.0/16', via: '10.1.1.1' }] }),
  },
  {
    when: 'a route leads through a machine where the host alone routes',
    code: 'ROUTE_UNUSABLE',
    path: 'yard/web/storage',
    says: ['10.1.9.7', '"storage"', 'the host alone'],
    fix: ['Leave `via` out'],
    build: (y) =>
      vm(y, 'web').addInterface('storage', { subnet: subnet(y, 'storage', 9), routes: [{ to: '10.20.0.0/16', via: '10.1.9.7' }] }),
  },
  {
    when: 'a router is no address',
    code: 'INVALID_ADDRESS',
    path: 'yard/web/storage',
    says: ['routes', 'router'],
    fix: ['four numbers'],
    build: (y) =>
      vm(y, 'web').addInterface('storage', { subnet: subnet(y, 'storage', 9), routes: [{ to: '10.20.0.0/16', via: 'router' }] }),
  },
  {
    when: 'a route leaves a subnet that nothing leaves',
    code: 'ROUTE_UNUSABLE',
    path: 'yard/web/storage',
    says: ['10.20.0.0/16', 'nothing leaves the isolated subnet "storage"'],
    fix: ['routed'],
    build: (y) =>
      vm(y, 'web').addInterface('storage', {
        subnet: subnet(y, 'storage', 9, { forward: Forward.ISOLATED }),
        routes: [{ to: '10.20.0.0/16' }],
      }),
  },
  {
    when: 'a route is for a card that DHCP addresses',
    code: 'ROUTE_UNUSABLE',
    path: 'yard/old/storage',
    says: ['10.20.0.0/16', 'DHCP server'],
    fix: ['AddressedBy.IMAGE', 'Isolation.HIGH'],
    build: (y) =>
      legacy(y, 'old').addInterface('storage', {
        subnet: subnet(y, 'storage', 9, { isolation: Isolation.HIGH }),
        routes: [{ to: '10.20.0.0/16' }],
      }),
  },
  {
    when: 'two cards have routes to one block',
    code: 'ROUTES_CLASH',
    path: 'yard/web/two',
    says: ['10.20.0.0/16', '"web-one"'],
    fix: ['one card'],
    build: (y) => {
      const web = vm(y, 'web');
      web.addInterface('one', { subnet: subnet(y, 'one', 8), routes: [{ to: '10.20.0.0/16' }] });
      web.addInterface('two', { subnet: subnet(y, 'two', 9), routes: [{ to: '10.20.0.0/16' }] });
    },
  },
  {
    when: 'a card cannot come by its address like that',
    code: 'ADDRESSING_IMPOSSIBLE',
    path: 'yard/old/storage',
    says: ['cloud-init', 'nothing configures this guest'],
    fix: [],
    build: (y) => legacy(y, 'old').addInterface('storage', { subnet: subnet(y, 'storage', 9), addressedBy: AddressedBy.CLOUD_INIT }),
  },
  {
    when: 'cloud-init is to configure a card beside one that the image has configured',
    code: 'ADDRESSING_IMPOSSIBLE',
    path: 'yard/web/storage',
    says: ['all cards or none'],
    fix: [],
    build: (y) =>
      vm(y, 'web', { addressedBy: AddressedBy.IMAGE }).addInterface('storage', {
        subnet: subnet(y, 'storage', 9),
        addressedBy: AddressedBy.CLOUD_INIT,
      }),
  },
  {
    when: 'answers would leave by another card than the one that is named',
    code: 'FLOW_BY_OTHER_CARD',
    path: 'yard/web/storage',
    says: ['peer -> web-storage', 'its answers to 10.1.7.2/32', 'by its card "web"'],
    fix: ["addInterface('storage', { …, routes: [{ to: '10.1.7.2/32' }] })", 'another card of "web"'],
    build: (y) => {
      const storage = vm(y, 'web').addInterface('storage', { subnet: subnet(y, 'storage', 9) });
      y.system.policy.allow(vm(y, 'peer', { subnet: subnet(y, 'far', 7) }), storage, { because: 'a test' });
    },
  },
  {
    when: 'what a card is to send leaves by another one',
    code: 'FLOW_BY_OTHER_CARD',
    path: 'External "office"',
    says: ['web-storage -> office', 'what it sends to 198.51.100.0/24', 'by its card "web"'],
    fix: ["routes: [{ to: '198.51.100.0/24' }]"],
    build: (y) => {
      const storage = vm(y, 'web').addInterface('storage', { subnet: subnet(y, 'storage', 9) });
      y.system.policy.allow(storage, OFFICE, { because: 'a test', ports: storage.listens });
    },
  },
  {
    when: 'part of a block outside is behind another card',
    code: 'FLOW_BY_OTHER_CARD',
    path: 'yard/web',
    says: ['office -> web', 'its answers to 198.51.100.128/25', 'by its card "web-storage"'],
    fix: ['take routes from its other cards that lead to 198.51.100.128/25'],
    build: (y) => {
      const web = vm(y, 'web');
      web.addInterface('storage', { subnet: subnet(y, 'storage', 9), routes: [{ to: '198.51.100.128/25' }] });
      y.system.policy.allow(OFFICE, web, { because: 'a test' });
    },
  },
  {
    when: 'a machine of a sending subnet would send by its other card',
    code: 'FLOW_BY_OTHER_CARD',
    path: 'yard/nas',
    says: ['storage -> nas', '"web"', 'by its card "web"'],
    fix: ["routes: [{ to: '10.1.8.2/32' }]"],
    build: (y) => {
      const storage = subnet(y, 'storage', 9);
      vm(y, 'web').addInterface('storage', { subnet: storage });
      y.system.policy.allow(storage, vm(y, 'nas', { subnet: subnet(y, 'far', 8) }), { because: 'a test' });
    },
  },
  {
    when: 'no card of a machine has a route to anybody outside',
    code: 'FLOW_BY_OTHER_CARD',
    path: 'anyone',
    says: ['"web" has no route to 0.0.0.0/0 by any of its cards'],
    fix: [],
    build: (y) => {
      const web = vm(y, 'web', { subnet: subnet(y, 'apart', 7, { isolation: Isolation.HIGH }) });
      web.addInterface('storage', { subnet: subnet(y, 'storage', 9), defaultRoute: false });
      y.system.policy.allow(web, Anyone.ipv4(), { because: 'a test', ports: web.listens });
    },
  },
  {
    when: 'a machine is to send to itself, at another card',
    code: 'FLOW_TO_ITSELF',
    path: 'yard/web/storage',
    says: ['web -> web-storage'],
    fix: [],
    build: (y) => {
      const web = vm(y, 'web');
      y.system.policy.allow(web, web.addInterface('storage', { subnet: subnet(y, 'storage', 9) }), { because: 'a test' });
    },
  },
  {
    when: 'a card has the name of a machine',
    code: 'NAME_CLASH',
    path: 'yard/web/storage',
    says: ['web-storage', 'yard/web-storage'],
    fix: [],
    build: (y) => {
      vm(y, 'web-storage');
      vm(y, 'web').addInterface('storage', { subnet: subnet(y, 'storage', 9) });
    },
  },
  {
    when: 'a card has no subnet',
    code: 'MISSING_VALUE',
    path: 'yard/web',
    says: ['interfaces.storage.subnet'],
    fix: [],
    build: (y) => vm(y, 'web').addInterface('storage', wrong({})),
  },
  {
    when: 'a card has a prop that there is not',
    code: 'UNKNOWN_PROP',
    path: 'yard/web',
    says: ['interfaces.storage.ip'],
    fix: [],
    build: (y) => vm(y, 'web').addInterface('storage', wrong({ subnet: subnet(y, 'storage', 9), ip: '10.1.9.9' })),
  },
  {
    when: 'a flow names a card of another system',
    code: 'FOREIGN_CONSTRUCT',
    path: 'policy.allow "test"',
    says: ['"to" is yard/db/storage'],
    fix: ['this system only'],
    build: (y) => {
      const other = yard();
      y.system.policy.allow(vm(y, 'web'), vm(other, 'db').addInterface('storage', { subnet: other.lan }), { because: 'test' });
    },
  },
  {
    when: 'a card moves to another subnet',
    code: 'LOCK_CONTRADICTION',
    path: 'yard/web/storage',
    says: ['storage', 'other'],
    fix: [],
    before: (y) => vm(y, 'web').addInterface('storage', { subnet: subnet(y, 'storage', 9) }),
    build: (y) => vm(y, 'web').addInterface('storage', { subnet: subnet(y, 'other', 8) }),
  },
];
