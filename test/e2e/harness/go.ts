import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADD_ON_VERSIONS } from '../systems/nodes';
import type { Lab } from './lab';
import { Missing } from './part';
import { cache, kept, SOURCES } from './paths';
import { CommandFailed } from './process';

/**
 * Runs `go`; what it makes is kept under a name that tells source and version. What fails for want of a module is missing here, not wrong in the project.
 * @throws Missing with the first line that says why
 */
async function goCommand(
  lab: Lab,
  what: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<string> {
  try {
    return await lab.build(what, ['go', ...args], options);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    const lines = `${error.result.stderr}\n${error.result.stdout}`.split('\n');
    const unreachable = lines.find((line) => UNREACHABLE.test(line));
    if (unreachable === undefined) throw error;
    throw new Missing(`${what}: a Go module cannot be had here: ${unreachable.trim()}`);
  }
}

/** How `go` says that it cannot get a module, or not with this version of itself. */
const UNREACHABLE =
  /dial tcp|no such host|: (4|5)\d\d [A-Z]|timeout|x509:|connection refused|lookup disabled|unknown revision|requires go >= |toolchain not available/i;

/**
 * The control plane of a Kubernetes version as one program, built from the Kubernetes modules.
 * @throws Missing where the modules cannot be had
 */
export const controlPlane = (lab: Lab, version: string): Promise<string> => kubernetesProgram(lab, 'control-plane', version);

/** The node's share of Services. Apart from the control plane: not every version of its module can be had. @throws Missing */
export const kubeProxy = (lab: Lab, version: string): Promise<string> => kubernetesProgram(lab, 'kube-proxy', version);

/** Every program that a node of a cluster has, as one that goes by the name it is called under. @throws Missing */
export const kubernetesPrograms = (lab: Lab, version: string): Promise<string> => kubernetesProgram(lab, 'kubernetes', version);

function kubernetesProgram(lab: Lab, name: string, version: string): Promise<string> {
  return moduleProgram(lab, name, version, {
    what: `${name} of Kubernetes ${version}`,
    goMod: goMod(version),
    flags: linkerFlags(version),
  });
}

/** What answers the names of a cluster, with the few plugins that this takes. @throws Missing */
export const coreDns = (lab: Lab, version: string): Promise<string> =>
  moduleProgram(lab, 'coredns', version, {
    what: `CoreDNS ${version}`,
    goMod: `module isthmus.test/coredns\ngo 1.24\nrequire github.com/coredns/coredns v${version}\n`,
    flags: '-s -w',
  });

const KUBE_ROUTER = { module: 'github.com/cloudnativelabs/kube-router/v2', version: `v${ADD_ON_VERSIONS.kubeRouter}` };

/** A network plug-in that enforces NetworkPolicy. @throws Missing */
export const kubeRouter = (lab: Lab): Promise<string> => goTool(lab, `${KUBE_ROUTER.module}/cmd/kube-router`, KUBE_ROUTER.version);

/** Folder of the manifests that it is installed with, as its makers have them. @throws Missing */
export const kubeRouterManifests = async (lab: Lab): Promise<string> =>
  join(await goModule(lab, KUBE_ROUTER.module, KUBE_ROUTER.version), 'daemonset');

const METALLB = { module: 'go.universe.tf/metallb', version: `v${ADD_ON_VERSIONS.metallb}` };

/** What gives Services addresses, and what announces them. @throws Missing */
export const metalLb = async (lab: Lab): Promise<{ readonly controller: string; readonly speaker: string }> => ({
  controller: await goTool(lab, `${METALLB.module}/controller`, METALLB.version),
  speaker: await goTool(lab, `${METALLB.module}/speaker`, METALLB.version),
});

/** Folder of its Helm chart, with the charts that this takes. @throws Missing */
export const metalLbChart = async (lab: Lab): Promise<string> =>
  join(await goModule(lab, METALLB.module, METALLB.version), 'charts/metallb');

/** Folder of the Gateway API's definitions, a file for each. @throws Missing */
export const gatewayApiDefinitions = async (lab: Lab): Promise<string> =>
  join(await goModule(lab, 'sigs.k8s.io/gateway-api', `v${ADD_ON_VERSIONS.gatewayApi}`), 'config/crd/standard');

/** What installs charts. @throws Missing */
export const helm = (lab: Lab): Promise<string> => goTool(lab, 'helm.sh/helm/v3/cmd/helm', 'v3.19.5');

/** etcd's client. @throws Missing */
export const etcdClient = (lab: Lab): Promise<string> =>
  moduleProgram(lab, 'etcdctl', ETCD_VERSION, {
    what: "etcd's client",
    goMod: `module isthmus.test/etcdctl\ngo 1.24\nrequire go.etcd.io/etcd/etcdctl/v3 v${ETCD_VERSION}\n`,
    flags: '-s -w',
  });

/** The same that Kubernetes 1.34 is built with. */
const ETCD_VERSION = '3.6.4';

/** A server of S3 that keeps everything in memory. @throws Missing */
export const s3Server = (lab: Lab): Promise<string> =>
  moduleProgram(lab, 's3', S3_VERSION, {
    what: 'a server of S3',
    goMod: `module isthmus.test/s3\ngo 1.24\nrequire github.com/johannesboyne/gofakes3 v${S3_VERSION}\n`,
    flags: '-s -w',
  });

const S3_VERSION = '1.2.0';

/** A program of other people's modules: the lab's `<name>/main.go` puts it together. */
function moduleProgram(
  lab: Lab,
  name: string,
  version: string,
  { what, goMod, flags }: { readonly what: string; readonly goMod: string; readonly flags: string },
): Promise<string> {
  const source = join(SOURCES, name, 'main.go');
  return kept(join(cache('bin'), `${name}-${version}-${digest(readFileSync(source, 'utf8'))}`), async (binary) => {
    lab.note(`building ${what} (minutes the first time)`);
    const folder = lab.folder();
    copyFileSync(source, join(folder, 'main.go'));
    writeFileSync(join(folder, 'go.mod'), goMod);
    await goCommand(lab, what, ['mod', 'tidy'], { cwd: folder });
    await goCommand(lab, what, ['build', '-trimpath', '-ldflags', flags, '-o', binary, '.'], { cwd: folder });
  });
}

/** Modules in the Kubernetes repository that k8s.io/kubernetes requires as v0.0.0; `1.34.2` is published as `v0.34.2`. */
const STAGING = (
  'api apiextensions-apiserver apimachinery apiserver cli-runtime client-go cloud-provider cluster-bootstrap code-generator component-base ' +
  'component-helpers controller-manager cri-api cri-client csi-translation-lib dynamic-resource-allocation endpointslice externaljwt kms ' +
  'kube-aggregator kube-controller-manager kube-proxy kube-scheduler kubectl kubelet legacy-cloud-providers metrics mount-utils ' +
  'pod-security-admission sample-apiserver sample-cli-plugin sample-controller'
).split(' ');

function goMod(version: string): string {
  const staged = version.replace(/^1\./, 'v0.');
  const replaced = STAGING.map((module) => `\tk8s.io/${module} => k8s.io/${module} ${staged}`);
  return ['module isthmus.test/control-plane', 'go 1.24', `require k8s.io/kubernetes v${version}`, 'replace (', ...replaced, ')', ''].join(
    '\n',
  );
}

/** Without them the server reports version 0.0.0, which kubectl refuses to parse. */
function linkerFlags(version: string): string {
  const [major, minor] = version.split('.');
  const facts = {
    gitVersion: `v${version}`,
    gitMajor: major,
    gitMinor: minor,
    gitCommit: '0'.repeat(40),
    gitTreeState: 'clean',
    buildDate: '2025-01-01T00:00:00Z',
  };
  const packages = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'];
  return ['-s', '-w', ...packages.flatMap((name) => Object.entries(facts).map(([key, value]) => `-X ${name}.${key}=${value}`))].join(' ');
}

/** A program that is published as a Go module, such as `sigs.k8s.io/kwok/cmd/kwok`, linked statically: it may be all that an image has. @throws Missing */
export function goTool(lab: Lab, packagePath: string, version: string): Promise<string> {
  const name = packagePath.split('/').pop() ?? '';
  return kept(join(cache('bin'), `${name}-${version.slice(1)}`), async (binary) => {
    lab.note(`building ${packagePath} ${version}`);
    const folder = lab.folder();
    await goCommand(lab, packagePath, ['install', '-trimpath', `${packagePath}@${version}`], {
      env: { GOBIN: folder, CGO_ENABLED: '0' },
    });
    copyFileSync(join(folder, name), binary);
  });
}

/** A program of the lab's own: one file, standard library only, linked statically so that it runs in any guest. */
export function ownProgram(lab: Lab, name: string): Promise<string> {
  const source = join(SOURCES, name, 'main.go');
  return kept(join(cache('bin'), `${name}-${digest(readFileSync(source, 'utf8'))}`), (binary) =>
    goCommand(lab, name, ['build', '-trimpath', '-ldflags', '-s -w', '-o', binary, source], {
      env: { CGO_ENABLED: '0', GO111MODULE: 'off' },
    }),
  );
}

/** The folder of a module's files. @throws Missing */
export async function goModule(lab: Lab, module: string, version: string): Promise<string> {
  const answer = await goCommand(lab, module, ['mod', 'download', '-json', `${module}@${version}`], { cwd: lab.folder() });
  return (JSON.parse(answer) as { Dir: string }).Dir;
}

/** Of whatever decides what a file of the cache has in it. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);
