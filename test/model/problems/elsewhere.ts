import { ApiObject, Chart } from 'cdk8s';
import { App, ManifestChart } from '../../../src/kubernetes';
import { manifestFiles } from '../../../src/kubernetes/app/manifest-files';
import { Environments, External, type Problem, type System } from '../../../src/model';
import { release } from '../../../src/model/lock/release';
import { renew } from '../../../src/model/lock/renew';
import * as problems from '../../../src/model/problems';
import { endCalled } from '../../../src/report';
import { synthTerraform } from '../../../src/testing';
import { OFFICE, problemsOf, resolved, sshKey, vm, type Yard, yard } from '../fixture';

/** Problems that others than resolve() report: renderers and commands. */
export const ELSEWHERE: Readonly<Record<string, () => readonly Problem[]>> = {
  LOCK_OUT_OF_DATE: () => [problems.lockOutOfDate(['web is new', 'db differs'])],
  LOCK_MISSING: () => [problems.lockMissing('git has it, last in the commit abc1234', 'Restore it')],
  LOCK_UNREADABLE: () => [problems.lockUnreadable('isthmus.lock.json', 'EISDIR: illegal operation on a directory, read')],
  LOCK_NOT_WRITABLE: () => [problems.lockNotWritable('the file is read-only')],
  OUTPUT_NOT_REPLACED: () => [problems.outputNotReplaced('dist', 'the disk is full')],
  ENVIRONMENT_NAME_INVALID: () => thrown(() => Environments.of({ 'a/b': {} }, () => yard().system).build('a/b')),
  ENVIRONMENT_UNKNOWN: () => thrown(() => Environments.of<System, object, string>({ a: {} }, () => yard().system).build('b')),
  ENVIRONMENT_MISSING: () => [problems.environmentMissing(['staging'])],
  ENVIRONMENT_UNEXPECTED: () => [problems.environmentUnexpected('staging')],
  ENVIRONMENT_OUTPUT_SHARED: () => [problems.environmentOutputShared('staging', 'dist', 'npx cdk8s synth --output dist/staging')],
  ENVIRONMENTS_SHARE_HOST: () => [
    problems.environmentsShareHost({
      system: 'shop',
      mine: 'staging',
      file: 'isthmus.production.lock.json',
      host: 'kvm1',
      connection: 'qemu+ssh://kvm1.example/system',
    }),
  ],
  CLUSTER_WITHOUT_NODES: () => [problems.clusterWithoutNodes('k9s', ['k8s'])],
  API_ENTRANCE_UNKNOWN: () => [problems.apiEntranceUnknown('k8s', 'api-lb', [])],
  NODE_UNKNOWN: () => [problems.nodeUnknown('k8s', 'k8s-node-9', ['k8s-node-1'])],
  NOBODY_LOGS_IN: () => [problems.nobodyLogsIn('k8s-node-1')],
  MACHINE_COMMAND_FAILED: () => [
    problems.machineCommandFailed(
      'debian@10.1.2.2',
      'sudo cat /etc/kubernetes/admin.conf',
      1,
      'cat: /etc/kubernetes/admin.conf: No such file',
    ),
  ],
  KUBECONFIG_FOREIGN: () => [problems.kubeconfigForeign('k8s-node-1', '/etc/kubernetes/admin.conf')],
  JOIN_TOKEN_FOREIGN: () => [problems.joinTokenForeign('k8s-node-1')],
  INSTALL_FAILED: () => [problems.installFailed('my-shop', 'it ended with the exit code 1')],
  LOCK_BUSY: () => [problems.lockBusy('process 7 of 42 on here', '.isthmus-busy')],
  OUTPUT_STALE: () => [problems.outputStale('dist')],
  TERRAFORM_PLAN_FOREIGN: () => [problems.terraformPlanForeign('plan.json')],
  RELEASE_UNKNOWN: () => thrown(() => release(resolved((y) => vm(y, 'a')).lock, 'a')),
  RENEW_UNKNOWN: () => thrown(() => renew(resolved((y) => vm(y, 'a')).lock, 'b')),
  END_AMBIGUOUS: () => {
    const found: Problem[] = [];
    endCalled('anyone', resolved((y) => vm(y, 'anyone')).system, (problem) => void found.push(problem));
    return found;
  },
  SCRAPER_AMBIGUOUS: () => [problems.scraperAmbiguous(['microservice/prometheus', 'subnet/tools'])],
  FILTER_TOO_LARGE: () =>
    rendered((y) => {
      const senders = Array.from({ length: 1001 }, (_, index) => `203.0.${index >> 7}.${(index & 127) * 2}/32`);
      y.system.policy.allow(External.cidrs(senders, { name: 'partners' }), vm(y, 'web'), { because: 'test' });
    }),
  CLOUD_INIT_TOO_LARGE: () =>
    rendered((y) => vm(y, 'web'), {
      admin: { from: OFFICE, sshAuthorizedKeys: Array.from({ length: 1500 }, (_, index) => sshKey(`${index}`)) },
    }),
  FILE_CLASH: () => written((app) => ['a', 'b'].map((id) => new ManifestChart(app, id, { fileName: 'same' }))),
  FILE_ORDER: () =>
    written((app) => {
      const [early, late] = ['10-a', '20-b'].map((fileName) => new ManifestChart(app, fileName, { fileName }));
      if (late) early?.addDependency(late);
    }),
  DEPENDENCY_CYCLE: () =>
    written((app) => {
      const [a, b] = [new Chart(app, 'a'), new Chart(app, 'b')];
      a.addDependency(b);
      b.addDependency(a);
    }),
  OBJECT_TWICE: () =>
    written((app) => {
      for (const id of ['a', 'b'])
        new ApiObject(new Chart(app, id), 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'same', namespace: 'apps' } });
    }),
  UNKNOWN_NAME: () => {
    const y = yard();
    vm(y, 'web');
    return thrown(() => synthTerraform(y.system, { customize: (stack) => stack.domainOf('wbe') }));
  },
  UNWRITABLE_VALUE: () =>
    thrown(() => {
      const app = new App();
      new ApiObject(new Chart(app, 'chart'), 'a', { apiVersion: 'v1', kind: 'ConfigMap', data: { motd: 'a\ud800' } });
      app.synth();
    }),
};

function written(build: (app: App) => unknown): readonly Problem[] {
  return thrown(() => {
    const app = new App({ outdir: '/nowhere' });
    build(app);
    manifestFiles(app);
  });
}

function rendered(build: (y: Yard) => unknown, props: Parameters<typeof yard>[0] = {}): readonly Problem[] {
  const y = yard(props);
  build(y);
  return thrown(() => synthTerraform(y.system));
}

const thrown = (action: () => unknown): readonly Problem[] => problemsOf({ resolve: action } as unknown as System);
