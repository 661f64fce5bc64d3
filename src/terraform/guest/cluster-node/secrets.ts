import type { ClusterNodeRole, DistributionName, ResolvedBringUp } from '../../../model/resolved';
import type { GuestFile } from '../part';
import { type SecretVariable, secretFile } from '../secret';
import { SECRETS } from './unit';

type Secrets = ResolvedBringUp['secrets'];

/**
 * A bootstrap token, and, where a cluster has made it, the digest of the cluster's authority: understood alike by POSIX (ERE) and RE2. k3s has the
 * digest in front (docs.k3s.io, "token").
 */
export const JOIN_TOKENS: { readonly [D in DistributionName]: string } = {
  kubeadm: '^[a-z0-9]{6}[.][a-z0-9]{16}(/sha256:[0-9a-f]{64})?$',
  k3s: '^(K10[0-9a-f]{64}::)?[a-z0-9]{6}[.][a-z0-9]{16}$',
};

interface Secret {
  readonly file: string;
  /** In words, with how it looks. */
  readonly description: (cluster: string) => string;
  /** Regular expression that its value matches. */
  readonly pattern: string | { readonly [D in DistributionName]: string };
}

const KINDS: { readonly [S in keyof Secrets]-?: Secret } = {
  joinToken: {
    file: 'join-token',
    description: (cluster) => `token that nodes join the cluster ${cluster} with, made by \`npx isthmus join-token ${cluster}\``,
    pattern: JOIN_TOKENS,
  },
  encryptionKey: {
    file: 'encryption-key',
    description: (cluster) => `key of 32 bytes in base64 that the cluster ${cluster} encrypts Secrets with (openssl rand -base64 32)`,
    pattern: '^[A-Za-z0-9+/]{43}=$',
  },
  serverToken: {
    file: 'server-token',
    description: (cluster) =>
      `token of 32 bytes in hexadecimal that servers of the cluster ${cluster} join each other with (openssl rand -hex 32)`,
    pattern: '^[0-9a-f]{64}$',
  },
  certificateKey: {
    file: 'certificate-key',
    description: (cluster) =>
      `key of 32 bytes in hexadecimal for the keys of ${cluster}'s control plane on their way (openssl rand -hex 32)`,
    pattern: '^[0-9a-f]{64}$',
  },
};

const secretsOf = (secrets: Secrets): readonly (Secret & { readonly variable: string })[] =>
  (Object.keys(KINDS) as (keyof Secrets)[]).flatMap((kind) => {
    const variable = secrets[kind];
    return variable === undefined ? [] : [{ ...KINDS[kind], variable }];
  });

/** The Terraform variables that a node is told of: for their descriptions and validations. */
export const bringUpVariables = ({ bringUp, cluster, distribution }: ClusterNodeRole): readonly SecretVariable[] =>
  bringUp
    ? secretsOf(bringUp.secrets).map(({ variable, description, pattern }) => ({
        name: variable,
        description: description(cluster),
        pattern: typeof pattern === 'string' ? pattern : pattern[distribution.name],
      }))
    : [];

/** Where first boot finds them. Each is deleted once it has served. */
export const secretFiles = ({ secrets }: ResolvedBringUp): readonly GuestFile[] =>
  secretsOf(secrets).map(({ file, variable }) => secretFile(`${SECRETS}/${file}`, variable));
