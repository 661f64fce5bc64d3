import { Construct } from 'constructs';
import * as model from '../../src/model';
import { FlowWaiver, Forward, type SystemProps, VirtualMachine, type VirtualMachineProps } from '../../src/model';
import { OWN_CLASSES } from '../../src/model/resolve/inventory/own-classes';
import { shown } from '../../src/model/shape';
import { isPublicKey, nearest } from '../../src/model/values';
import { codesOf, database, machineProps, OFFICE, PACKAGES, problemsOf, sshKey, subnet, vm, yard } from './fixture';

const codes = ({ warnings }: model.Resolution): readonly string[] => warnings.map(({ code, path }) => `${code} ${path}`);

test('every construct that users can make is known, so that its unknown props are', () => {
  const abstract = new Set<unknown>([model.Machine, model.System, model.Workload, model.ServingWorkload]);
  const classes = Object.values(model).filter((each) => typeof each === 'function' && each.prototype instanceof Construct);
  expect(classes.filter((each) => !abstract.has(each) && !OWN_CLASSES.has(each))).toEqual([]);
});

describe('classes that users derive', () => {
  interface TeamProps extends VirtualMachineProps {
    readonly team: string;
  }
  class TeamMachine extends VirtualMachine {
    readonly team: string;

    constructor(scope: Construct, id: string, props: TeamProps) {
      super(scope, id, props);
      this.team = props.team;
    }
  }

  test('may take props of their own', () => {
    const y = yard();
    new TeamMachine(y.system, 'web', { ...machineProps(y), team: 'shop' });
    expect(problemsOf(y.system)).toEqual([]);
  });

  test('are told of what looks like a slip', () => {
    const y = yard();
    new TeamMachine(y.system, 'web', { ...machineProps(y), team: 'shop', ...{ listen: [] } });
    expect(problemsOf(y.system)).toMatchObject([{ code: 'UNKNOWN_PROP', fix: 'Did you mean "listens"? Else remove it.' }]);
  });
});

test('a prop that is undefined says nothing, and plain data is as good as any', () => {
  const y = yard();
  vm(y, 'web', JSON.parse('{ "name": "shop", "cpus": 3 }'));
  vm(y, 'db', { ...({ whatever: undefined } as object) });
  expect(problemsOf(y.system)).toEqual([]);
});

test.each([
  ['listen', 'listens'],
  ['CIDR', 'cidr'],
  ['replcias', undefined],
  ['memroy', 'memory'],
  ['port', undefined],
  ['os', undefined],
])('%s was probably meant to be %s', (written, meant) => {
  expect(nearest(written, ['listens', 'cidr', 'name', 'memory', 'cpus'])).toBe(meant);
});

test('public keys are told by their content', () => {
  expect(isPublicKey(sshKey('me'))).toBe(true);
  expect(isPublicKey(sshKey('me').split(' ').slice(0, 2).join(' '))).toBe(true);
  expect(isPublicKey('ssh-ed25519 AAAA me')).toBe(false);
  expect(isPublicKey('')).toBe(false);
});

test('a private key is not shown', () => {
  expect(shown('-----BEGIN RSA PRIVATE KEY-----\nMIIB')).toBe('"(a private key)"');
});

describe('what is allowed and hardly ever meant is warned of', () => {
  const admin = (keys?: readonly string[]) => {
    const y = yard({ admin: { from: OFFICE, ...(keys && { sshAuthorizedKeys: keys }) } });
    vm(y, 'web');
    return y.system.resolve();
  };

  test('administrators without keys', () => {
    expect(codes(admin())).toEqual(['ADMIN_WITHOUT_KEYS yard']);
    expect(codes(admin([]))).toEqual([]);
    expect(codes(admin([sshKey('me')]))).toEqual([]);
  });

  test('machines that nobody administers, and that nobody tells the time', () => {
    const warned = (props: SystemProps): readonly string[] => {
      const y = yard(props);
      vm(y, 'web');
      return codes(y.system.resolve());
    };
    expect(warned({ admin: undefined })).toEqual(['NO_ADMINISTRATORS yard']);
    expect(warned({ provisioning: { packages: PACKAGES } })).toEqual(['NO_TIME_SERVERS yard']);
    expect(warned({ admin: [], provisioning: { packages: PACKAGES, ntp: [] } })).toEqual([]);
    expect(codes(yard({ admin: undefined, provisioning: undefined }).system.resolve())).toEqual([]);
  });

  test('nobody may stand in a list of those who administer', () => {
    const { system } = yard({ admin: [{ from: OFFICE }] as never });
    expect(codesOf(system)).toEqual(['INVALID_VALUE']);
  });

  test.each([
    [undefined, ['BRIDGE_WITHOUT_NAMESERVERS yard/net/office']],
    [[], []],
    [['10.1.5.9'], []],
  ])('a bridged subnet with the name servers %j', (nameservers, warnings) => {
    const y = yard();
    vm(y, 'web', { subnet: subnet(y, 'office', 5, { forward: Forward.bridge('br0'), ...(nameservers && { nameservers }) }) });
    expect(codes(y.system.resolve())).toEqual(warnings);
  });

  test('a waiver of what nothing stands against', () => {
    const y = yard();
    const because = 'test';
    y.system.policy.allow(vm(y, 'web'), database(y, 'db'), { because, waive: [FlowWaiver.publicDatabase({ because })] });
    expect(codes(y.system.resolve())).toEqual(['WAIVER_UNUSED yard/db']);
  });
});
